"""Small sites that tests build applications on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from consent import Category, ConsentMiddleware, ConsentSettings, Controller, Service, StorageItem

KEY = "a key for tests of more than thirty-two characters"
SAME_ORIGIN = {"sec-fetch-site": "same-origin"}

ANALYTICS = Category(
    key="analytics",
    title="Statistics",
    description="count visits",
    without="Everything works without it.",
    storage=(StorageItem(name="visits", purpose="Counts visits", max_age="30 days"),),
)
COUNTER = Service(
    key="counter",
    category="analytics",
    title="Counter",
    provider="Counter GmbH",
    country="DE",
    purpose="Counts visits",
    storage=(
        StorageItem(name="_ga*", purpose="Tells visits apart", max_age="13 months"),
        StorageItem(name="_visits", kind="local", purpose="Counts pages"),
    ),
)
HEATMAP = Service(
    key="heatmap",
    category="analytics",
    title="Heatmap",
    provider="Heat Ltd",
    country="IE",
    purpose="Shows what is read",
    storage=(StorageItem(name="heat", purpose="Tells visits apart", max_age="30 days", path="/articles"),),
)
MARKETING = Category(
    key="marketing", title="Outreach", description="measure our adverts", without="You see the same pages."
)
PIXEL = Service(
    key="pixel",
    category="marketing",
    title="Pixel",
    provider="Pixel SA",
    country="FR",
    purpose="Measures adverts",
    storage=(StorageItem(name="px", purpose="Tells visits apart", max_age="30 days"),),
)
POLITICAL_ADS = Category(
    key="political-ads",
    title="Political adverts",
    description="choose adverts by your views",
    without="You see the same pages.",
    special="political opinions",
    statement="I agree that my political opinions are used to choose adverts.",
)
MEDIA = Category(
    key="media", title="Videos", description="play videos", without="You read instead.", ask="on-use"
)
PLAYER = Service(
    key="player",
    category="media",
    title="Player",
    provider="Player SARL",
    country="FR",
    purpose="Plays videos",
    hosts=("player.example",),
)
NECESSARY = Category(
    key="necessary",
    title="Necessary",
    description="keep you signed in",
    required=True,
    storage=(
        StorageItem(name="session", purpose="Keeps you signed in", justification="You asked to sign in."),
        StorageItem(
            name="language",
            purpose="Keeps your language",
            justification="You chose it.",
            max_age="30 days",
            preference=True,
            values=("en", "ar"),
        ),
    ),
)
CONTROLLER = Controller(name="Example e.V.", email="privacy@site.example", address="1 Example Street")


def settings(**changes: Any) -> ConsentSettings:
    """A site with one category of each sort; `changes` replace fields."""
    declared: dict[str, Any] = {
        "base_url": "http://localhost",
        "controllers": (CONTROLLER,),
        "categories": (NECESSARY, ANALYTICS, MARKETING, MEDIA, POLITICAL_ADS),
        "services": (COUNTER, HEATMAP, PIXEL, PLAYER),
    }
    return ConsentSettings(**{**declared, **changes})


def essential_only(**changes: Any) -> ConsentSettings:
    """A site that declares nothing optional."""
    return settings(categories=(NECESSARY,), services=(), **changes)


def setting_cookies(*cookies: str, content: str = "ok", **headers: str) -> Starlette:
    """An application whose every path answers with these Set-Cookie values."""

    async def answer(request: Request) -> Response:
        response = HTMLResponse(
            content, headers={name.replace("_", "-"): value for name, value in headers.items()}
        )
        response.raw_headers += [(b"set-cookie", cookie.encode()) for cookie in cookies]
        return response

    return Starlette(routes=[Route("/{path:path}", answer, methods=["GET", "POST"])])


def client_of(app: Any, declared: Any = None, **options: Any) -> TestClient:
    """A browser-like client of `app`, wrapped; redirects are not followed."""
    wrapped = ConsentMiddleware(app, declared or settings(), secret_key=KEY, **options)
    base = (declared.base_url if hasattr(declared, "base_url") else None) or "http://localhost"
    return TestClient(wrapped, base_url=base, follow_redirects=False, headers=SAME_ORIGIN)


def cookies_set(response: Any) -> dict[str, str]:
    """The Set-Cookie headers of a response: name -> the whole header; deletions and own cookies too."""
    return {value.partition("=")[0]: value for value in response.headers.get_list("set-cookie")}


def notice_in(page: str) -> str:
    """The hash of the notice that a page's form cites."""
    found = re.search(r'name="notice" value="([0-9a-f]{64})"', page)
    assert found, page[:500]
    return found[1]


def state_of(client: TestClient) -> dict[str, Any]:
    """The visitor's state as the site tells it."""
    state: dict[str, Any] = client.get("/privacy/choice").json()
    return state


def choose(
    client: TestClient,
    decision: str,
    category: Iterable[str] = (),
    service: Iterable[str] = (),
    **fields: Any,
) -> Any:
    """Send a choice as the settings form does, citing its notice."""
    notice = notice_in(client.get("/privacy/cookies").text)
    form = {
        "notice": notice,
        "decision": decision,
        "category": list(category),
        "service": list(service),
        **fields,
    }
    return client.post("/privacy/choice", data=form)
