"""What a person can read in a piece of our HTML, in order: the substance of a notice.

A notice is taken from the very page that shows it (GDPR 7(1)), so what is on record and what was shown cannot differ.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import NamedTuple

INLINE = frozenset({"a", "b", "bdi", "br", "code", "input", "label", "span"})
"""Elements that are part of the text around them; every other one begins and ends a text."""


class Reading(NamedTuple):
    """The texts of a page in reading order, and its deciding buttons as (value, label)."""

    texts: tuple[str, ...]
    buttons: tuple[tuple[str, str], ...]


def read(html: str) -> Reading:
    """Return what `html`, a fragment of ours, says."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end_text()
    return Reading(tuple(reader.texts), tuple(reader.buttons))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self.buttons: list[tuple[str, str]] = []
        self._parts: list[str] = []
        self._decision: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in INLINE:
            self.end_text()
        if tag == "button":
            self._decision = dict(attrs).get("value")

    def handle_endtag(self, tag: str) -> None:
        if tag not in INLINE:
            self.end_text()
        if tag == "button" and self._decision is not None:
            self.buttons.append((self._decision, self.texts[-1]))
            self._decision = None

    def handle_data(self, text: str) -> None:
        self._parts.append(text)

    def end_text(self) -> None:
        text = re.sub(r"\s+", " ", "".join(self._parts)).strip()
        self._parts.clear()
        if text:
            self.texts.append(text)
