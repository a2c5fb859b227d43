"""The fault in this site: a measuring cookie that the server sets by itself, on every answer, asked or not.

Nobody writes this on purpose. A plug-in does it, or a middleware from an earlier project; the gate has to catch it.
"""

from __future__ import annotations

import secrets
from http.cookies import SimpleCookie

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

THIRTEEN_MONTHS = 13 * 30 * 86_400


class CarelessMeasurement:
    """Sets `_ga` on pages, redirects, files and errors alike, whatever the visitor chose."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, and add the cookie to what comes back."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        known = SimpleCookie(Headers(scope=scope).get("cookie", "")).get("_ga")
        visitor = known.value if known else f"GA1.1.{secrets.randbelow(2**31)}"

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                cookie = f"_ga={visitor}; Max-Age={THIRTEEN_MONTHS}; Path=/; SameSite=Lax"
                MutableHeaders(scope=message).append("set-cookie", cookie)
            await send(message)

        await self.app(scope, receive, send_with_cookie)
