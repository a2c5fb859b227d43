"""The stand-in third party: a server on another origin that measures, watches, and says what it was told.

`/__hits` lists every request it got. It is the ground truth: what is not in the list did not leak.
"""

from __future__ import annotations

import secrets
from base64 import b64decode
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

HERE = Path(__file__).parent
PIXEL = b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
LEDGER_PATHS = ("/__hits", "/__hits/reset")

Hit = dict[str, object]


class Ledger:
    """Writes down every request before it is answered, but for those that read the ledger itself."""

    def __init__(self, app: ASGIApp, hits: list[Hit]) -> None:
        self.app = app
        self.hits = hits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Note the request, then pass it on."""
        if scope["type"] == "http" and scope["path"] not in LEDGER_PATHS:
            self.hits.append(_hit(Request(scope)))
        await self.app(scope, receive, send)


def _hit(request: Request) -> Hit:
    return {
        "method": request.method,
        "path": request.url.path,
        "query": request.url.query,
        "referer": request.headers.get("referer"),
        "cookies": sorted(request.cookies),
    }


def third_party() -> ASGIApp:
    """Return the stand-in as an application of its own, with an empty ledger."""
    hits: list[Hit] = []

    async def show_hits(request: Request) -> JSONResponse:
        if request.method in {"DELETE", "POST"}:
            hits.clear()
        return JSONResponse(hits, headers={"cache-control": "no-store", "access-control-allow-origin": "*"})

    stand_in = Starlette(
        routes=[
            Route("/analytics.js", analytics),
            Route("/collect", collect, methods=["GET", "POST"]),
            Route("/pixel.gif", pixel),
            Route("/video", video),
            Route("/__hits", show_hits, methods=["GET", "DELETE"]),
            Route("/__hits/reset", show_hits, methods=["POST"]),
        ]
    )
    return Ledger(stand_in, hits)


async def analytics(_: Request) -> FileResponse:
    """Send the measuring script."""
    return FileResponse(
        HERE / "analytics.js", media_type="text/javascript", headers={"cache-control": "no-cache"}
    )


async def collect(_: Request) -> Response:
    """Take what the script reports; the ledger has it already."""
    return Response(status_code=204)


async def pixel(request: Request) -> Response:
    """Send one transparent pixel, and a number that comes back with the next one."""
    response = Response(PIXEL, media_type="image/gif", headers={"cache-control": "no-store"})
    return _recognising(request, response, "seen")


async def video(request: Request) -> Response:
    """Send the page that a site puts in a frame, and a number that tells viewers apart."""
    response = FileResponse(HERE / "video.html", headers={"cache-control": "no-cache"})
    return _recognising(request, response, "watcher")


def _recognising(request: Request, response: Response, name: str) -> Response:
    # In a frame or an image of another site only SameSite=None comes back, and that asks for Secure;
    # browsers grant it to http on this machine's own addresses.
    visitor = request.cookies.get(name) or secrets.token_hex(8)
    response.set_cookie(name, visitor, max_age=30 * 86_400, samesite="none", secure=True)
    return response
