"""What is asked for where it is used: a frame or what stands in its place, one view or always (ask = "on-use")."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from consent import ConsentMiddleware, consent_banner, get_consent
from consent.errors import BadToken, UnknownKey
from consent.tokens.once_cookie import ONCE_SECONDS, OnceCookieSeal
from consent.web.visit import visit_of
from tests.sites import (
    KEY,
    PLAYER,
    SAME_ORIGIN,
    choose,
    client_of,
    cookies_set,
    notice_in,
    settings,
    state_of,
)

SRC = "https://player.example/film"


async def film(request: Request) -> Response:
    visit = visit_of(request)
    frame = visit.embed("player", SRC, title="A <film>", width=640, class_="wide", allowfullscreen=True)
    response = HTMLResponse(f"{consent_banner(request)}{frame}")
    response.set_cookie("volume", "3")
    return response


async def plain(request: Request) -> Response:
    return HTMLResponse(str(get_consent(request).allows_service("player")))


SITE = Starlette(routes=[Route("/film", film), Route("/", plain)])


def placeholder_of(page: str) -> str:
    return page[page.index('<section class="privacy-embed"') : page.rindex("</section>")]


def press(client: TestClient, decision: str, path: str = "/film") -> Any:
    """Press a button of the placeholder, as a browser sends the form."""
    placeholder = placeholder_of(client.get(path).text)
    fields = dict(re.findall(r'name="(notice|service|next)" value="([^"]*)"', placeholder))
    response: Any = client.post("/privacy/choice", data={**fields, "decision": decision})
    return response


def test_until_it_is_allowed_a_box_says_who_would_be_told_and_asks() -> None:
    placeholder = placeholder_of(client_of(SITE).get("/film").text)

    for said in ("A &lt;film&gt;", "Player SARL", "France", "Plays videos", "Show once", "Always show"):
        assert said in placeholder
    assert "<iframe" not in placeholder
    assert SRC not in placeholder
    buttons = re.findall(r"<button ([^>]*)>", placeholder)
    assert len({re.sub(r'(value|data-consent-action)="[a-z]+"', "", one) for one in buttons}) == 1


def test_always_allows_that_service_alone_and_returns_to_its_place() -> None:
    client = client_of(SITE)
    answer = press(client, "accept")

    assert answer.headers["location"] == "/film#privacy-embed-player"
    page = client.get("/film").text
    assert (
        f'<iframe id="privacy-embed-player" src="{SRC}" title="A &lt;film&gt;" loading="lazy"'
        ' referrerpolicy="strict-origin-when-cross-origin" width="640" class="wide" allowfullscreen></iframe>'
    ) in page
    assert {key for key, value in state_of(client)["services"].items() if value} == {"player"}


def test_who_answered_a_placeholder_is_still_asked_by_the_banner_as_on_a_first_visit() -> None:
    client = client_of(SITE)
    press(client, "accept")

    page = client.get("/film").text
    assert "Privacy choices" in page
    client.post("/privacy/choice", data={"decision": "accept", "notice": notice_in(page)})
    assert state_of(client)["services"]["player"] is True
    assert "Privacy choices" not in client.get("/film").text


def test_who_refused_all_is_left_in_peace_after_allowing_one() -> None:
    client = client_of(SITE)
    choose(client, "reject")
    press(client, "accept")

    assert "<iframe" in client.get("/film").text
    assert 'id="privacy-choices"' not in client.get("/film").text


def test_once_shows_it_in_the_next_view_alone_and_keeps_no_answer() -> None:
    client = client_of(SITE)
    answer = press(client, "once")

    assert answer.headers["location"] == "/film#privacy-embed-player"
    once = cookies_set(answer)["consent-once"]
    assert f"Max-Age={ONCE_SECONDS}" in once
    assert "HttpOnly" in once
    assert "consent" not in cookies_set(answer)
    shown = client.get("/film")
    assert "<iframe" in shown.text
    assert "Max-Age=0" in cookies_set(shown)["consent-once"]
    assert shown.headers["cache-control"] == "private, no-cache"
    assert "<iframe" not in client.get("/film").text
    assert state_of(client)["decided"] is False


def test_once_counts_for_the_whole_view_and_for_no_other_service() -> None:
    client = client_of(SITE)
    press(client, "once")

    assert client.get("/").text == "True"
    assert client.get("/").text == "False"


def test_once_keeps_what_was_answered_before() -> None:
    client = client_of(SITE)
    choose(client, "save", service=["counter"])
    press(client, "once")
    client.get("/film")

    assert {key for key, value in state_of(client)["services"].items() if value} == {"counter"}


@pytest.mark.parametrize("decision", ["once", "accept"])
def test_a_yes_in_place_needs_the_words_of_its_own_place(decision: str) -> None:
    client = client_of(SITE)
    settings_notice = notice_in(client.get("/privacy/cookies").text)
    rubbish = "0" * 64
    for notice in (rubbish, None, *([settings_notice] if decision == "once" else [])):
        fields = {"decision": decision, "service": "player", **({"notice": notice} if notice else {})}
        assert client.post("/privacy/choice", data=fields).status_code == 409
        assert "<iframe" not in client.get("/film").text


def test_the_words_of_one_place_are_no_yes_to_another_service() -> None:
    client = client_of(SITE)
    notice = re.findall(r'name="notice" value="([^"]*)"', placeholder_of(client.get("/film").text))[0]
    fields = {"decision": "accept", "service": ["player", "counter"], "notice": notice}

    client.post("/privacy/choice", data=fields)

    assert state_of(client)["services"]["counter"] is False


def test_under_the_signal_the_place_says_so_and_a_yes_there_holds() -> None:
    client = client_of(SITE)
    client.headers["sec-gpc"] = "1"
    assert "in spite of that signal" in client.get("/film").text

    press(client, "once")
    assert "<iframe" in client.get("/film").text
    assert "<iframe" not in client.get("/film").text
    press(client, "accept")
    assert "<iframe" in client.get("/film").text


def test_the_words_without_the_signal_are_no_yes_under_it() -> None:
    client = client_of(SITE)
    plain_words = placeholder_of(client.get("/film").text)
    notice = re.findall(r'name="notice" value="([^"]*)"', plain_words)[0]
    client.headers["sec-gpc"] = "1"

    for decision in ("once", "accept"):
        fields = {"decision": decision, "service": "player", "notice": notice}
        client.post("/privacy/choice", data=fields)
        assert "<iframe" not in client.get("/film").text


def test_a_place_in_another_language_asks_in_it() -> None:
    page = client_of(SITE).get("/film", headers={"accept-language": "ar"}).text

    assert 'lang="en"' in placeholder_of(page)  # the site offers English alone


def test_a_special_service_is_asked_for_where_its_statement_is() -> None:
    special = PLAYER.model_copy(update={"category": "political-ads"})
    page = client_of(SITE, settings(services=(special,))).get("/film").text

    assert "<button" not in placeholder_of(page)
    assert 'href="/privacy/cookies#service-player"' in placeholder_of(page)


def test_what_the_banner_asks_about_is_not_asked_in_its_place_too() -> None:
    asked = PLAYER.model_copy(update={"category": "marketing"})
    page = client_of(SITE, settings(services=(asked,))).get("/film").text

    assert "<button" not in placeholder_of(page)


def test_what_reveals_something_says_so_in_its_place() -> None:
    page = client_of(SITE, settings(reveals="political opinions")).get("/film").text

    assert "it could work out your political opinions" in placeholder_of(page)


def test_a_second_frame_of_a_service_has_no_second_anchor() -> None:
    async def two(request: Request) -> Response:
        visit = visit_of(request)
        return HTMLResponse("".join(str(visit.embed("player", SRC, title=title)) for title in ("One", "Two")))

    client = client_of(Starlette(routes=[Route("/film", two)]))
    assert client.get("/film").text.count('id="privacy-embed-player"') == 1
    press(client, "accept")
    assert client.get("/film").text.count('id="privacy-embed-player"') == 1


@pytest.mark.parametrize(
    "src", ["https://elsewhere.example/film", "https://player.example.evil.example/", "/film"]
)
def test_a_frame_that_leads_elsewhere_is_a_mistake_whether_allowed_or_not(src: str) -> None:
    async def wrong(request: Request) -> Response:
        with pytest.raises(ValueError, match="hosts"):
            visit_of(request).embed("player", src, title="Film")
        with pytest.raises(UnknownKey):
            visit_of(request).embed("nobody", SRC, title="Film")
        return HTMLResponse("ok")

    client = client_of(Starlette(routes=[Route("/", wrong), Route("/film", film)]))
    assert client.get("/").text == "ok"
    press(client, "accept")
    assert client.get("/").text == "ok"


def test_a_site_with_only_on_use_services_has_no_banner() -> None:
    declared = settings()
    media = tuple(one for one in declared.categories if one.required or one.ask == "on-use")
    client = client_of(SITE, settings(categories=media, services=(PLAYER,)))

    assert 'id="privacy-choices"' not in client.get("/film").text
    press(client, "accept")
    assert "<iframe" in client.get("/film").text


# The cookie for one view.

NOW = 1_790_000_000.0


def seal(now: float = NOW, *keys: str, site: str = "site.example") -> OnceCookieSeal:
    return OnceCookieSeal(keys or (KEY,), site, lambda: now)


@given(digest=st.from_regex(r"[A-Za-z0-9_-]{6}", fullmatch=True), age=st.integers(-5, 120))
def test_it_is_opened_for_a_minute(digest: str, age: int) -> None:
    value = seal().seal(digest).encode()
    later = seal(NOW + age)
    if 0 <= age <= ONCE_SECONDS:
        assert later.open(value) == digest
    else:
        with pytest.raises(BadToken):
            later.open(value)


@given(value=st.binary(max_size=200) | st.text("abc.0123", max_size=80).map(str.encode))
def test_rubbish_opens_nothing(value: bytes) -> None:
    with pytest.raises(BadToken):
        seal().open(value)


def test_another_key_site_or_purpose_opens_nothing() -> None:
    value = seal().seal("abcdef").encode()
    for other in (seal(NOW, "another key of more than thirty-two characters"), seal(site="b.example")):
        with pytest.raises(BadToken):
            other.open(value)
    assert seal(NOW, KEY, "a newer key of more than thirty-two characters").open(value) == "abcdef"


def test_a_forged_or_old_cookie_for_one_view_shows_nothing_and_goes() -> None:
    client = TestClient(
        ConsentMiddleware(SITE, settings(), secret_key=KEY), base_url="http://localhost", headers=SAME_ORIGIN
    )
    for value in ("x", "abcdef.1.x", "a" * 5000):
        page = client.get("/film", headers={"cookie": f"consent-once={value}"})
        assert "<iframe" not in page.text
        assert "Max-Age=0" in cookies_set(page)["consent-once"]
