"""The smallest site: `python -m examples.minimal`, then http://localhost:8000."""

import secrets

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from consent import ConsentMiddleware, ConsentSettings, Controller, get_consent

HELLO = "<!doctype html><html lang=en><title>Bakery</title><h1>Bread</h1><p>Counted: {}."


async def home(request: Request) -> HTMLResponse:
    """Greet, and try to count."""
    response = HTMLResponse(HELLO.format(get_consent(request).allows("analytics")))
    response.set_cookie("_pk_id.1", secrets.token_hex(8))  # it leaves this server only after a yes
    return response


bakery = Controller(name="The Corner Bakery", email="hello@bakery.example")
settings = ConsentSettings(use=("matomo",), controllers=(bakery,), inject="auto")
app = ConsentMiddleware(Starlette(routes=[Route("/", home)]), settings, secret_key=secrets.token_urlsafe(32))

if __name__ == "__main__":
    uvicorn.run(app)
