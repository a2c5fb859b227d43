"""A small site with the campaign's declaration, for what the campaign itself never shows: a page that asks for consent
before it opens, and a declaration that changes while visitors have pages open.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from consent import (
    ConsentMiddleware,
    ConsentSettings,
    consent_banner,
    consent_doors,
    consent_head,
    require_consent,
)
from examples.campaign import site as campaign
from tests.sites import KEY

PAGE = """<!doctype html>
<html lang="{language}" dir="{direction}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>{title}</title>{head}</head>
<body>{banner}<main><h1>{title}</h1></main><footer>{doors}</footer></body></html>"""
LANGUAGES = ("en", "ar")
ROOT = {"en": "", "ar": "/ar"}
"""What stands before the paths of a language's pages, here and at the campaign."""
TITLES = {"en": "The Lantern Delegation", "ar": "بعثة القنديل"}


async def show(request: Request) -> Response:
    language = str(request.state.language)
    return HTMLResponse(
        PAGE.format(
            language=language,
            direction="rtl" if language == "ar" else "ltr",
            title=TITLES[language],
            head=consent_head(request),
            banner=consent_banner(request),
            doors=consent_doors(request),
        )
    )


async def statistics(request: Request) -> Response:
    require_consent("analytics")(request)
    return await show(request)


async def icon(_: Request) -> Response:
    return Response(status_code=204)


def lantern_site(settings: ConsentSettings) -> ASGIApp:
    """The small site under `settings`: `/`, `/statistics`, and both in Arabic below `/ar`."""
    routes = [Route("/", show), Route("/statistics", statistics)]
    site = Starlette(
        routes=[
            Route("/favicon.ico", icon),
            Mount("/ar", routes=routes, middleware=[Middleware(campaign.Speaking, language="ar")]),
            *routes,
        ],
        middleware=[Middleware(campaign.Speaking, language="en")],
    )
    return ConsentMiddleware(site, settings, secret_key=KEY)


def declaration(without: str | None = None) -> ConsentSettings:
    """The campaign's declaration, less the category `without` and its services."""
    whole = ConsentSettings.from_toml(Path(campaign.DECLARATION))
    changes: dict[str, Any] = {
        "base_url": None,
        "categories": tuple(one for one in whole.categories if one.key != without),
        "services": tuple(one for one in whole.services if one.category != without),
    }
    return whole.model_copy(update=changes)


class Redeployed:
    """One address at which the site is deployed again, with another declaration, while its visitors read."""

    def __init__(self, before: ConsentSettings, after: ConsentSettings) -> None:
        self._now = lantern_site(before)
        self._next = lantern_site(after)

    def deploy(self) -> None:
        """Serve the later declaration from now on."""
        self._now = self._next

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on to whichever is deployed."""
        await self._now(scope, receive, send)
