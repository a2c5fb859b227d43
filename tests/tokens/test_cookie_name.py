"""What our own cookies are called and how they are set, as RFC 6265bis §4.1.3 lets browsers keep them."""

from __future__ import annotations

from itertools import product

import pytest

from consent.tokens.cookie_name import CookieKind, cookie_name, set_cookie


@pytest.mark.parametrize(
    ("kind", "secure", "shared", "expected"),
    [
        ("consent", True, False, "__Host-choice"),
        ("consent", True, True, "__Secure-choice"),
        ("consent", False, False, "choice"),
        ("consent", False, True, "choice"),
        ("said", True, False, "__Host-choice-said"),
        ("said", True, True, "__Secure-choice-said"),
        ("said", False, False, "choice-said"),
        ("said", False, True, "choice-said"),
    ],
)
def test_the_prefix_is_the_strictest_that_browsers_keep(
    kind: CookieKind,
    secure: bool,  # noqa: FBT001
    shared: bool,  # noqa: FBT001
    expected: str,
) -> None:
    assert cookie_name(kind, "choice", secure=secure, shared=shared) == expected


@pytest.mark.parametrize(
    ("name", "domain", "http_only", "expected"),
    [
        ("__Host-c", None, False, b"__Host-c=v; Max-Age=60; Path=/; SameSite=Lax; Secure"),
        ("__Host-c", None, True, b"__Host-c=v; Max-Age=60; Path=/; SameSite=Lax; Secure; HttpOnly"),
        (
            "__Secure-c",
            "site.example",
            False,
            b"__Secure-c=v; Max-Age=60; Path=/; SameSite=Lax; Domain=site.example; Secure",
        ),
        ("c", None, False, b"c=v; Max-Age=60; Path=/; SameSite=Lax"),
        ("c", "site.example", False, b"c=v; Max-Age=60; Path=/; SameSite=Lax; Domain=site.example"),
    ],
)
def test_a_cookie_of_ours_has_exactly_these_attributes(
    name: str,
    domain: str | None,
    http_only: bool,  # noqa: FBT001
    expected: bytes,
) -> None:
    assert set_cookie(name, "v", max_age=60, domain=domain, http_only=http_only) == expected


@pytest.mark.parametrize(("secure", "shared"), list(product([True, False], repeat=2)))
def test_name_and_attributes_fit_the_rules_of_the_prefix(secure: bool, shared: bool) -> None:  # noqa: FBT001
    name = cookie_name("consent", "choice", secure=secure, shared=shared)
    header = set_cookie(name, "v", max_age=60, domain="site.example" if shared else None)

    attributes = header.split(b"; ")[1:]
    assert (b"Secure" in attributes) is secure
    assert b"Path=/" in attributes
    if name.startswith("__Host-"):
        assert not any(attribute.startswith(b"Domain") for attribute in attributes)


def test_the_end_of_a_cookie_is_told_by_its_age() -> None:
    assert b"Max-Age=0" in set_cookie("c", "", max_age=0)
