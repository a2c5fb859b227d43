"""Where the middleware stands, and what its surroundings say of themselves: told to the developer once, with the line
to change.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.types import Scope

if TYPE_CHECKING:
    from consent.site import ConsentSite

log = logging.getLogger("consent")


def warn_about_placement(middleware: object, scope: Scope) -> None:
    """Warn where the middleware stands inside the application: what is outside it does not pass the gate."""
    step = getattr(scope.get("app"), "middleware_stack", None)
    while step is not None:
        if step is middleware:
            log.warning(
                "ConsentMiddleware was added with add_middleware, so a Set-Cookie of the server-error handler and of "
                "middleware added later passes it by; wrap the whole application instead: "
                "app = ConsentMiddleware(app, settings)"
            )
            return
        step = getattr(step, "app", None)


def warn_about_address(site: ConsentSite, scope: Scope, *, is_last: bool) -> bool:
    """Warn where `base_url` and what the request says of the site's address disagree; return whether it said any.

    A local host says none: it may be a health check's, or what a proxy puts for Host. So that a warning can name the
    real host, it waits for a request that has one, unless this `is_last`.
    """
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    base = site.settings.base_url
    host = headers.get("x-forwarded-host", headers.get("host", "")).partition(",")[0].strip().lower()
    is_told = not _is_local(host)
    if not base:
        forwarded = headers.get("x-forwarded-proto", "").partition(",")[0].strip()
        if forwarded == "https" and scope["scheme"] == "http" and (is_told or is_last):
            log.warning(
                "a proxy says the site is https, the server sees http, and base_url is not set, so cookies are not "
                'Secure; add to consent.toml: base_url = "https://%s"',
                host if is_told else "…",
            )
        return is_told
    if is_told and _name(host) != urlsplit(base).hostname:
        log.warning(
            "base_url is %r but a request came for host %r; if that is the site's address, set in consent.toml: "
            'base_url = "%s://%s"',
            base, host, urlsplit(base).scheme, host,
        )  # fmt: skip
    elif scope["scheme"] == "https" and base.startswith("http:") and (is_told or is_last):
        log.warning(
            'base_url is %r but requests come by https; set in consent.toml: base_url = "https://%s"',
            base,
            host,
        )
    return is_told


def _is_local(host: str) -> bool:
    return _name(host) in {"", "localhost", "127.0.0.1", "::1", "testserver"}


def _name(host: str) -> str:
    """The name in a Host header, without its port; empty for what is no host."""
    try:
        return urlsplit("//" + host).hostname or ""
    except ValueError:
        return ""
