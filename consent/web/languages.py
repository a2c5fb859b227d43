"""Which offered language a visitor reads: the page's, then the one they chose, then what the browser prefers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

PREFERENCE = re.compile(
    r"\s*([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*|\*)\s*(?:;\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?))?\s*"
)
LONGEST_HEADER = 500
LONGEST_TAG = 35
"""RFC 5646 §4.4.1."""


def offered(tag: object, languages: Sequence[str]) -> str | None:
    """Return the offered language that `tag` ("ar", "ar-EG", "pt_BR") asks for, or None (RFC 4647 §3.4: less of the
    tag at a time; then any offered language with the same first part).
    """
    if not isinstance(tag, str) or not 0 < len(tag) <= LONGEST_TAG:
        return None
    wanted = tag.replace("_", "-").lower()
    exact = wanted
    while exact:
        for language in languages:
            if language.lower() == exact:
                return language
        exact = exact.rpartition("-")[0]
    base = wanted.partition("-")[0]
    return next((language for language in languages if language.lower().partition("-")[0] == base), None)


def preferred(accept_language: str, languages: Sequence[str]) -> str | None:
    """Return the offered language that Accept-Language likes best (RFC 9110 §12.5.4), or None."""
    for tag in _by_quality(accept_language[:LONGEST_HEADER]):
        if found := offered(tag, languages):
            return found
    return None


def _by_quality(header: str) -> Iterable[str]:
    forms = [PREFERENCE.fullmatch(part) for part in header.split(",")]
    preferences = [(float(form[2] or 1), form[1]) for form in forms if form]
    ranked = sorted(preferences, key=lambda preference: -preference[0])
    return [tag for quality, tag in ranked if quality > 0]
