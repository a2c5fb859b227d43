"""Which offered language a visitor reads (RFC 9110 §12.5.4; tags as RFC 5646 writes them)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consent.web.languages import LONGEST_HEADER, offered, preferred
from tests.conftest import CASES

OFFERED = ("en", "ar", "pt-BR", "zh-Hant")


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("ar", "ar"),
        ("AR", "ar"),
        ("ar-EG", "ar"),
        ("ar_EG", "ar"),
        ("pt-BR", "pt-BR"),
        ("pt_br", "pt-BR"),
        ("pt", "pt-BR"),
        ("pt-PT", "pt-BR"),
        ("zh-Hant-TW", "zh-Hant"),
        ("zh-Hant-" + "x" * 40, None),
        ("de", None),
        ("english", None),
        ("e", None),
        ("", None),
        ("*", None),
        ("-", None),
        ("-en", None),
        ("en\n", None),
        (None, None),
        (1, None),
        (b"en", None),
        (["en"], None),
    ],
)
def test_a_tag_asks_for_the_offered_language_nearest_to_it(tag: object, expected: str | None) -> None:
    assert offered(tag, OFFERED) == expected


def test_the_very_tag_comes_before_its_language_alone() -> None:
    assert offered("pt-BR", ("pt", "pt-BR")) == "pt-BR"
    assert offered("pt-PT", ("pt-BR", "pt")) == "pt"
    assert offered("zh-Hant-TW", ("zh-Hans", "zh-Hant")) == "zh-Hant"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("ar", "ar"),
        ("de, ar", "ar"),
        ("en;q=0.5, ar;q=0.9", "ar"),
        ("en;q=0.5,ar;q=0.50", "en"),
        ("ar , en", "ar"),
        ("de-DE,de;q=0.9,ar;q=0.8,en;q=0.7", "ar"),
        ("ar;q=0, en;q=0.1", "en"),
        ("ar;q=0", None),
        ("ar;q=1.000;q=1", None),
        ("ar;q=2, en;q=0.1", "en"),
        ("ar;q=-1, en;q=0.1", "en"),
        ("ar ; q = 0.5", "ar"),
        ("*", None),
        ("*, ar;q=0.5", "ar"),
        ("", None),
        (",,,", None),
        ("<script>", None),
        ("é, en", "en"),
    ],
)
def test_the_language_the_browser_likes_best_is_taken(header: str, expected: str | None) -> None:
    assert preferred(header, OFFERED) == expected


def test_no_more_of_a_header_is_read_than_browsers_send() -> None:
    assert preferred("de," * 100_000 + "ar", OFFERED) is None
    assert preferred("de," * 100 + "ar", OFFERED) == "ar"
    assert LONGEST_HEADER == 500


@settings(max_examples=CASES // 4)
@given(
    header=st.text(max_size=100)
    | st.lists(
        st.sampled_from(["ar", "en", "pt", "*", ",", ";", "q=", "0.5", "1", "0", "-", " "]), max_size=20
    ).map("".join),
    tag=st.text(max_size=20) | st.none() | st.binary(max_size=5),
)
def test_whatever_is_sent_an_offered_language_or_none_is_found(header: str, tag: object) -> None:
    assert preferred(header, OFFERED) in {*OFFERED, None}
    assert offered(tag, OFFERED) in {*OFFERED, None}
    assert preferred(header, ()) is None
