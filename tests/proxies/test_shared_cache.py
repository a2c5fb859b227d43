"""A cache that visitors share keeps the site's pages and nothing that belongs to one visitor (R63, R71)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from consent import ConsentMiddleware, consent_banner, get_consent
from tests.conftest import Serve
from tests.proxies.conftest import SharedCache
from tests.sites import KEY, SAME_ORIGIN, cookies_set, notice_in, settings

DOCUMENT = "<!doctype html><html lang=en><title>Site</title><body>{}<h1>Site</h1></body></html>"
CARELESS = {"cache-control": "public, max-age=600"}


async def plain(request: Request) -> Response:
    return HTMLResponse(DOCUMENT.format(""), headers=CARELESS)


async def silent(request: Request) -> Response:
    return HTMLResponse(DOCUMENT.format(""))


async def placed(request: Request) -> Response:
    return HTMLResponse(DOCUMENT.format(consent_banner(request)), headers=CARELESS)


async def gated(request: Request) -> Response:
    text = "measured" if get_consent(request).allows("analytics") else "unmeasured"
    return HTMLResponse(DOCUMENT.format(text), headers=CARELESS)


async def measured(request: Request) -> Response:
    response = HTMLResponse(DOCUMENT.format(""), headers=CARELESS)
    response.set_cookie("_ga", "a-visitor")
    return response


async def stubborn(request: Request) -> Response:
    text = "measured" if get_consent(request).allows("analytics") else "unmeasured"
    return HTMLResponse(DOCUMENT.format(text), headers={**CARELESS, "x-accel-expires": "600"})


ROUTES = [
    Route("/stubborn", stubborn),
    Route("/plain", plain),
    Route("/silent", silent),
    Route("/placed", placed),
    Route("/gated", gated),
    Route("/measured", measured),
]
BANNER = 'id="privacy-choices"'
CONFIRMATION = 'id="privacy-choices-done"'


class Visitors:
    """Opens visitors of one site behind one shared cache."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.opened = ExitStack()

    def __call__(self, decision: str | None = None, leads_to: str = "/privacy/cookies") -> httpx.Client:
        """A new visitor, who decided, and read the confirmation at `leads_to`, or (None) who has not."""
        client = httpx.Client(base_url=self._url, headers=SAME_ORIGIN)
        self.opened.enter_context(client)
        if decision:
            notice = notice_in(client.get("/privacy/cookies").text)
            form = {"decision": decision, "notice": notice, "next": leads_to}
            answer = client.post("/privacy/choice", data=form)
            assert answer.status_code == 303
            client.get(leads_to)
        return client


@pytest.fixture(params=["off", "auto"])
def visitors(request: pytest.FixtureRequest, serve: Serve, shared_cache: SharedCache) -> Iterator[Visitors]:
    declared = settings(base_url=None, inject=request.param)
    app = ConsentMiddleware(Starlette(routes=ROUTES), declared, secret_key=KEY)
    opened = Visitors(shared_cache(serve(app)))
    with opened.opened:
        yield opened


def cache_status(answer: httpx.Response) -> str:
    status: str = answer.headers["x-cache-status"]
    return status


def test_page_that_ignores_consent_is_served_from_the_cache(visitors: Visitors) -> None:
    statuses = [cache_status(visitors(decision).get("/plain")) for decision in ("reject", "accept", None)]

    assert statuses == ["MISS", "HIT", "HIT"]


@pytest.mark.parametrize("path", ["/placed", "/silent"])
@pytest.mark.parametrize("visitors", ["auto"], indirect=True)
def test_undecided_visitor_sees_the_banner_whoever_came_before(visitors: Visitors, path: str) -> None:
    for decision in ("reject", "accept", None):
        visitors(decision).get(path)

    assert BANNER in visitors().get(path).text


@pytest.mark.parametrize("path", ["/placed", "/silent"])
def test_decided_visitor_sees_no_banner_whoever_came_before(visitors: Visitors, path: str) -> None:
    visitors().get(path)

    assert BANNER not in visitors("reject").get(path).text


@pytest.mark.parametrize("path", ["/placed", "/silent"])
def test_confirmation_is_read_by_the_one_who_chose_only(visitors: Visitors, path: str) -> None:
    visitors("reject", leads_to=path)

    others = [visitors().get(path), visitors("accept").get(path)]

    assert [CONFIRMATION in answer.text for answer in others] == [False, False]
    assert [cookies_set(answer) for answer in others] == [{}, {}]


@pytest.mark.parametrize("path", ["/gated", "/stubborn"])
def test_what_one_visitor_allowed_is_not_shown_to_another(visitors: Visitors, path: str) -> None:
    assert "measured" in visitors("accept").get(path).text

    assert "unmeasured" in visitors("reject").get(path).text
    assert "unmeasured" in visitors().get(path).text


def test_cookie_set_for_one_visitor_does_not_reach_another(visitors: Visitors) -> None:
    assert "_ga" in cookies_set(visitors("accept").get("/measured"))

    assert cookies_set(visitors("reject").get("/measured")) == {}
    assert cookies_set(visitors().get("/measured")) == {}


@pytest.mark.parametrize("path", ["/plain", "/silent", "/placed"])
def test_sweep_of_one_visitors_cookies_does_not_reach_another(visitors: Visitors, path: str) -> None:
    leftover = visitors("reject")
    carried = f"consent={leftover.cookies['consent']}; _ga=left"
    leftover.get(path, headers={"cookie": carried})

    assert cookies_set(visitors().get(path)) == {}


def test_our_own_pages_are_each_visitors_own(visitors: Visitors) -> None:
    chosen = visitors("accept")
    chosen.get("/privacy/cookies")
    chosen.get("/privacy/choice")

    other = visitors()

    assert other.get("/privacy/choice").json()["decided"] is False
    assert "You have not chosen yet" in other.get("/privacy/cookies").text
    assert cookies_set(other.get("/privacy/cookies")) == {}
