"""Every rule that settings alone can show: each fault from the smallest declaration that has it, and its limits."""

from __future__ import annotations

import re
import tomllib
from datetime import timedelta
from typing import Any

import pytest

from consent.errors import FAULTS
from consent.terms.catalogue import known, texts
from tests.terms.declarations import (
    TODAY,
    Raw,
    cart,
    counter,
    faults_of,
    ids_of,
    necessary,
    sound,
    statistics,
    visits,
    without,
)

ELSEWHERE = {"consent.E001", "consent.E005", "consent.W048"}
"""Faults of a file, of the environment and of the drawn banner: tests/test_settings_file.py and tests/cli."""

NEEDED = counter(category="necessary")
LONG = " ".join(["word"] * 61)


def necessary_with(**changes: Any) -> Raw:
    """A declaration whose necessary cookie is changed."""
    return sound(categories=[necessary(storage=[cart(**changes)]), statistics()])


def optional_with(**changes: Any) -> Raw:
    """A declaration whose service's cookie is changed."""
    return sound(services=[counter(storage=[visits(**changes)])])


def special(**changes: Any) -> Raw:
    """A declaration with a category about a special category of data."""
    category = statistics(special="political opinions", statement="I agree that …")
    return sound(categories=[necessary(), {**category, **changes}])


