"""A text for people: one string, or one string by language tag (BCP 47)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, NamedTuple

from pydantic import AfterValidator

LANGUAGE_TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")
RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"})
UNWRITTEN = frozenset({"", "…", "..."})
"""What stands for a text that is still to be written, as our own remedies do."""


def _checked_text(value: str | dict[str, str]) -> str | dict[str, str]:
    if isinstance(value, str):
        if value.strip() in UNWRITTEN:
            raise ValueError("a text that says something")
        return value
    if not value:
        raise ValueError("at least one language")
    for language, wording in value.items():
        checked_language(language)
        if wording.strip() in UNWRITTEN:
            raise ValueError(f"a text that says something for {language!r}")
    return value


def checked_language(tag: str) -> str:
    """Return `tag` if it is a language tag such as `en`, `pt-BR` or `zh-Hant`; raise ValueError if not."""
    if not LANGUAGE_TAG.fullmatch(tag):
        raise ValueError(f"a language tag such as 'en' or 'pt-BR', not {tag!r}")
    return tag


Text = Annotated[str | dict[str, str], AfterValidator(_checked_text)]
LanguageTag = Annotated[str, AfterValidator(checked_language)]


class Wording(NamedTuple):
    """A text as one language says it; `language` is the one really used (WCAG 3.1.2: parts name theirs)."""

    text: str
    language: str

    @property
    def direction(self) -> str:
        """`rtl` or `ltr`, for the element that holds the text."""
        return direction_of(self.language)


def direction_of(language: str) -> str:
    """Return `rtl` for languages written from the right, else `ltr`."""
    return "rtl" if language.partition("-")[0] in RIGHT_TO_LEFT else "ltr"


def wording(text: str | Mapping[str, str], language: str, fallbacks: Sequence[str]) -> Wording:
    """Return `text` in `language`, else in its base language, else in the first fallback that has it.

    A plain string speaks the site's first language: `fallbacks[0]`.
    """
    if isinstance(text, str):
        return Wording(text, fallbacks[0])
    for candidate in (language, language.partition("-")[0], *fallbacks, *text):
        if candidate in text:
            return Wording(text[candidate], candidate)
    raise ValueError("a text by language holds at least one language")
