"""Texts as TOML writes them, for the lines that remedies and `consent init` write."""

from __future__ import annotations

import re


def toml_string(text: str) -> str:
    """`text` as a basic TOML string, in quotes."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub(r"[\x00-\x1f\x7f]", lambda found: f"\\u{ord(found[0]):04x}", escaped) + '"'


def toml_list(texts: list[str]) -> str:
    """`texts` as a TOML list on one line."""
    return "[" + ", ".join(map(toml_string, texts)) + "]"