MINIMAL: list[tuple[str, str, Raw]] = [
    ("consent.E002", "colour", sound(colour="red")),
    ("consent.E002", "categories[1].storge", sound(categories=[necessary(), statistics(storge=[])])),
    ("consent.E003", "services[0].provider", sound(services=[without(counter(), "provider")])),
    ("consent.E004", "gpc", sound(gpc="maybe")),
    ("consent.E004", "settings", [1]),  # type: ignore[list-item]
    ("consent.E006", "use[0]", sound(use=["matomoo"])),
    ("consent.E006", "use[1]", sound(use=["matomo", "django@1999-01"])),
    ("consent.E007", "secret_key", sound(secret_key="0" * 40)),
    ("consent.E010", "categories[2].key", sound(categories=[necessary(), statistics(), statistics()])),
    ("consent.E010", "services[1].key", sound(services=[counter(), counter()])),
    ("consent.E010", "languages[1]", sound(languages=["en", "en"])),
    ("consent.E010", "use[1]", sound(use=["matomo", "matomo@2026-11"])),
    (
        "consent.E010",
        "services[other].storage[_visits*]",
        sound(services=[counter(storage=[visits()]), counter(key="other", storage=[visits()])]),
    ),
    (
        "consent.E010",
        "services[counter].storage[seen]",
        optional_with() | {"services": [counter(storage=[visits(name="seen", kind="local")] * 2)]},
    ),
    ("consent.E011", "services[counter].category", sound(services=[counter(category="statistic")])),
    (
        "consent.E012",
        "categories[necessary].storage[cart].justification",
        sound(categories=[necessary(storage=[without(cart(), "justification")]), statistics()]),
    ),
    (
        "consent.E012",
        "services[counter].storage[_visits*].justification",
        sound(services=[counter(category="necessary", hosts=[], storage=[visits()])]),
    ),
    ("consent.E013", "categories[necessary].storage[_ga]", necessary_with(name="_ga")),
    ("consent.E013", "categories[necessary].storage[_g*]", necessary_with(name="_g*")),
    ("consent.E013", "categories[necessary].storage[_hjSession_1]", necessary_with(name="_hjSession_1")),
    ("consent.E014", "services[counter].storage[_visits*].max_age", optional_with(max_age="2 years")),
    ("consent.E015", "services[counter].hosts[0]", sound(services=[NEEDED])),
    ("consent.E015", "categories[necessary].storage[cart].domain", necessary_with(domain="cdn.example")),
    ("consent.E016", "categories[necessary].storage[cart].values", necessary_with(preference=True)),
    (
        "consent.E016",
        "services[counter].storage[pref_*].values",
        optional_with(name="pref_*", values=["a"]),
    ),
    ("consent.E017", "controllers", sound(controllers=[])),
    ("consent.E017", "controllers", sound(controllers=[{"name": "X", "role": "processor", "email": "a@b"}])),
    ("consent.E017", "controllers[0]", sound(controllers=[{"name": "Example e.V."}])),
    ("consent.E018", "services[counter].purpose", sound(languages=["en", "ar"], accept_unreviewed=["ar"])),
    ("consent.E019", "validity_days", sound(validity_days=401)),
    (
        "consent.E020",
        "categories[statistics].description",
        sound(categories=[necessary(), without(statistics(), "description")]),
    ),
    (
        "consent.E020",
        "categories[statistics].without",
        sound(categories=[necessary(), without(statistics(), "without")]),
    ),
    ("consent.E020", "services[counter].purpose", sound(services=[without(counter(), "purpose")])),
    ("consent.E021", "categories[statistics].statement", special(statement=None)),
    ("consent.E021", "categories[statistics].required", special(required=True)),
    (
        "consent.E022",
        "categories[statistics].legal_basis",
        sound(categories=[necessary(), statistics(legal_basis="legitimate-interest")]),
    ),
    (
        "consent.E022",
        "categories[statistics].legal_basis",
        sound(categories=[necessary(), statistics(legal_basis="strictly-necessary")]),
    ),
    (
        "consent.E022",
        "categories[necessary].legal_basis",
        sound(categories=[necessary(legal_basis="consent"), statistics()]),
    ),
    ("consent.E023", "gpc", sound(gpc="off", services=[counter(sells_or_shares=True)])),
    (
        "consent.E023",
        "gpc",
        sound(gpc="off", categories=[necessary(), statistics(sells_or_shares=True)]),
    ),
    ("consent.E024", "services[counter].storage[*].name", optional_with(name="*")),
    ("consent.E024", "services[counter].storage[a*b*c].name", optional_with(name="a*b*c")),
    ("consent.E024", "services[counter].storage[__Host-ab*].name", optional_with(name="__Host-ab*")),
    ("consent.E025", "services[counter].storage[car*].name", optional_with(name="car*")),
    # One name on two paths is still one name to the gate, which sees no path.
    ("consent.E025", "services[counter].storage[cart].name", optional_with(name="cart", path="/x")),
    (
        "consent.E025",
        "services[counter].storage[cart_7].name",
        sound(
            categories=[necessary(storage=[cart(name="cart*")]), statistics()],
            services=[counter(storage=[visits(name="cart_7")])],
        ),
    ),
    ("consent.E025", "services[counter].storage[cons*].name", optional_with(name="cons*")),
    ("consent.E025", "categories[necessary].storage[consent].name", necessary_with(name="consent")),
    (
        "consent.E026",
        "categories[necessary].storage[__Host-cart].domain",
        necessary_with(name="__Host-cart", domain="site.example"),
    ),
    (
        "consent.E026",
        "categories[necessary].storage[__host-cart].path",
        necessary_with(name="__host-cart", path="/shop"),
    ),
    ("consent.E028", "base_url", sound(base_url="http://www.site.example")),
    ("consent.E030", "origins[0]", sound(origins=["null"])),
    ("consent.E030", "own_hosts[1]", sound(own_hosts=["cdn.site.example", "https://img.example/"])),
    ("consent.E030", "services[counter].hosts[0]", sound(services=[counter(hosts=["*"])])),
    ("consent.E030", "services[counter].storage[_visits*].domain", optional_with(domain=".site.example")),
    ("consent.E030", "services[counter].storage[_visits*].domain", optional_with(domain="a.example; Path=/")),
    ("consent.E031", "path", sound(path="/cookie-consent")),
    ("consent.E031", "quiet_paths[0]", sound(quiet_paths=["kiosk"])),
    ("consent.E032", "observe_until", sound(observe_until=TODAY + timedelta(days=31))),
    ("consent.E033", "cookie_domain", sound(cookie_domain="other.example")),
    ("consent.E034", "cookie_name", sound(cookie_name="__Host-consent")),
    ("consent.E035", "languages[0]", sound(languages=["tlh"])),
    ("consent.E035", "languages[0]", sound(languages=["ar"])),
    ("consent.E036", "policy_url", sound(policy_url="privacy.html")),
    ("consent.E036", "controllers[0].url", sound(controllers=[{"name": "X", "url": "site.example"}])),
    ("consent.E036", "services[counter].privacy_url", sound(services=[counter(privacy_url="javascript:1")])),
    ("consent.E039", "services", sound(services=[counter(key=f"s{number}") for number in range(700)])),
    # Two of 499 619 keys that were tried: their services' digests are alike.
    (
        "consent.E042",
        "services[s499618].key",
        sound(services=[counter(key="s372441"), counter(key="s499618")]),
    ),
    ("consent.E043", "log", sound(log="sqlite:///consent.db")),
    ("consent.E046", "categories", sound(categories=[necessary(), statistics(description=LONG)])),
    ("consent.W027", "services[counter].storage[_visits*].domain", optional_with(domain="elsewhere.example")),
    ("consent.W029", "base_url", without(sound(), "base_url")),
    ("consent.W032", "observe_until", sound(observe_until=TODAY - timedelta(days=1))),
    ("consent.W037", "validity_days", sound(validity_days=179)),
    ("consent.W041", "services[counter].safeguard", sound(services=[counter(country="US")])),
    (
        "consent.W044",
        "categories[statistics].without",
        sound(categories=[necessary(), statistics(without="Unfortunately less.")]),
    ),
    (
        "consent.W045",
        "services[counter].sells_or_shares",
        sound(reveals="political opinions", services=[counter(sells_or_shares=True)]),
    ),
    ("consent.W047", "updated", without(sound(), "updated")),
    ("consent.W047", "updated", sound(updated=TODAY + timedelta(days=1))),
]


