"""Our own routes under `settings.path`; whatever else lies under it passes to the application."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from consent.site import ConsentSite
from consent.web import endpoints
from consent.web.visit import Visit

Endpoint = Callable[[Visit, Request], Awaitable[Response]]

ROUTES: dict[str, dict[str, Endpoint]] = {
    "": {"GET": endpoints.policy_page},
    "/cookies": {"GET": endpoints.cookies_page},
    "/choice": {"GET": endpoints.choice_state, "POST": endpoints.choose},
    "/assets/{name}": {"GET": endpoints.asset},
}
"""What follows `settings.path` -> method -> endpoint."""
GPC_RESOURCE = "/.well-known/gpc.json"
"""At the root of the site's origin, whatever `settings.path` is (RFC 8615)."""


def routes_of(site: ConsentSite) -> dict[str, dict[str, Endpoint]]:
    """The full paths that a site answers itself: the policy stands aside for `policy_url`."""
    path = site.settings.path
    table = {path + rest: methods for rest, methods in ROUTES.items() if "{" not in rest}
    if site.settings.policy_url:
        del table[path]
    if site.settings.gpc != "off":
        table[GPC_RESOURCE] = {"GET": endpoints.gpc_resource}
    for name in site.renderer.assets:
        table[f"{path}/assets/{name}"] = ROUTES["/assets/{name}"]
    return table
