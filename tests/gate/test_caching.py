"""Who may keep a response that depended on the visitor: their own browser, which must ask again (RFC 9111)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consent.gate.caching import HeaderList, is_shareable, personal, values_of
from tests.conftest import CASES

COOKIE = [b"Cookie"]


def controlled(*values: bytes) -> HeaderList:
    return [(b"cache-control", value) for value in values]


def varied(*values: bytes, used: list[bytes] = COOKIE) -> bytes:
    return values_of(personal([(b"vary", value) for value in values], used), b"vary")


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((), False),
        ((b"public",), True),
        ((b"Public, max-age=0",), True),
        ((b"max-age=60",), True),
        ((b"max-age = 60",), True),
        ((b'max-age="60"',), True),
        ((b"max-age=007",), True),
        ((b"s-maxage=60",), True),
        ((b"no-cache", b"s-maxage=60"), True),
        ((b"max-age=0",), False),
        ((b"max-age=00",), False),
        ((b"no-cache",), False),
        ((b"private, max-age=60",), False),
        ((b"max-age=60", b"private"), False),
        ((b"public, no-store",), False),
        ((b"PRIVATE,public",), False),
        ((b'public, private="x-field"',), True),
        ((b"x-max-age=60",), False),
        ((b"republic",), False),
    ],
)
def test_a_response_is_shareable_where_the_application_lets_caches_keep_it(
    values: tuple[bytes, ...],
    expected: bool,  # noqa: FBT001
) -> None:
    assert is_shareable(controlled(*values)) is expected


@pytest.mark.parametrize(
    "name", [b"CDN-Cache-Control", b"surrogate-control", b"X-Accel-Expires", b"Cloudflare-CDN-Cache-Control"]
)
def test_a_header_to_one_cache_in_front_makes_it_shareable_and_goes_from_a_personal_one(name: bytes) -> None:
    assert is_shareable([(name, b"max-age=60")])
    assert name not in dict(personal([(name, b"max-age=60")], COOKIE))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (b"CDN-Cache-Control", b"no-store"),
        (b"surrogate-control", b"max-age=5, Private"),
        (b"X-Accel-Expires", b"0"),
        (b"x-accel-expires", b" off "),
        (b"Edge-Control", b"no-store"),
    ],
)
def test_a_header_that_tells_one_cache_to_keep_nothing_makes_nothing_shareable(
    name: bytes, value: bytes
) -> None:
    assert not is_shareable([(name, value)])


@pytest.mark.parametrize(
    "values",
    [(), (b"public, max-age=60",), (b"private",), (b"no-cache", b"max-age=1"), (b"max-age=1, x-no-store",)],
)
def test_a_personal_response_is_private_and_asked_for_again(values: tuple[bytes, ...]) -> None:
    headers = personal([*controlled(*values), (b"Expires", b"Fri, 01 Jan 2038 00:00:00 GMT")], COOKIE)

    assert headers == [(b"cache-control", b"private, no-cache"), (b"vary", b"Cookie")]


@pytest.mark.parametrize("values", [(b"no-store",), (b"No-Store, max-age=0",), (b"private", b"no-store")])
def test_no_store_is_never_weakened(values: tuple[bytes, ...]) -> None:
    headers = personal(controlled(*values), COOKIE)

    assert values_of(headers, b"cache-control") == b", ".join(values)


def test_vary_names_what_was_used_beside_what_the_application_named_and_each_once() -> None:
    assert varied() == b"Cookie"
    assert varied(b"Accept-Encoding") == b"Accept-Encoding, Cookie"
    assert varied(b"accept-encoding, COOKIE") == b"accept-encoding, COOKIE"
    assert varied(b"Accept", b"Origin,", used=[b"Cookie", b"Sec-GPC"]) == b"Accept, Origin, Cookie, Sec-GPC"


def test_vary_by_everything_stays() -> None:
    assert varied(b"*") == b"*"
    assert b"*" in varied(b"Accept", b"*")
    assert varied(b"X*Y") == b"X*Y, Cookie"  # a star in a name is a letter like others


def test_headers_are_found_whatever_their_case() -> None:
    assert values_of([(b"VARY", b"a"), (b"x", b"y"), (b"vary", b"b")], b"vary") == b"a, b"
    assert values_of([], b"vary") == b""


@settings(max_examples=CASES // 4)
@given(
    headers=st.lists(
        st.tuples(
            st.sampled_from(
                [b"Cache-Control", b"cache-control", b"Vary", b"Expires", b"x-other", b"set-cookie"]
            ),
            st.sampled_from([b"public", b"no-store", b"max-age=9", b"Cookie", b"Accept, cookie", b""]),
        ),
        max_size=6,
    )
)
def test_no_personal_response_can_be_kept_for_another_visitor(headers: HeaderList) -> None:
    made = personal(headers, COOKIE)

    control = values_of(made, b"cache-control")
    assert control == b"private, no-cache" or b"no-store" in control
    assert not is_shareable(made)
    assert b"cookie" in values_of(made, b"vary").lower()
    others = {b"x-other", b"set-cookie"}
    assert [one for one in made if one[0] in others] == [one for one in headers if one[0] in others]
    assert personal(made, COOKIE) == [*(one for one in made if one[0] in others), *made[-2:]]
