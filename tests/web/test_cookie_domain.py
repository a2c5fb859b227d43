"""One choice across hosts: `cookie_domain`, and the answers of the time before it was set."""

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

from consent import ConsentMiddleware, consent_banner, get_consent
from tests.sites import KEY, SAME_ORIGIN, choose, cookies_set, settings, state_of

HOST = "https://www.site.example"
BEFORE = settings(base_url=HOST)
SINCE = settings(base_url=HOST, cookie_domain="site.example")


async def home(request: Request) -> Response:
    return HTMLResponse(f"{consent_banner(request)}{get_consent(request).allows('analytics')}")


async def shared(request: Request) -> Response:
    return HTMLResponse("a picture", headers={"cache-control": "public, max-age=60"})


APP = Starlette(routes=[Route("/", home), Route("/shared", shared)])


def visit(declared: object, cookies: str = "") -> TestClient:
    headers = {**SAME_ORIGIN, **({"cookie": cookies} if cookies else {})}
    app = ConsentMiddleware(APP, declared, secret_key=KEY)  # type: ignore[arg-type]
    return TestClient(app, base_url=HOST, follow_redirects=False, headers=headers)


def answered(declared: object, decision: str) -> str:
    """The Cookie header of someone who answered."""
    set_by = cookies_set(choose(visit(declared), decision))
    header = next(value for name, value in set_by.items() if name.endswith("-consent"))
    return header.partition(";")[0]


@pytest.mark.parametrize(("decision", "allowed"), [("accept", "True"), ("reject", "False")])
def test_an_answer_from_before_is_read_once_and_replaced(decision: str, allowed: str) -> None:
    old = answered(BEFORE, decision)
    assert old.startswith("__Host-consent=")

    page = visit(SINCE, old).get("/")

    assert page.text == allowed
    sent = cookies_set(page)
    assert re.match(r"__Host-consent=; Max-Age=0; Path=/; SameSite=Lax; Secure$", sent["__Host-consent"])
    assert "Domain=site.example" in sent["__Secure-consent"]
    new = sent["__Secure-consent"].partition(";")[0]
    again = visit(SINCE, new).get("/")
    assert again.text == allowed
    assert cookies_set(again) == {}


def test_the_day_of_the_answer_moves_with_it() -> None:
    old = answered(BEFORE, "reject")
    moved = cookies_set(visit(SINCE, old).get("/"))["__Secure-consent"]

    assert moved.partition("=")[2].split(".")[:4] == old.partition("=")[2].split(".")[:4]


def test_the_shared_answer_wins_over_one_from_before_which_goes() -> None:
    old, new = answered(BEFORE, "accept"), answered(SINCE, "reject")
    page = visit(SINCE, f"{old}; {new}").get("/")

    assert page.text == "False"
    assert set(cookies_set(page)) == {"__Host-consent"}


@pytest.mark.parametrize("path", ["/", "/privacy", "/privacy/cookies"])
def test_it_is_replaced_on_whatever_page_comes_first(path: str) -> None:
    assert {"__Host-consent", "__Secure-consent"} <= set(
        cookies_set(visit(SINCE, answered(BEFORE, "reject")).get(path))
    )


def test_a_page_that_caches_may_share_replaces_nothing() -> None:
    assert cookies_set(visit(SINCE, answered(BEFORE, "accept")).get("/shared")) == {}


@pytest.mark.parametrize(("first", "then", "on"), [("accept", "reject", False), ("reject", "accept", True)])
def test_a_choice_made_before_it_was_replaced_counts_and_nothing_of_the_old_one_is_left(
    first: str,
    then: str,
    on: bool,  # noqa: FBT001
) -> None:
    client = visit(SINCE, answered(BEFORE, first))
    sent = cookies_set(choose(client, then))

    assert "Max-Age=0" in sent["__Host-consent"]
    new = sent["__Secure-consent"].partition(";")[0]
    assert state_of(visit(SINCE, new))["categories"]["analytics"] is on


def test_forgetting_takes_both_away() -> None:
    sent = cookies_set(choose(visit(SINCE, answered(BEFORE, "accept")), "forget"))

    assert "Max-Age=0" in sent["__Host-consent"]
    assert "Max-Age=0" in sent["__Secure-consent"]
    assert "Domain=site.example" in sent["__Secure-consent"]


answers = [answered(declared, decision) for declared in (BEFORE, SINCE) for decision in ("accept", "reject")]
names = st.sampled_from(["__Host-consent", "__Secure-consent", "consent"])
values = st.sampled_from(answers) | st.builds("{}={}".format, names, st.text("v1.aA-", max_size=20))


@given(cookies=st.lists(values, min_size=1, max_size=5))
def test_no_mixture_of_old_and_new_asks_twice_who_has_a_valid_answer(cookies: list[str]) -> None:
    page = visit(SINCE, "; ".join(cookies)).get("/")
    kept = {
        name: header
        for name, header in cookies_set(page).items()
        if name.endswith("consent") and "Max-Age=0" not in header
    }
    shared = [cookie for cookie in cookies if cookie.startswith("__Secure-consent")]
    jar = "; ".join([*shared, *(header.partition(";")[0] for header in kept.values())])
    second = visit(SINCE, jar or "a=1").get("/")

    assert second.text == page.text
    assert "__Host-consent" not in cookies_set(second)
