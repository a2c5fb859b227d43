"""Files that pages load. Their names hold a hash of their content, so that browsers may keep them for ever."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

HASH_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Asset:
    """A file's name with its hash, its bytes and its media type."""

    name: str
    content: bytes
    media_type: str


@cache
def stylesheet() -> Asset:
    """Return the one stylesheet."""
    content = files("consent.pages").joinpath("assets", "privacy.css").read_bytes()
    digest = hashlib.sha256(content).hexdigest()[:HASH_LENGTH]
    return Asset(f"privacy.{digest}.css", content, "text/css; charset=utf-8")