def test_a_sound_declaration_has_no_fault() -> None:
    assert faults_of(sound()) == []


@pytest.mark.parametrize(("id_", "place", "raw"), MINIMAL, ids=[f"{row[0]}-{row[1]}" for row in MINIMAL])
def test_each_fault_is_found_in_the_smallest_declaration_that_has_it(id_: str, place: str, raw: Raw) -> None:
    assert (id_, place) in {(fault.id, fault.place) for fault in faults_of(raw)}


@pytest.mark.parametrize(("id_", "place", "raw"), MINIMAL, ids=[f"{row[0]}-{row[1]}" for row in MINIMAL])
def test_each_fault_says_what_was_seen_and_expected_and_how_to_put_it_right(
    id_: str, place: str, raw: Raw
) -> None:
    fault = next(fault for fault in faults_of(raw) if (fault.id, fault.place) == (id_, place))

    assert all([fault.seen, fault.expected, fault.remedy])
    assert fault.title == FAULTS[id_]
    assert fault.is_error == (id_[8] == "E")
    assert all(part in str(fault) for part in (id_, place, fault.seen, fault.expected, fault.remedy))


def test_every_fault_that_settings_can_have_is_in_the_table() -> None:
    assert {id_ for id_, _, _ in MINIMAL} | ELSEWHERE == set(FAULTS)


def test_ids_are_never_reused() -> None:
    numbers = [re.fullmatch(r"consent\.[EW](\d{3})", id_) for id_ in FAULTS]

    assert all(numbers)
    assert len(FAULTS) == len(set(FAULTS.values()))


def test_all_faults_are_said_at_once_in_order_of_place() -> None:
    raw = sound(
        base_url="ftp://x",
        controllers=[],
        services=[counter(category="none", country="US")],
        validity_days=500,
    )
    faults = faults_of(raw)

    assert {"consent.E028", "consent.E017", "consent.E011", "consent.W041", "consent.E019"} <= ids_of(raw)
    assert [fault.place for fault in faults] == sorted(fault.place for fault in faults)


def test_all_faults_of_shape_are_said_at_once_and_one_a_place() -> None:
    raw = sound(
        gpc=3, languages="en", services=[counter(country="Germany", title=7)], nonsense=1, use=["nothing"]
    )
    faults = faults_of(raw)
    places = [fault.place for fault in faults]

    assert sorted(places) == sorted(set(places))
    assert {"gpc", "languages", "services[0].country", "services[0].title", "nonsense", "use[0]"} == set(
        places
    )


def test_a_secret_in_the_settings_is_never_shown() -> None:
    secret = "h3Jk-secret-value-that-must-not-appear-anywhere"
    raw = sound(secret_key=secret, log=f"postgresql://user:{secret}@db/consent")
    shape = faults_of(raw)
    meaning = faults_of(without(raw, "secret_key"))

    assert {"consent.E007"} == {fault.id for fault in shape}
    assert "consent.E043" in {fault.id for fault in meaning}
    assert secret not in "".join(map(str, shape + meaning))


def test_a_misspelt_setting_is_told_its_right_name() -> None:
    (fault,) = faults_of(sound(validty_days=180))

    assert "validity_days" in fault.remedy


