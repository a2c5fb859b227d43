"""Which hosts and cookie domains are the site's own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent.terms.category import StorageItem
from consent.terms.declaration import Declaration
from consent.terms.hosts import is_own_domain, is_own_host, own_hosts
from consent.terms.settings import Settings
from tests.sites import settings

SITE = settings(base_url="https://www.shop.example:8443/sub", own_hosts=("*.cdn.example",))


def test_the_sites_hosts_are_those_of_its_address_its_own_hosts_and_its_cookie_domain() -> None:
    shared = SITE.model_copy(update={"cookie_domain": "shop.example"})

    assert own_hosts(shared) == ("www.shop.example", "cdn.example", "shop.example")
    assert own_hosts(settings(base_url=None)) == ()


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("www.shop.example", True),
        ("WWW.shop.example:443", True),
        ("img.cdn.example", True),
        ("shop.example", False),
        ("evilcdn.example", False),
    ],
)
def test_a_host_is_own_at_or_below_one_of_them(host: str, expected: bool) -> None:  # noqa: FBT001
    assert is_own_host(SITE, host) is expected


@pytest.mark.parametrize(
    ("domain", "expected"),
    [
        ("www.shop.example", True),
        (".shop.example", True),
        ("img.cdn.example", True),
        ("other.shop.example", False),
        ("tracker.example", False),
        ("op.example", False),
    ],
)
def test_a_cookie_domain_is_own_above_them_too(domain: str, expected: bool) -> None:  # noqa: FBT001
    assert is_own_domain(SITE, domain) is expected


labels = st.lists(st.sampled_from(["a", "b", "shop"]), min_size=1, max_size=4).map(".".join)


@given(base=labels, domain=labels)
def test_exactly_the_domains_that_the_sites_host_may_set_or_lies_above_are_own(
    base: str, domain: str
) -> None:
    site = settings(base_url=f"https://{base}.example")
    host, wanted = f".{base}.example", f".{domain}.example"

    assert is_own_domain(site, wanted) is (host.endswith(wanted) or wanted.endswith(host))


def with_counter_at(domain: str, **changes: object) -> Settings:
    declared = settings(**changes)
    others = [one for one in declared.categories if one.key != "analytics"]
    analytics = next(one for one in declared.categories if one.key == "analytics")
    visits = StorageItem(name="visits", purpose="Counts visits", domain=domain)
    moved = analytics.model_copy(update={"storage": (visits,)})
    return declared.model_copy(update={"categories": (moved, *others)})


def test_what_a_category_keeps_on_another_sites_domain_is_shown_and_never_removed_here() -> None:
    theirs = Declaration(with_counter_at("tracker.example", base_url="https://www.shop.example"))
    ours = Declaration(with_counter_at("shop.example", base_url="https://www.shop.example"))
    unknown = Declaration(with_counter_at("tracker.example", base_url=None))

    for declaration, foreign in ((theirs, True), (ours, False), (unknown, False)):
        stored = next(one for one in declaration.storage if one.item.name == "visits")
        assert stored.foreign is foreign
        assert (stored in declaration.own_storage) is not foreign


def test_an_own_host_beside_the_address_has_own_cookies() -> None:
    declaration = Declaration(
        with_counter_at("cdn.example", base_url="https://www.shop.example", own_hosts=("cdn.example",))
    )

    assert not next(one for one in declaration.storage if one.item.name == "visits").foreign
