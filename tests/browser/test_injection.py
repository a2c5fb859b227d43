"""`inject = "auto"` in Chromium: a site whose templates nobody touched, under a strict policy of its own."""

from __future__ import annotations

import gzip

import httpx
import pytest
from playwright.sync_api import Page
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from consent import ConsentMiddleware
from tests.conftest import NewPage, Serve
from tests.sites import KEY, settings

DOCUMENT = (
    "<!doctype html>\n<html lang=en>\n<head><meta charset=utf-8><title>A shop</title></head>\n"
    '<body class="shop">\n<main><h1>Articles</h1><p>Read them.</p></main>\n</body>\n</html>\n'
)
POLICY = {"content-security-policy": "default-src 'self'"}


async def articles(request: Request) -> Response:
    return HTMLResponse(DOCUMENT, headers=POLICY)


SHELL = DOCUMENT.replace(
    "<head>",
    "<head><style>html, body, main { height: 100%; margin: 0 } p { background: white; position: relative }</style>",
).replace("<p>Read them.</p>", "<p>Read them.</p>" * 60)
"""As Django's admin: a full-height container whose content goes on below the end of the body."""


async def shell(request: Request) -> Response:
    return HTMLResponse(SHELL)


async def stream(request: Request) -> Response:
    parts = (DOCUMENT[:80].encode(), DOCUMENT[80:].encode())
    return StreamingResponse(iter(parts), media_type="text/html; charset=utf-8", headers=POLICY)


async def compressed(request: Request) -> Response:
    packed = gzip.compress(DOCUMENT.encode(), mtime=0)
    return Response(packed, media_type="text/html", headers={**POLICY, "content-encoding": "gzip"})


async def data(request: Request) -> Response:
    return PlainTextResponse(DOCUMENT, headers=POLICY)


async def icon(request: Request) -> Response:
    return Response(status_code=204)


@pytest.fixture
def origin(serve: Serve) -> str:
    app = Starlette(
        routes=[
            Route("/", articles),
            Route("/shell", shell),
            Route("/stream", stream),
            Route("/compressed", compressed),
            Route("/text", data),
            Route("/favicon.ico", icon),
        ]
    )
    served = serve(ConsentMiddleware(app, settings(base_url=None, inject="auto"), secret_key=KEY))
    return served.replace("127.0.0.1", "localhost")


def complaints_of(page: Page) -> list[str]:
    """What the console and the page's scripts complain of from now on."""
    complaints: list[str] = []
    page.on(
        "console", lambda line: complaints.append(line.text) if line.type in {"error", "warning"} else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.append(request.url))
    return complaints


def test_untouched_template_gains_a_styled_banner_first_and_doors_last(
    origin: str, new_page: NewPage
) -> None:
    page = new_page()
    complaints = complaints_of(page)
    statuses: dict[str, int] = {}
    page.on("response", lambda response: statuses.update({response.url: response.status}))

    page.goto(f"{origin}/")

    first = page.evaluate("[...document.body.children].find(e => !['LINK', 'STYLE'].includes(e.tagName)).id")
    sheet = page.evaluate("document.querySelector('link[rel=stylesheet]').href")
    assert first == "privacy-choices"
    assert page.evaluate("document.body.lastElementChild.className") == "privacy-doors"
    assert page.locator(".privacy-doors a[href^='/privacy/cookies']").is_visible()
    assert statuses[sheet] == 200
    assert page.evaluate("getComputedStyle(document.querySelector('#privacy-choices')).position") == "sticky"
    assert page.evaluate("document.compatMode") == "CSS1Compat"
    assert complaints == []


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("decision", ["reject", "accept"])
def test_choice_on_an_injected_page_comes_back_confirmed_once(
    origin: str, new_page: NewPage, decision: str, *, javascript: bool
) -> None:
    page = new_page(javascript=javascript)
    complaints = complaints_of(page)
    page.goto(f"{origin}/?page=2")

    page.click(f"button[value={decision}]")

    page.wait_for_selector("#privacy-choices-done")
    assert page.url == f"{origin}/?page=2#privacy-choices-done"
    assert page.locator("#privacy-choices").count() == 0
    page.goto(f"{origin}/")
    assert page.locator("#privacy-choices, #privacy-choices-done").count() == 0
    assert page.locator(".privacy-doors").count() == 1
    assert complaints == []


@pytest.mark.parametrize("path", ["/stream", "/compressed"])
def test_streamed_and_compressed_pages_show_as_the_application_wrote_them(
    origin: str, new_page: NewPage, path: str
) -> None:
    page = new_page()
    complaints = complaints_of(page)

    page.goto(origin + path)

    assert page.locator("h1").inner_text() == "Articles"
    assert page.locator("[id^=privacy], [class^=privacy]").count() == 0
    assert complaints == []


@pytest.mark.parametrize("path", ["/stream", "/compressed", "/text"])
def test_streamed_compressed_and_other_bodies_are_the_same_bytes(origin: str, path: str) -> None:
    answer = httpx.get(origin + path, headers={"accept-encoding": "gzip"})

    assert answer.content == DOCUMENT.encode()
    assert answer.headers["content-security-policy"] == POLICY["content-security-policy"]


@pytest.mark.parametrize("viewport", [(320, 640), (1440, 900)])
@pytest.mark.parametrize("decided", [False, True])
def test_the_way_to_change_is_on_top_of_content_that_overflows_the_page(
    origin: str, new_page: NewPage, viewport: tuple[int, int], *, decided: bool
) -> None:
    page = new_page(viewport=viewport)
    page.goto(f"{origin}/shell")
    if decided:
        page.locator("#privacy-choices [value=reject]").click()
        page.goto(f"{origin}/shell")

    # Playwright clicks only what is really under the pointer.
    page.locator(".privacy-doors a", has_text="Manage Cookies").click(timeout=3_000)

    assert "/privacy/cookies" in page.url
