"""The smallest site: `python -m examples.minimal`, then http://localhost:8000."""

import secrets
from datetime import date

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from consent import ConsentMiddleware, ConsentSettings, Controller, get_consent


async def home(request: Request) -> HTMLResponse:
    """Say whether this visitor is counted."""
    counted = get_consent(request).allows("analytics")
    response = HTMLResponse(f"<!doctype html><html lang=en><title>Bakery</title><h1>Counted: {counted}")
    response.set_cookie("_pk_id.1", secrets.token_hex(8))  # it leaves this server only after a yes
    return response


bakery = Controller(name="The Corner Bakery", email="hello@bakery.example")
settings = ConsentSettings(updated=date(2026, 11, 24), controllers=(bakery,), use=("matomo",), inject="auto")
app = ConsentMiddleware(Starlette(routes=[Route("/", home)]), settings, secret_key=secrets.token_urlsafe(32))

if __name__ == "__main__":
    uvicorn.run(app)
