"""Global Privacy Control: `Sec-GPC` counts only where a field value is exactly `1` (R58, R65)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consent.gate.signals import global_privacy_control
from tests.conftest import CASES


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([b"1"], True),
        ([b" 1\t"], True),  # the space around a field value is no part of it (RFC 9110 §5.5)
        ([b"0", b"1"], True),
        ([b"1", b"0"], True),
        ([b"1", b"1"], True),
        ([b"0"], False),
        ([b"true"], False),
        ([b"1;x"], False),
        ([b"1,1"], False),
        ([b"1, 0"], False),
        ([b"11"], False),
        ([b"01"], False),
        ([b'"1"'], False),
        ([b"?1"], False),
        (["\u0661".encode()], False),
        ([b" "], False),
        ([b""], False),
        ([], False),
    ],
)
def test_the_signal_is_on_only_where_some_value_is_exactly_one(values: list[bytes], expected: bool) -> None:  # noqa: FBT001
    headers = [(b"host", b"site.example"), *((b"sec-gpc", value) for value in values)]

    assert global_privacy_control(headers) is expected


@settings(max_examples=CASES // 4)
@given(
    headers=st.lists(
        st.tuples(
            st.sampled_from([b"sec-gpc", b"dnt", b"x-sec-gpc"]), st.sampled_from([b"1", b"0", b"", b"1,1"])
        )
        | st.tuples(st.just(b"sec-gpc"), st.binary(max_size=3)),
        max_size=6,
    )
)
def test_no_other_value_and_no_other_header_is_the_signal(headers: list[tuple[bytes, bytes]]) -> None:
    values = [value.strip(b" \t") for name, value in headers if name == b"sec-gpc"]

    assert global_privacy_control(headers) is (b"1" in values)
