"""Texts by language, and lengths of time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from consent.terms.duration import LONGEST, SECONDS, Duration, largest_unit, parsed_duration
from consent.terms.text import LanguageTag, Text, Wording, direction_of, wording
from consent.terms.toml_string import toml_list, toml_string

TEXT: TypeAdapter[str | dict[str, str]] = TypeAdapter(Text)
TAG: TypeAdapter[str] = TypeAdapter(LanguageTag)
DURATION: TypeAdapter[int | None] = TypeAdapter(Duration)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "…",
        " ... ",
        {"en": "…"},
        {},
        {"en": ""},
        {"english": "x"},
        {"en": "x", "AR": "y"},
        3,
        {"en": 3},
    ],
)
def test_a_text_says_something_in_a_language(text: object) -> None:
    with pytest.raises(ValidationError):
        TEXT.validate_python(text)


@pytest.mark.parametrize("tag", ["en", "ckb", "pt-BR", "zh-Hant", "zh-Hant-TW", "es-419"])
def test_language_tags_are_taken(tag: str) -> None:
    assert TAG.validate_python(tag) == tag


@pytest.mark.parametrize("tag", ["", "e", "EN", "en_GB", "en-gb", "english", "zh-hant", "en-", "en\n"])
def test_other_spellings_of_languages_are_not(tag: str) -> None:
    with pytest.raises(ValidationError):
        TAG.validate_python(tag)


@pytest.mark.parametrize(
    ("text", "language", "fallbacks", "expected"),
    [
        ("Statistics", "ar", ["en", "ar"], Wording("Statistics", "en")),
        ({"en": "S", "ar": "إ"}, "ar", ["en"], Wording("إ", "ar")),
        ({"en": "S", "pt": "E"}, "pt-BR", ["en"], Wording("E", "pt")),
        ({"en": "S", "pt-BR": "E"}, "pt-BR", ["en"], Wording("E", "pt-BR")),
        ({"en": "S", "fr": "F"}, "de", ["fr", "en"], Wording("F", "fr")),
        ({"fr": "F"}, "de", ["en"], Wording("F", "fr")),
    ],
)
def test_a_text_is_said_in_the_language_or_the_nearest_and_tells_which(
    text: str | dict[str, str], language: str, fallbacks: list[str], expected: Wording
) -> None:
    assert wording(text, language, fallbacks) == expected


def test_a_text_in_no_language_is_no_text() -> None:
    with pytest.raises(ValueError, match="at least one language"):
        wording({}, "en", ["en"])


@pytest.mark.parametrize(
    ("tag", "direction"),
    [("ar", "rtl"), ("fa-IR", "rtl"), ("ur", "rtl"), ("en", "ltr"), ("zh-Hant", "ltr"), ("arn", "ltr")],
)
def test_the_direction_follows_from_the_language(tag: str, direction: str) -> None:
    assert direction_of(tag) == direction
    assert Wording("x", tag).direction == direction


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        (None, None),
        ("session", None),
        (60, 60),
        ("1 second", 1),
        ("30 minutes", 1_800),
        ("2 hours", 7_200),
        ("1 day", 86_400),
        ("52 weeks", 31_449_600),
        ("13 months", 33_696_000),
        ("1 year", 31_536_000),
        (" 1 day ", 86_400),
    ],
)
def test_a_length_of_time_is_written_as_people_say_it(written: object, seconds: int | None) -> None:
    assert DURATION.validate_python(written) == seconds


@pytest.mark.parametrize(
    "written",
    ["", "forever", "0 days", 0, -1, 1.5, True, "1 fortnight", "1day", "-1 days", "1 day 2 hours", []],
)
def test_anything_else_is_no_length_of_time(written: object) -> None:
    with pytest.raises(ValueError, match=r"session|duration"):
        parsed_duration(written)


def test_thirteen_months_are_within_what_browsers_keep() -> None:
    assert 13 * SECONDS["month"] <= LONGEST


@given(st.integers(1, 10**9 - 1))
def test_the_largest_unit_says_a_length_exactly(seconds: int) -> None:
    count, unit = largest_unit(seconds)

    assert parsed_duration(f"{count} {unit}s") == seconds
    assert all(seconds % size or size <= SECONDS[unit] for name, size in SECONDS.items() if name != "week")


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_text_written_as_toml_is_read_back_the_same(text: str) -> None:
    import tomllib

    assert tomllib.loads(f"text = {toml_string(text)}")["text"] == text
    assert tomllib.loads(f"texts = {toml_list([text, text])}")["texts"] == [text, text]
