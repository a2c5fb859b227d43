"""The compiled declaration: what a digest stands for (R24, R25), which bit each thing needs, whose storage is whose."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent.terms.declaration import DIGEST_LENGTH, MARK_LENGTH, NECESSARY, Declaration
from consent.terms.settings import Settings
from tests.terms.declarations import Raw, cart, counter, necessary, sound, statistics, visits

MEDIA: Raw = {"key": "media", "title": "Videos", "description": "play", "without": "Read.", "ask": "on-use"}
SPECIAL: Raw = statistics(key="adverts", special="political opinions", statement="I agree that …")
STATISTICS = statistics(storage=[visits(name="pages")])
COUNTER = counter(storage=[visits()])
PLAYER = counter(key="player", category="media", provider="Player SARL")


def declared(**changes: Any) -> Declaration:
    """Two optional categories, each with a service, and a necessary one; `changes` replace what it says at the top."""
    parts: Raw = {
        "categories": [necessary(), STATISTICS, MEDIA],
        "services": [COUNTER, PLAYER],
    }
    return Declaration(Settings.model_validate(sound(**{**parts, **changes})))


def digests(declaration: Declaration) -> dict[str, str]:
    """Digests by kind and key."""
    return {f"{one.kind} {one.key}": one.digest for one in declaration.grantables}


def changed(*, category: Raw | None = None, service: Raw | None = None, **site: Any) -> set[str]:
    """What has another digest after a change to the category, the service or the site."""
    before = digests(declared())
    after = digests(
        declared(
            categories=[necessary(), STATISTICS | (category or {}), MEDIA],
            services=[COUNTER | (service or {}), PLAYER],
            **site,
        )
    )
    return {name for name in before if before[name] != after.get(name)}


def test_digests_never_change_from_one_version_of_this_package_to_the_next() -> None:
    # Were one of these to change, every visitor of every site would be asked again.
    plain = Declaration(Settings.model_validate(sound(services=[counter(storage=[visits()])])))
    full = Declaration(
        Settings.model_validate(
            sound(
                categories=[SPECIAL | {"sells_or_shares": True, "personal_data": ["IP address", "Pages"]}],
                services=[
                    counter(category="adverts", personal_data=["pages"], storage=[visits(kind="local")])
                ],
            )
        )
    )

    assert digests(plain) == {"category statistics": "8H_QRl", "service counter": "Q26mYJ"}
    assert digests(full) == {"category adverts": "AVpZmz", "service counter": "Nuhmrq"}


@pytest.mark.parametrize(
    "change",
    [
        {"category": {"title": "Statistik"}},
        {"category": {"description": "count visits and pages", "without": "Nothing changes."}},
        {"category": {"retention": "a year"}},
        {"category": {"ask": "on-use"}},
        {"category": {"storage": [visits(name="other", purpose="Other words")]}},
        {"service": {"title": "The Counter", "purpose": "Counts"}},
        {"service": {"provider": "counter, GmbH."}},
        {"service": {"privacy_url": "https://counter.example/privacy"}},
        {"service": {"hosts": ["counter.example", "cdn.counter.example"]}},
        {"service": {"storage": [visits(), visits(name="more")]}},
        {"service": {"safeguard": "Standard contractual clauses"}},
        {"controllers": [{"name": "example  e.v", "email": "other@site.example"}]},
        {"controllers": [{"name": "Example e.V.", "email": "a@b"}, {"name": "P", "role": "processor"}]},
        {"base_url": "https://other.example", "languages": ["en"], "validity_days": 200},
    ],
)
def test_wording_asks_nobody_again(change: Raw) -> None:
    assert changed(**change) == set()


@pytest.mark.parametrize(
    "service",
    [
        {"provider": "Another Ltd"},
        {"country": "US"},
        {"personal_data": ["ip address"]},
        {"sells_or_shares": True},
        {"storage": [visits(), visits(name="n", kind="local")]},
        {"category": "media"},
        {"key": "other"},
    ],
)
def test_a_material_change_of_a_service_changes_its_digest_only(service: Raw) -> None:
    assert changed(service=service) == {"service counter"}


@pytest.mark.parametrize("category", [{"personal_data": ["pages visited"]}, {"storage": []}])
def test_a_material_change_of_a_category_changes_its_digest_only(category: Raw) -> None:
    assert changed(category=category) == {"category statistics"}


@pytest.mark.parametrize(
    "category", [{"special": "health", "statement": "I agree"}, {"sells_or_shares": True}]
)
def test_what_becomes_special_or_sold_is_asked_for_again_with_its_services(category: Raw) -> None:
    assert changed(category=category) == {"category statistics", "service counter"}


@pytest.mark.parametrize("role", ["controller", "joint-controller"])
def test_another_controller_is_another_one_to_say_yes_to(role: str) -> None:
    controllers = [
        {"name": "Example e.V.", "email": "a@b"},
        {"name": "New Ltd", "email": "c@d", "role": role},
    ]

    assert changed(controllers=controllers) == set(digests(declared()))


def test_something_new_leaves_every_other_digest_alone() -> None:
    before = digests(declared())
    after = digests(declared(services=[counter(key="new"), COUNTER, PLAYER]))

    assert before.items() < after.items()


def test_order_means_nothing_to_a_digest() -> None:
    one = declared(services=[counter(personal_data=["a", "b"]), PLAYER])
    other = declared(services=[PLAYER, counter(personal_data=["B", "a"])])

    assert digests(one) == digests(other)
    assert one.revision == other.revision


def test_every_digest_has_the_length_that_the_cookie_gives_it() -> None:
    assert {len(one.digest) for one in declared().grantables} == {DIGEST_LENGTH}
    assert {len(one.mark) for one in declared().grantables} == {MARK_LENGTH}


def test_only_what_raises_the_banner_is_in_the_revision() -> None:
    declaration = declared(categories=[necessary(), statistics(), MEDIA, SPECIAL])
    asked = {one.key for one in declaration.grantables if one.asks}

    assert asked == {"statistics", "counter"}
    assert len(declaration.revision) == 2 * MARK_LENGTH
    assert declared(categories=[necessary()], services=[]).revision == ""


def test_bits_are_one_a_thing_and_what_needs_no_consent_is_everybodys() -> None:
    declaration = declared(services=[counter(), PLAYER, counter(key="own", category="necessary", hosts=[])])
    bits = [one.bit for one in declaration.grantables]

    assert sorted(bits) == [2, 4, 8, 16]
    assert declaration.everything == 31
    assert declaration.category_bits["necessary"] == NECESSARY
    assert declaration.service_bits["own"] == NECESSARY
    assert set(declaration.service_bits) == {"counter", "player", "own"}
    assert [one.key for one in declaration.members("media")] == ["player"]


@given(st.integers(0, 31))
def test_bits_and_digests_say_the_same(bits: int) -> None:
    declaration = declared()

    assert declaration.bits_of(declaration.digests_of(bits)) == (bits & declaration.everything) | NECESSARY


@given(st.lists(st.text(max_size=8)))
def test_digests_that_nothing_stands_for_grant_nothing(strangers: list[str]) -> None:
    declaration = declared()

    assert declaration.bits_of(set(strangers) - set(declaration.bit_by_digest)) == NECESSARY


def test_a_required_category_can_be_neither_granted_nor_refused() -> None:
    assert "necessary" not in {one.key for one in declared().grantables}


def test_storage_follows_its_owner_and_the_necessary_comes_first() -> None:
    declaration = declared(categories=[statistics(storage=[visits(name="pages")]), MEDIA, necessary()])
    found = [(rule.item.name, rule.bit, rule.category, rule.service) for rule in declaration.storage]

    assert found == [
        ("cart", NECESSARY, "necessary", None),
        ("pages", declaration.category_bits["statistics"], "statistics", None),
        ("_visits*", declaration.service_bits["counter"], "statistics", "counter"),
    ]


@pytest.mark.parametrize(
    ("base", "domain", "own"),
    [
        ("https://www.site.example", None, True),
        ("https://www.site.example", "site.example", True),
        ("https://www.site.example", "counter.example", False),
        ("https://www.site.example", "ite.example", False),
        (None, "counter.example", False),
        (None, "site.example", True),
    ],
)
def test_what_a_service_stores_under_its_own_host_is_not_ours_to_set(
    base: str | None, domain: str | None, *, own: bool
) -> None:
    declaration = declared(base_url=base, services=[counter(storage=[visits(domain=domain)])])

    assert ("_visits*" in {rule.item.name for rule in declaration.own_storage}) is own


def test_a_service_of_an_unknown_category_stores_nothing_anybody_could_grant() -> None:
    declaration = declared(services=[counter(category="nowhere", storage=[visits()])])

    assert "counter" not in declaration.service_bits
    assert "_visits*" not in {rule.item.name for rule in declaration.storage}


def test_a_name_is_a_pattern_only_with_a_star() -> None:
    declaration = declared(categories=[necessary(storage=[cart(), cart(name="cart_*")])], services=[])

    assert [rule.item.is_glob for rule in declaration.storage] == [False, True]
