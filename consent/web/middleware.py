"""`ConsentMiddleware`: wraps a whole ASGI application, so that every response passes the gate."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from consent.errors import NestedMiddleware
from consent.settings_file import secret_keys
from consent.site import ConsentSite
from consent.terms.settings import Settings
from consent.web.injection import Injection, without_bypasses
from consent.web.placement import warn_about_address, warn_about_placement
from consent.web.routes import GPC_RESOURCE, Endpoint, routes_of
from consent.web.visit import Visit

log = logging.getLogger("consent")

SERVED = frozenset({"http", "websocket"})
FIRST_LOOKS = 64
"""Requests compared with `base_url` until one tells the address: health checks come before the first visitor."""


class ConsentMiddleware:
    """Wrap the whole application: `app = ConsentMiddleware(app, settings)`.

    `settings` may be a mapping from host name to settings, for several sites in one process; a host it does not
    name gets the first. `secret_key` is one key or several, oldest first, the last signs; without it the
    environment's CONSENT_SECRET_KEY (comma-separated). `strict` raises UndeclaredCookie, for a site's own tests.
    Raises SettingsError at once, with every fault.
    """

    def __init__(
        self,
        app: ASGIApp,
        settings: Settings | Mapping[str, Settings],
        *,
        secret_key: str | Sequence[str] | None = None,
        strict: bool = False,
    ) -> None:
        _refuse_nesting(app)
        self.app = app
        self.strict = strict
        keys = secret_keys(secret_key, os.environ)
        by_host = settings if isinstance(settings, Mapping) else {"": settings}
        self.sites = {host.lower(): ConsentSite(one, keys) for host, one in by_host.items()}
        self.site = next(iter(self.sites.values()))
        self._only = self.site if len(self.sites) == 1 else None
        self._routes = {id(site): routes_of(site) for site in self.sites.values()}
        self._placement_known = False
        self._looks_left = FIRST_LOOKS
        self._unaddressed = {id(site) for site in self.sites.values()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or connection."""
        kind = scope["type"]
        if kind not in SERVED:
            await self._lifespan(scope, receive, send)
            return
        if "consent" in scope:
            raise NestedMiddleware(
                "ConsentMiddleware stands twice around this application; keep the outermost one"
            )
        site = self._only or self._site_for(scope)
        if self._looks_left:
            self._look_around(site, scope)
        visit = Visit(site, scope, send)
        if self.strict:
            visit.strict = True
        path = scope["path"]
        if site.path in path or path == GPC_RESOURCE:
            methods = self._ours(site, scope)
            if methods is not None:
                await _answer(methods, visit, receive)
                return
        if site.injects and kind == "http":
            injection = Injection(visit)
            await self.app(without_bypasses(visit.scope_for_app()), receive, injection.send)
        else:
            await self.app(visit.scope_for_app(), receive, visit.send)

    def _look_around(self, site: ConsentSite, scope: Scope) -> None:
        """Tell the developer once what the first requests show to be wrong around the middleware."""
        self._looks_left -= 1
        if not self._placement_known:
            self._placement_known = True
            warn_about_placement(self, scope)
        if id(site) in self._unaddressed and warn_about_address(site, scope, is_last=not self._looks_left):
            self._unaddressed.remove(id(site))
            if not self._unaddressed:
                self._looks_left = 0

    async def _lifespan(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope.get("consent.outer"):
            raise NestedMiddleware(
                "ConsentMiddleware stands twice around this application; keep the outermost one"
            )
        for site in self.sites.values():
            site.start()
        try:
            await self.app({**scope, "consent.outer": True}, receive, send)
        finally:
            for site in self.sites.values():
                site.stop()

    def _site_for(self, scope: Scope) -> ConsentSite:
        host = (
            next((value for name, value in scope["headers"] if name == b"host"), b"")
            .decode("latin-1")
            .lower()
        )
        return self.sites.get(host) or self.sites.get(host.partition(":")[0]) or self.site

    def _ours(self, site: ConsentSite, scope: Scope) -> dict[str, Endpoint] | None:
        if scope["type"] != "http":
            return None
        path: str = scope["path"]
        routes = self._routes[id(site)]
        root = scope.get("root_path", "")
        for outside in (root, site.base_prefix):
            if outside and path.startswith(outside):
                path = path[len(outside) :]
        return routes.get(path)


async def _answer(methods: Mapping[str, Endpoint], visit: Visit, receive: Receive) -> None:
    method = visit.scope["method"]
    endpoint = methods.get("GET" if method == "HEAD" else method)
    if endpoint is None:
        allowed = ", ".join(sorted({*methods, *({"HEAD"} if "GET" in methods else ())}))
        headers = {"allow": allowed, "cache-control": "no-store", "x-content-type-options": "nosniff"}
        response: Any = PlainTextResponse("Method not allowed", 405, headers)
    else:
        response = await endpoint(visit, Request(visit.scope, receive))

    async def send(message: Any) -> None:
        # A choice says itself what becomes of the visitor's cookies.
        if message["type"] == "http.response.start" and endpoint is not None and method != "POST":
            ours = [(b"set-cookie", value) for value in visit.own_cookies(message["headers"])]
            message = {**message, "headers": [*message["headers"], *ours]}
        if method != "HEAD" or message["type"] != "http.response.body":
            await visit.server_send(message)
        else:
            await visit.server_send({**message, "body": b""})

    await response(visit.scope, receive, send)


def _refuse_nesting(app: object) -> None:
    while app is not None:
        if isinstance(app, ConsentMiddleware):
            raise NestedMiddleware("this application is wrapped in ConsentMiddleware already; wrap it once")
        app = getattr(app, "app", None)