def test_a_setting_of_the_site_below_a_table_is_told_where_it_belongs() -> None:
    party = {"name": "Example e.V.", "email": "a@site.example", "observe_until": str(TODAY)}
    (fault,) = faults_of(sound(controllers=[party]))

    assert fault.place == "controllers[0].observe_until"
    assert "above the first [[table]]" in fault.remedy


@pytest.mark.parametrize("table", ["categories", "services"])
def test_a_table_below_no_owner_is_told_what_to_write_above_it(table: str) -> None:
    fault = next(
        fault for fault in faults_of(sound(**{table: {"storage": [visits()]}})) if fault.place == table
    )

    assert fault.id == "consent.E004"
    assert f"[[{table}]]" in fault.remedy


@pytest.mark.parametrize(
    ("id_", "raw"),
    [
        ("consent.E014", sound(services=[counter(storage=[visits(max_age="400 days")])])),
        ("consent.E019", sound(validity_days=400)),
        ("consent.W037", sound(validity_days=180)),
        ("consent.E032", sound(observe_until=TODAY + timedelta(days=30))),
        ("consent.W032", sound(observe_until=TODAY)),
        ("consent.E015", sound(own_hosts=["counter.example"], services=[NEEDED])),
        ("consent.E015", sound(services=[counter(category="necessary", hosts=["cdn.www.site.example"])])),
        ("consent.E015", necessary_with(domain="www.site.example")),
        (
            "consent.E015",
            sound(
                own_hosts=["*.media.example"],
                services=[counter(category="necessary", hosts=["a.media.example:8443"])],
            ),
        ),
        ("consent.E016", necessary_with(preference=True, values=["en", "ar"])),
        (
            "consent.E017",
            sound(controllers=[{"name": "X", "role": "joint-controller", "address": "1 Street"}]),
        ),
        (
            "consent.E022",
            sound(
                categories=[necessary(legal_basis="strictly-necessary"), statistics(legal_basis="consent")]
            ),
        ),
        ("consent.E023", sound(gpc="banner", services=[counter(sells_or_shares=True)])),
        ("consent.E024", optional_with(name="_ga*")),
        ("consent.E025", optional_with(name="_ga*")),
        ("consent.E026", necessary_with(name="__Secure-cart", path="/shop", domain="www.site.example")),
        ("consent.W027", optional_with(domain="counter.example")),
        ("consent.W027", optional_with(domain="www.site.example")),
        ("consent.W041", sound(services=[counter(country="NO")])),
        ("consent.W041", sound(services=[counter(country="US", safeguard="Standard contractual clauses")])),
        (
            "consent.W041",
            sound(
                controllers=[{"name": "X", "email": "a@b", "country": "PK"}], services=[counter(country="PK")]
            ),
        ),
        ("consent.W045", sound(reveals="religion", services=[counter()])),
        (
            "consent.W045",
            special() | {"reveals": "political opinions", "services": [counter(sells_or_shares=True)]},
        ),
        ("consent.W047", without(sound(policy_url="/legal/privacy"), "updated")),
        ("consent.E036", sound(policy_url="/legal/privacy")),
        ("consent.E046", sound(categories=[necessary(), statistics(description=LONG, ask="on-use")])),
        ("consent.E046", sound(categories=[necessary(description=LONG), statistics()])),
        (
            "consent.E010",
            sound(
                services=[
                    counter(storage=[visits(kind="local", name="seen")]),
                    counter(key="other", storage=[visits(kind="local", name="seen")]),
                ]
            ),
        ),
        ("consent.E021", special()),
    ],
)
def test_what_a_rule_allows_is_no_fault(id_: str, raw: Raw) -> None:
    assert id_ not in ids_of(raw)


GOOD_BASES = [
    "https://site.example",
    "https://site.example/",
    "https://site.example:8443/shop",
    "http://localhost:8000",
    "http://127.0.0.1",
    "http://[::1]:80",
    "http://app.localhost",
    "https://xn--bcher-kva.example",
]
BAD_BASES = [
    "site.example",
    "https://",
    "https://site.example/?a=1",
    "https://site.example#x",
    "https://u:p@site.example",
    "http://site.example",
    "ftp://localhost",
    "https://site.example/a b",
    "https://*.site.example",
    "https://site.example:port",
    "https://[::1",
    "https://Site.example\n",
]


@pytest.mark.parametrize("base", GOOD_BASES)
def test_a_site_may_live_at(base: str) -> None:
    assert "consent.E028" not in ids_of(sound(base_url=base))


