"""The responses of our own pages and endpoints, with the headers that all of them carry."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import Scope

SAFE_HEADERS = {
    # Strict: our pages load one stylesheet of this site and post forms to it; nothing else at all.
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    # R35: who reads these pages is nobody else's business; `no-referrer` would make browsers send `Origin: null`.
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "permissions-policy": "browsing-topics=(), geolocation=(), camera=(), microphone=()",
}
PERSONAL = {"cache-control": "private, no-cache", "vary": "Cookie, Accept-Language, Sec-GPC"}


def page_response(content: str | Mapping[str, object], status: int = 200) -> Response:
    """Answer with a page (a string) or JSON (a mapping) that depends on the visitor."""
    if isinstance(content, str):
        return HTMLResponse(content, status, {**SAFE_HEADERS, **PERSONAL})
    headers = {"cache-control": "no-store", "vary": "Cookie, Sec-GPC", "x-content-type-options": "nosniff"}
    return JSONResponse(content, status, headers)


def wants_json(scope: Scope) -> bool:
    """Whether the sender asks for JSON rather than a page: by Accept, or by having sent JSON itself."""
    accepted = b", ".join(value for name, value in scope["headers"] if name == b"accept").lower()
    sent = next((value for name, value in scope["headers"] if name == b"content-type"), b"").lower()
    if sent.startswith(b"application/json"):
        return True
    return b"application/json" in accepted and b"text/html" not in accepted
