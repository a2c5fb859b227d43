"""Global Privacy Control: what a browser that sends it is shown, what it turns off, and what holds in spite of it.

R58–R63; 11 CCR 7025(c).
"""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from consent import ConsentMiddleware, consent_banner, consent_doors, get_consent
from consent.actions.record_choice import record_choice
from consent.errors import RejectedRequest
from consent.site import ConsentSite
from consent.terms.choice import DECISIONS, Choice
from consent.terms.declaration import NECESSARY
from tests.sites import (
    COUNTER,
    KEY,
    PIXEL,
    choose,
    client_of,
    cookies_set,
    essential_only,
    notice_in,
    setting_cookies,
    settings,
    state_of,
)

GPC = {"sec-gpc": "1"}
HONOURED = "Opt-out request honored"
LINE = "Your browser asked us not to track you. We don’t."
SELLING = settings(gpc="banner", services=(COUNTER, PIXEL.model_copy(update={"sells_or_shares": True})))


async def home(request: Request) -> Response:
    allowed = "counted" if get_consent(request).allows_service("counter") else "not counted"
    response = HTMLResponse(f"{consent_banner(request)}<p>{allowed}</p>{consent_doors(request)}")
    response.set_cookie("visits", "1")
    return response


async def doors_alone(request: Request) -> Response:
    return HTMLResponse(str(consent_doors(request)), headers={"cache-control": "public, max-age=60"})


SITE = Starlette(routes=[Route("/", home), Route("/doors", doors_alone)])


def sending(client: TestClient, value: str = "1") -> TestClient:
    """The same browser with the setting turned on."""
    client.headers["sec-gpc"] = value
    return client


def silent(client: TestClient) -> TestClient:
    """The same browser with the setting turned off."""
    del client.headers["sec-gpc"]
    return client


def on(client: TestClient) -> set[str]:
    return {key for key, value in state_of(client)["services"].items() if value}


def save(client: TestClient, *services: str) -> int:
    page = client.get("/privacy/cookies").text
    fields = {"decision": "save", "notice": notice_in(page), "service": list(services)}
    return client.post("/privacy/choice", data=fields).status_code


def test_with_the_signal_and_no_choice_there_is_no_banner_and_nothing_optional_leaves() -> None:
    page = sending(client_of(SITE)).get("/")

    assert 'id="privacy-choices"' not in page.text
    assert "not counted" in page.text
    assert cookies_set(page) == {}


@pytest.mark.parametrize("value", ["0", "true", "1;x", "1,1", ""])
def test_any_other_value_is_no_signal(value: str) -> None:
    page = sending(client_of(SITE), value).get("/").text

    assert 'id="privacy-choices"' in page
    assert LINE not in page


def test_a_yes_given_before_is_off_from_the_next_byte_and_on_again_without_the_signal() -> None:
    client = client_of(SITE)
    choose(client, "accept")
    assert "visits" in cookies_set(client.get("/"))

    client.cookies.set("_ga", "7", domain="localhost.local", path="/")
    page = sending(client).get("/")

    assert "not counted" in page.text
    assert "visits=1" not in page.headers.get("set-cookie", "")
    assert "Max-Age=0" in cookies_set(page)["_ga"]
    assert "consent" not in cookies_set(page)
    assert "counter" in on(silent(client))


def test_a_get_with_the_signal_writes_no_answer() -> None:
    client = sending(client_of(SITE))
    for path in ("/", "/privacy", "/privacy/cookies", "/privacy/choice", "/doors"):
        assert "consent" not in cookies_set(client.get(path))


def test_that_it_is_heeded_is_said_on_manage_cookies_and_in_the_foot_of_every_page() -> None:
    client = client_of(SITE)
    for path in ("/", "/doors", "/privacy", "/privacy/cookies"):
        assert LINE not in client.get(path).text
    assert HONOURED not in client.get("/privacy/cookies").text

    sending(client)
    for path in ("/", "/doors", "/privacy", "/privacy/cookies"):
        page = client.get(path).text
        assert LINE in page
        assert re.search(r'role="status".*?We don’t\.\s*<a href="/privacy/cookies"', page, re.DOTALL)
    assert HONOURED in client.get("/privacy/cookies").text


def test_a_yes_in_spite_of_the_signal_needs_the_page_that_speaks_of_it() -> None:
    client = client_of(SITE)
    plain = notice_in(client.get("/privacy/cookies").text)
    banner = notice_in(client.get("/").text)
    sending(client)

    for notice in (plain, banner):
        refused = client.post(
            "/privacy/choice", data={"decision": "save", "service": "counter", "notice": notice}
        )
        assert refused.status_code == 409
        assert HONOURED in refused.text
        assert on(client) == set()
    assert save(client, "counter") == 303

    assert on(client) == {"counter"}
    assert "counted" in client.get("/").text


def test_what_was_allowed_in_spite_of_it_is_said_and_nothing_else_is_claimed() -> None:
    client = sending(client_of(SITE))
    save(client, "counter")

    page = client.get("/privacy/cookies").text
    assert HONOURED not in page
    assert "in spite of that signal" in page
    assert LINE not in client.get("/").text