@pytest.mark.parametrize("base", BAD_BASES)
def test_a_site_cannot_live_at(base: str) -> None:
    assert "consent.E028" in ids_of(sound(base_url=base))


@pytest.mark.parametrize(
    "path",
    [
        "privacy",
        "/",
        "",
        "/privacy/",
        "//privacy",
        "/privacy?x",
        "/pri vacy",
        "/../x",
        "/gdpr-consent",
        "/a/cookie-policy",
        "/cookies-settings",
        "/consent-manager",
        "/consent-management",
        "/CookieConsent",
        "/cc_cookie",
        "/datenschutz%20",
    ],
)
def test_our_pages_cannot_live_below(path: str) -> None:
    assert "consent.E031" in ids_of(sound(path=path))


@pytest.mark.parametrize("path", ["/privacy", "/_privacy", "/de/datenschutz", "/consent", "/privacy-policy"])
def test_our_pages_may_live_below(path: str) -> None:
    assert "consent.E031" not in ids_of(sound(path=path))


@pytest.mark.parametrize("domain", ["site.example", "www.site.example"])
def test_the_cookie_may_be_shared_by(domain: str) -> None:
    assert "consent.E033" not in ids_of(sound(cookie_domain=domain))


@pytest.mark.parametrize(
    ("base", "domain"),
    [
        ("https://www.site.example", "example"),
        ("https://www.site.example", ".site.example"),
        ("https://www.site.example", "ite.example"),
        ("https://www.site.co.uk", "co.uk"),
        ("https://www.site.com.pk", "com.pk"),
        ("https://www.site.example", "a.www.site.example"),
        ("http://127.0.0.1", "0.0.1"),
        ("http://localhost", "localhost"),
    ],
)
def test_the_cookie_cannot_be_shared_by(base: str, domain: str) -> None:
    assert "consent.E033" in ids_of(sound(base_url=base, cookie_domain=domain))


@pytest.mark.parametrize(
    "host",
    [
        "media.example",
        "*.media.example",
        "localhost:8001",
        "127.0.0.1:8001",
        "[::1]:8001",
        "xn--bcher-kva.example",
    ],
)
def test_a_host_may_be_written(host: str) -> None:
    assert "consent.E030" not in ids_of(sound(services=[counter(hosts=[host])], own_hosts=[host]))


@pytest.mark.parametrize(
    "host",
    [
        "*",
        "*.example",
        "https://media.example",
        "media.example/x",
        "Media.example",
        "a b",
        "",
        "a;b",
        "'self'",
        "*.a.*",
    ],
)
def test_a_host_cannot_be_written(host: str) -> None:
    faults = [fault for fault in faults_of(sound(own_hosts=[host])) if fault.id == "consent.E030"]

    assert len(faults) == 1
    corrected = faults[0].remedy.removeprefix("write ").strip('"')
    assert "consent.E030" not in ids_of(sound(own_hosts=[corrected]))


@pytest.mark.parametrize(
    "origin", ["null", "*", "https://*.site.example", "https://a.example/", "a.example", "https://A.example"]
)
def test_an_origin_cannot_be_written(origin: str) -> None:
    faults = [fault for fault in faults_of(sound(origins=[origin])) if fault.id == "consent.E030"]

    assert len(faults) == 1
    corrected = faults[0].remedy.removeprefix("write ").strip('"')
    assert "consent.E030" not in ids_of(sound(origins=[corrected]))


@pytest.mark.parametrize(
    "wording",
    [
        "for the best experience",
        "to improve your browsing experience",
        "We value your privacy",
        "Don't miss out",
        "maybe later",
        "Sadly nothing",
        "By continuing you agree",
        "please do not refuse",
        "accept & close",
    ],
)
def test_english_that_steers_is_found(wording: str) -> None:
    assert "consent.W044" in ids_of(sound(categories=[necessary(), statistics(description=wording)]))


@pytest.mark.parametrize(
    "wording", ["لتجربة أفضل", "أفضل تجربة ممكنة", "نحن نهتم بخصوصيتك", "للأسف", "ربما لاحقًا"]
)
def test_arabic_that_steers_is_found(wording: str) -> None:
    text = {"en": "count visits", "ar": wording}

    assert "consent.W044" in ids_of(sound(categories=[necessary(), statistics(description=text)]))


