"""A withdrawal empties Chromium's cookie store, over https, of every form that a declared cookie may take.

A cookie is known by name, host or Domain, Path and partition (RFC 6265bis §5.7, CHIPS); only a browser can say
whether our headers reached each of them.
"""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from consent import ConsentMiddleware, StorageItem, consent_banner, consent_doors, consent_head
from tests.conftest import NewPage, Serve
from tests.sites import COUNTER, KEY, settings

ITEMS = (
    StorageItem(name="plain", purpose="Host only", max_age="30 days"),
    StorageItem(name="quiet", purpose="HttpOnly", max_age="30 days"),
    StorageItem(name="shared", purpose="Parent domain", max_age="30 days"),
    StorageItem(name="own", purpose="Own host as Domain", max_age="30 days"),
    StorageItem(name="declared", purpose="Declared domain", max_age="30 days", domain="site.example"),
    StorageItem(name="deep", purpose="Narrow path", max_age="30 days", path="/x"),
    StorageItem(name="parted", purpose="Partitioned", max_age="30 days"),
    StorageItem(name="__Host-bound", purpose="Bound to the host", max_age="30 days"),
    StorageItem(name="_ga*", purpose="Glob", max_age="13 months"),
    StorageItem(name="_deep*", purpose="Glob of a narrow path", max_age="30 days", path="/x"),
)
OPTIONAL = (
    "plain=1; Path=/",
    "quiet=1; Path=/; HttpOnly; Secure",
    "shared=1; Path=/; Domain=site.example",
    "own=1; Path=/; Domain=www.site.example",
    "declared=1; Path=/; Domain=site.example",
    "deep=host; Path=/x",
    "deep=domain; Path=/x; Domain=site.example",
    "deep=parted; Path=/x; Secure; Partitioned; SameSite=None",
    "parted=host; Path=/; Secure; Partitioned; SameSite=None",
    "parted=domain; Path=/; Domain=site.example; Secure; Partitioned; SameSite=None",
    "__Host-bound=1; Path=/; Secure",
    "_ga=1; Path=/; Domain=site.example",
    "_ga_HOST=1; Path=/",
    "_ga_PARTED=1; Path=/; Secure; Partitioned; SameSite=None",
    "_deep_HOST=1; Path=/x",
    "_deep_DOMAIN=1; Path=/x; Domain=site.example; HttpOnly",
)
NECESSARY = "session=kept; Path=/; HttpOnly; Secure"


async def show(request: Request) -> Response:
    response = HTMLResponse(
        f"<!doctype html><html lang=en><title>Page</title>{consent_head(request)}"
        f"<body>{consent_banner(request)}<h1>Page</h1>{consent_doors(request)}"
    )
    sets = [NECESSARY]
    if request.url.path == "/measured":
        sets += OPTIONAL
    response.raw_headers += [(b"set-cookie", value.encode()) for value in sets]
    return response


async def nothing(request: Request) -> Response:
    return Response(status_code=204)


@pytest.fixture
def origin(serve: Serve) -> str:
    counter = COUNTER.model_copy(update={"storage": ITEMS})
    declared = settings(base_url="https://www.site.example", services=(counter,))
    app = Starlette(routes=[Route("/favicon.ico", nothing), Route("/{path:path}", show)])
    served = serve(ConsentMiddleware(app, declared, secret_key=KEY), tls=True)
    return f"https://www.site.example:{urlsplit(served).port}"


def stored(page: Page) -> dict[str, int]:
    """Name -> how many cookies of that name the browser holds, of every path, domain and partition."""
    names = [cookie["name"] for cookie in page.context.cookies()]
    return {name: names.count(name) for name in names}


def expected_when_allowed() -> dict[str, int]:
    names = [cookie.partition("=")[0] for cookie in OPTIONAL]
    return {name: names.count(name) for name in names}


def accept(page: Page, origin: str) -> None:
    page.goto(f"{origin}/")
    page.click("button[value=accept]")
    page.wait_for_selector("#privacy-choices-done")


def withdraw(page: Page, origin: str) -> None:
    page.goto(f"{origin}/privacy/cookies")
    page.click("button[value=withdraw]")
    page.wait_for_selector("#privacy-choices-done")


def optional_left(page: Page) -> dict[str, int]:
    allowed = expected_when_allowed()
    return {name: count for name, count in stored(page).items() if name in allowed}


def test_every_form_of_a_declared_cookie_is_gone_within_three_page_views(
    origin: str, new_page: NewPage
) -> None:
    page = new_page()
    accept(page, origin)
    page.goto(f"{origin}/measured")
    assert optional_left(page) == expected_when_allowed()  # else the rest would prove nothing

    withdraw(page, origin)
    for path in ("/", "/x/articles", "/"):
        page.goto(origin + path)

    assert optional_left(page) == {}


def test_site_session_outlives_a_withdrawal(origin: str, new_page: NewPage) -> None:
    page = new_page()
    accept(page, origin)

    withdraw(page, origin)

    assert [c["value"] for c in page.context.cookies() if c["name"] == "session"] == ["kept"]


def test_withdrawn_application_cannot_set_its_cookies_again(origin: str, new_page: NewPage) -> None:
    page = new_page()
    accept(page, origin)
    withdraw(page, origin)

    page.goto(f"{origin}/measured")

    assert optional_left(page) == {}


def test_chromium_accepts_the_consent_cookie_bound_to_its_https_host(origin: str, new_page: NewPage) -> None:
    page = new_page()

    accept(page, origin)

    bound = next(c for c in page.context.cookies() if c["name"] == "__Host-consent")
    assert (bound["domain"], bound["path"], bound["secure"]) == ("www.site.example", "/", True)
    assert "consent" not in stored(page)


def test_cookie_that_a_script_brings_back_is_swept(origin: str, new_page: NewPage) -> None:
    page = new_page()
    accept(page, origin)
    withdraw(page, origin)
    page.evaluate("document.cookie = '_ga_SCRIPT=1; Path=/; Domain=site.example; Max-Age=600'")
    assert "_ga_SCRIPT" in stored(page)

    page.goto(f"{origin}/")

    assert "_ga_SCRIPT" not in stored(page)


def test_forgotten_browser_keeps_only_the_site_session(origin: str, new_page: NewPage) -> None:
    page = new_page(javascript=False)
    accept(page, origin)
    page.goto(f"{origin}/measured")

    page.goto(f"{origin}/privacy/cookies")
    page.click("button[value=forget]")
    page.wait_for_selector("#privacy-choices-done")
    for path in ("/x/articles", "/"):
        page.goto(origin + path)

    assert set(stored(page)) == {"session"}
