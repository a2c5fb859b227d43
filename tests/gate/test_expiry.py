"""Removal of declared cookies: every form in which one may exist, within what a response may carry."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consent.gate.cookies import deletes
from consent.gate.expiry import BUDGET, Site, expiry_headers, parent_domains
from consent.terms.category import Service, StorageItem
from consent.terms.declaration import Declaration, StorageRule
from tests import sites
from tests.conftest import CASES

HTTPS = Site("a.shop.example", secure=True)
HTTP = Site("a.shop.example", secure=False)
BIT = 2


def rule(name: str = "c", bit: int = BIT, **item: object) -> StorageRule:
    return StorageRule(StorageItem.model_validate({"name": name, **item}), bit, "some", None)


def removals(one: StorageRule, site: Site = HTTPS) -> list[bytes]:
    return expiry_headers([one], [], one.bit, site)


def test_over_https_each_domain_is_removed_with_its_partitioned_twin() -> None:
    assert removals(rule()) == [
        b"c=; Max-Age=0; Path=/; Secure",
        b"c=; Max-Age=0; Path=/; Secure; Partitioned",
        b"c=; Max-Age=0; Path=/; Domain=a.shop.example; Secure",
        b"c=; Max-Age=0; Path=/; Domain=a.shop.example; Secure; Partitioned",
        b"c=; Max-Age=0; Path=/; Domain=shop.example; Secure",
        b"c=; Max-Age=0; Path=/; Domain=shop.example; Secure; Partitioned",
    ]


def test_over_http_nothing_is_secure_or_partitioned() -> None:
    assert removals(rule(), HTTP) == [
        b"c=; Max-Age=0; Path=/",
        b"c=; Max-Age=0; Path=/; Domain=a.shop.example",
        b"c=; Max-Age=0; Path=/; Domain=shop.example",
    ]


def test_the_declared_path_is_the_one_removed() -> None:
    assert all(b"; Path=/x" in header for header in removals(rule(path="/x")))


def test_a_path_in_any_script_is_written_as_servers_write_it() -> None:
    assert removals(rule(path="/مقال"), Site("localhost", secure=False)) == [
        "c=; Max-Age=0; Path=/مقال".encode()
    ]


@pytest.mark.parametrize("domain", ["shop.example", ".shop.example"])
def test_a_declared_domain_is_removed_beside_the_host_itself_and_no_other(domain: str) -> None:
    assert removals(rule(domain=domain), HTTP) == [
        b"c=; Max-Age=0; Path=/",
        b"c=; Max-Age=0; Path=/; Domain=shop.example",
    ]


@pytest.mark.parametrize("site", [HTTPS, HTTP])
def test_a_host_cookie_is_removed_without_a_domain(site: Site) -> None:
    headers = removals(rule("__Host-c"), site)

    assert headers
    assert all(b"Domain" not in header and b"Path=/" in header for header in headers)


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("a.b.shop.example", ["a.b.shop.example", "b.shop.example", "shop.example"]),
        ("shop.example", ["shop.example"]),
        ("my_app.shop.example", ["my_app.shop.example", "shop.example"]),
        ("localhost", []),
        ("a." * 127 + "example", []),
        ("127.0.0.1", []),
        ("[", []),
        ("::1", []),
        ("", []),
        ("shop..example", []),
        ("shop.example; Secure", []),
    ],
)
def test_a_domain_is_named_only_for_a_host_that_has_one(host: str, expected: list[str]) -> None:
    assert parent_domains(host) == expected
    if not expected:
        assert removals(rule(), Site(host, secure=False)) == [b"c=; Max-Age=0; Path=/"]


def test_what_the_browser_carries_is_removed_first_and_by_its_own_name() -> None:
    headers = expiry_headers([rule("unseen"), rule("_ga*", 4)], [b"_ga_X1", b"_ga"], BIT | 4, HTTP)

    names = list(dict.fromkeys(header.partition(b"=")[0] for header in headers))
    assert names == [b"_ga_X1", b"_ga", b"unseen"]


def test_a_carried_name_that_is_also_unseen_is_removed_once() -> None:
    headers = expiry_headers([rule()], [b"c", b"c"], BIT, HTTP)

    assert len(headers) == len(set(headers)) == 3


def test_only_the_bits_asked_for_are_removed_unseen() -> None:
    assert expiry_headers([rule(), rule("other", 4)], [], 4, HTTP)[0].startswith(b"other=")
    assert expiry_headers([rule(), rule("other", 4)], [], 0, HTTP) == []


def test_storage_that_is_no_cookie_gets_no_header() -> None:
    assert expiry_headers([rule(kind="local")], [b"c"], BIT, HTTPS) == []


def test_a_name_too_long_for_any_response_keeps_no_other_from_being_removed() -> None:
    headers = expiry_headers([rule("_ga*")], [b"_ga" + b"x" * BUDGET, b"_ga_short"], 0, HTTP)

    assert {header.partition(b"=")[0] for header in headers} == {b"_ga_short"}


def test_thousands_of_carried_names_cost_no_more_than_what_fits() -> None:
    made = []

    class Name(bytes):
        def __add__(self, other: bytes) -> bytes:  # type: ignore[override]  # counts what is written
            made.append(self)
            return bytes(self) + other

    names = [Name(b"_ga%d" % number) for number in range(10_000)]

    assert expiry_headers([rule("_ga*")], names, 0, HTTPS)
    assert len(made) < 100


def test_storage_on_another_sites_domain_is_never_removed_here() -> None:
    foreign = Service(
        key="foreign",
        category="analytics",
        title="Foreign",
        provider="Foreign Ltd",
        country="IE",
        purpose="Counts",
        hosts=("tracker.example",),
        storage=(
            StorageItem(name="theirs", purpose="Counts", domain=".tracker.example"),
            StorageItem(name="mine", purpose="Counts", domain="shop.example"),
        ),
    )
    declared = Declaration(sites.settings(base_url="https://a.shop.example", services=(foreign,)))

    headers = expiry_headers(declared.own_storage, [b"theirs", b"mine"], declared.everything, HTTPS)

    names = {header.partition(b"=")[0] for header in headers}
    assert b"mine" in names
    assert b"theirs" not in names
    assert {stored.item.name for stored in declared.storage} >= {"theirs", "mine"}


hosts = st.lists(st.text("abc-", min_size=1, max_size=12), min_size=1, max_size=20).map(".".join)
names = st.text("ab_-", min_size=1, max_size=40)
rules = st.lists(
    st.builds(
        rule,
        names | names.map(lambda name: name + "*"),
        st.sampled_from([2, 4, 8]),
        path=st.sampled_from(["/", "/x", "/a/long/path/" + "y" * 200]),
        domain=st.sampled_from([None, "shop.example", ".b.c"]),
    ),
    max_size=30,
)


@settings(max_examples=CASES // 4)
@given(
    declared=rules,
    carried=st.lists(names.map(str.encode) | st.binary(max_size=20), max_size=20),
    unseen=st.integers(0, 15),
    host=hosts,
    secure=st.booleans(),
)
def test_the_headers_of_one_response_fit_in_two_kilobytes_and_all_of_them_delete(
    *, declared: list[StorageRule], carried: list[bytes], unseen: int, host: str, secure: bool
) -> None:
    headers = expiry_headers(declared, carried, unseen, Site(host, secure))

    assert sum(len(b"set-cookie: \r\n" + header) for header in headers) <= 2048
    assert len(headers) == len(set(headers))
    assert all(b"; Max-Age=0; Path=/" in header for header in headers)
    assert all(deletes(header, lambda: 0) for header in headers if b";" not in header.partition(b"=")[0])