@pytest.mark.parametrize(
    ("tag", "wording"),
    [
        ("es", "para la mejor experiencia"),
        ("es", "Ahora no"),
        ("fr", "Pour améliorer votre expérience"),
        ("fr", "Peut-être plus tard"),
        ("de", "für das beste Erlebnis"),
        ("de", "Leider sehen Sie dann weniger"),
        ("pt-BR", "para melhorar sua experiência"),
        ("pt-BR", "Talvez depois"),
        ("tr", "daha iyi bir deneyim için"),
        ("tr", "Belki sonra"),
        ("fa", "برای تجربهٔ بهتر"),
        ("fa", "متأسفانه"),
        ("ur", "بہترین تجربے کے لیے"),
        ("ur", "شاید بعد میں"),
        ("hi", "बेहतर अनुभव के लिए"),
        ("hi", "शायद बाद में"),
    ],
)
def test_what_steers_is_found_in_every_shipped_language(tag: str, wording: str) -> None:
    text = {"en": "count visits", tag: wording}

    assert "consent.W044" in ids_of(sound(categories=[necessary(), statistics(description=text)]))


@pytest.mark.parametrize("service", sorted(known("services")))
def test_the_catalogue_steers_nobody_in_any_language(service: str) -> None:
    tags = ["en", *texts()]
    raw = sound(use=[service], languages=tags, accept_unreviewed=tags, categories=[], services=[])

    assert "consent.W044" not in ids_of(raw)


@pytest.mark.parametrize(
    "wording",
    ["play videos later in the page", "keep what you enter until later", "experienced guides", "apologise"],
)
def test_plain_english_is_left_alone(wording: str) -> None:
    assert "consent.W044" not in ids_of(sound(categories=[necessary(), statistics(description=wording)]))


def test_a_missing_translation_is_named_with_the_line_to_write() -> None:
    raw = sound(
        languages=["en", "ar"], accept_unreviewed=["ar"], authority={"en": 'The "Warden"', "fr": "Le gardien"}
    )
    fault = next(fault for fault in faults_of(raw) if fault.place == "authority")

    assert "ar" in fault.expected
    assert tomllib.loads(fault.remedy) == {"authority": {"en": 'The "Warden"', "fr": "Le gardien", "ar": "…"}}


def test_a_services_name_in_one_string_is_its_name_in_every_language() -> None:
    places = {fault.place for fault in faults_of(sound(languages=["en", "ar"], accept_unreviewed=["ar"]))}

    assert "services[counter].title" not in places
    assert "categories[statistics].title" in places


def test_a_controllers_name_and_address_in_one_string_are_theirs_in_every_language() -> None:
    party = {"name": "Example e.V.", "address": "1 Street", "email": "a@site.example"}
    half = {**party, "name": {"en": "Example"}}
    offered = {"languages": ["en", "ar"], "accept_unreviewed": ["ar"]}

    def places(controller: Raw) -> list[str]:
        return [fault.place for fault in faults_of(sound(**offered, controllers=[controller]))]

    assert not any(place.startswith("controllers") for place in places(party))
    assert "controllers[0].name" in places(half)


def test_a_base_language_speaks_for_its_regions() -> None:
    title = {"en": "Statistics"}
    raw = sound(languages=["en-GB"], categories=[necessary(), statistics(title=title)])

    assert ids_of(raw) == set()


def test_an_unreviewed_language_is_offered_only_on_the_sites_word() -> None:
    fault = next(fault for fault in faults_of(sound(languages=["ar"])) if fault.id == "consent.E035")
    accepted = sound(languages=["ar"], **tomllib.loads(fault.remedy))

    assert "consent.E035" not in ids_of(accepted)


@pytest.mark.parametrize(
    ("raw", "id_"),
    [
        (row[2], row[0])
        for row in MINIMAL
        if row[0]
        in {
            "consent.E019",
            "consent.E028",
            "consent.E031",
            "consent.E034",
            "consent.W029",
            "consent.W037",
            "consent.W047",
            "consent.E023",
        }
    ],
)
def test_the_line_that_a_remedy_gives_puts_it_right(raw: Raw, id_: str) -> None:
    fault = next(fault for fault in faults_of(raw) if fault.id == id_)
    corrected = (
        raw | tomllib.loads(fault.remedy) if "[" not in fault.place else raw | {"quiet_paths": ["/kiosk"]}
    )

    assert id_ not in ids_of(corrected)
