"""Names with `*`: what they cover and whether two meet, held against the plain meaning of a pattern."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consent.terms.pattern import covers, overlap
from tests.conftest import CASES

PATTERNS = st.text("ab*", max_size=6)
NAMES = ["".join(letters) for length in range(7) for letters in product("ab", repeat=length)]


@pytest.mark.parametrize(
    ("pattern", "name", "expected"),
    [
        ("_ga*", "_ga", True),
        ("_ga*", "_ga_X1", True),
        ("_ga*", "x_ga", False),
        ("*_id", "_pk_id", True),
        ("ph_*_posthog", "ph_abc_posthog", True),
        ("ph_*_posthog", "ph_posthog", False),
        ("a.c", "abc", False),
        ("name", "name\n", False),
        ("na*", "na\nme", True),
    ],
)
def test_a_pattern_covers_whole_names_and_its_star_any_run(pattern: str, name: str, expected: bool) -> None:  # noqa: FBT001
    assert covers(pattern, name) is expected


@given(PATTERNS, PATTERNS)
@settings(max_examples=CASES // 4)
def test_two_patterns_meet_exactly_where_some_name_is_covered_by_both(one: str, other: str) -> None:
    # Letters of both patterns together are enough for a shortest common name, here at most six.
    plain = sum(letter != "*" for letter in one + other)
    common = any(covers(one, name) and covers(other, name) for name in NAMES if len(name) <= plain)

    if common or plain <= 6:
        assert overlap(one, other) is common
    assert overlap(one, other) is overlap(other, one)


def test_long_patterns_are_compared_in_a_moment() -> None:
    assert not overlap("*a" * 128, "*b" * 127 + "*c")
    assert overlap("*a" * 128, "*b" * 128 + "*")