def test_a_yes_in_spite_of_it_holds_while_the_signal_comes_and_goes() -> None:
    client = sending(client_of(SITE))
    save(client, "counter")
    assert on(silent(client)) == {"counter"}

    save(client, "counter", "pixel")
    assert on(client) == {"counter", "pixel"}
    assert on(sending(client)) == {"counter"}


def test_accept_all_never_allows_what_the_signal_covers() -> None:
    client = sending(client_of(SITE))
    page = client.get("/privacy/cookies").text
    assert 'value="accept"' not in page
    assert 'value="reject"' in page

    client.post("/privacy/choice", data={"decision": "accept", "notice": notice_in(page)})
    assert on(client) == set()


def test_where_the_law_names_what_it_covers_the_banner_asks_about_the_rest() -> None:
    client = sending(client_of(SITE, SELLING))
    page = client.get("/").text
    banner = page[page.index("<section") : page.index("</section>")]
    assert "Privacy choices" in banner
    assert "Counter" in banner
    assert "Pixel" not in banner

    client.post("/privacy/choice", data={"decision": "accept", "notice": notice_in(banner)})

    assert on(client) == {"counter"}
    assert 'value="accept"' in client.get("/privacy/cookies").text
    assert 'id="privacy-choices"' not in client.get("/").text


def test_a_site_may_not_heed_it_only_where_it_sells_nothing() -> None:
    client = sending(client_of(SITE, settings(gpc="off")))

    assert 'id="privacy-choices"' in client.get("/").text
    assert LINE not in client.get("/").text
    assert client.get("/.well-known/gpc.json").status_code == 404


def test_a_site_without_anything_optional_says_nothing() -> None:
    client = sending(client_of(SITE, essential_only()))

    assert LINE not in client.get("/doors").text


def test_caches_keep_the_two_apart() -> None:
    client = client_of(SITE)

    assert "Sec-GPC" in client.get("/").headers["vary"]
    plain = client.get("/doors")
    assert (plain.headers["vary"], plain.headers["cache-control"]) == ("Sec-GPC", "public, max-age=60")
    heeded = sending(client).get("/doors")
    assert {"Cookie", "Sec-GPC"} <= set(heeded.headers["vary"].split(", "))
    assert heeded.headers["cache-control"] == "private, no-cache"


def test_the_support_resource_says_that_it_is_heeded_and_since_when() -> None:
    declared = settings(updated="2026-11-24")
    resource = client_of(SITE, declared).get("/.well-known/gpc.json")

    assert resource.headers["content-type"] == "application/json"
    assert resource.json() == {"gpc": True, "lastUpdate": "2026-11-24"}
    assert "set-cookie" not in resource.headers
    assert client_of(SITE).get("/.well-known/gpc.json").json() == {"gpc": True}


def test_that_a_signal_was_heeded_is_counted() -> None:
    app = ConsentMiddleware(setting_cookies(), settings(), secret_key=KEY)
    client = TestClient(app, base_url="http://localhost")

    client.get("/")
    client.get("/", headers=GPC)

    assert app.site.metrics.snapshot()["gpc", "heeded"] == 1


keys = st.sampled_from(["analytics", "marketing", "media", "political-ads"])
services = st.sampled_from(["counter", "heatmap", "pixel", "player"])
choices = st.lists(
    st.tuples(
        st.booleans(),
        st.sampled_from([one for one in DECISIONS if one != "forget"]),
        st.frozensets(keys, max_size=2),
        st.frozensets(services, max_size=2),
        st.sampled_from([None, "banner", "settings", "signal"]),
    ),
    max_size=6,
)


@given(steps=choices, heeds=st.sampled_from(["honour", "banner"]))
def test_no_sequence_of_choices_turns_on_under_the_signal_what_was_not_ticked_under_it(
    steps: list[tuple[bool, str, frozenset[str], frozenset[str], str | None]], heeds: str
) -> None:
    site = GUARDED[heeds]
    declaration = site.declaration
    opened, despite = site.nobody, 0
    for gpc, decision, categories, names, surface in steps:
        visitor = site.under_signal(opened) if gpc else opened
        notice = site.renderer.notice(surface, "en").hash if surface else None  # type: ignore[arg-type]
        choice = Choice(decision, categories, names, notice=notice, gpc=gpc)  # type: ignore[arg-type]
        try:
            outcome = record_choice(site, choice, visitor)
        except RejectedRequest:
            continue
        if gpc and decision == "save" and surface == "signal":
            despite |= outcome.bits
        assert outcome.answer is not None
        opened = site.read(outcome.answer)
        held = site.under_signal(opened).bits
        assert not held & declaration.covered & ~despite
        despite &= opened.bits
        assert opened.bits == outcome.bits | NECESSARY


GUARDED = {
    "honour": ConsentSite(settings(), [KEY]),
    "banner": ConsentSite(SELLING, [KEY]),
}
