"""A FastAPI application whose pages nobody had to change: `python -m examples.fastapi_app`, then http://localhost:8000.

The banner and the footer links are put into its pages (`inject="auto"`). One route asks for consent as a dependency,
one reads it. A real site keeps CONSENT_SECRET_KEY in its environment; without it this one makes a key at each start.
"""

from __future__ import annotations

import os
import secrets
from datetime import date
from typing import Annotated, Literal

import uvicorn
from fastapi import Cookie, Depends, FastAPI, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from consent import (
    Category,
    ConsentMiddleware,
    ConsentSettings,
    Controller,
    StorageItem,
    get_consent,
    require_consent,
)

SETTINGS = ConsentSettings(
    base_url="http://localhost:8000",
    updated=date(2026, 11, 24),
    controllers=(Controller(name="The Reading Room", email="desk@reading-room.example"),),
    categories=(
        Category(
            key="necessary",
            title="Necessary",
            required=True,
            storage=(
                StorageItem(
                    name="size",
                    preference=True,
                    values=("normal", "large"),
                    purpose="Remembers the size of letters you picked.",
                    justification="You picked it; without it the next page would be in the other size.",
                ),
            ),
        ),
        Category(
            key="suggestions",
            title="Suggestions",
            description="suggest books from what you looked at",
            without="The whole catalogue is there to browse.",
            storage=(
                StorageItem(
                    name="shelf", max_age=30 * 86_400, purpose="Remembers which book you looked at last."
                ),
            ),
        ),
    ),
    inject="auto",
)

BOOKS = {"tides": "A Short History of Tides", "knots": "Forty Knots", "harbours": "Harbours at Night"}

# FastAPI's documentation pages load their scripts from another site without asking, so they are off.
reading_room = FastAPI(title="The Reading Room", docs_url=None, redoc_url=None)


@reading_room.get("/", response_class=HTMLResponse)
async def catalogue(size: Annotated[Literal["normal", "large"], Cookie()] = "normal") -> str:
    """List the books."""
    links = "".join(f'<li><a href="/books/{key}">{title}</a>' for key, title in BOOKS.items())
    other = "normal" if size == "large" else "large"
    button = f'<form method="post" action="/size"><button name="size" value="{other}">{other} letters</button></form>'
    return _page(
        f'<ul class="{size}">{links}</ul><p><a href="/suggestion">A suggestion for you</a></p>{button}'
    )


@reading_room.get("/books/{key}", response_class=HTMLResponse)
async def book(request: Request, key: str) -> HTMLResponse:
    """Show one book, and remember it where that is allowed: asking first saves the work, the gate holds either way."""
    response = HTMLResponse(
        _page(f"<p>{BOOKS.get(key, 'There is no such book.')}"), 200 if key in BOOKS else 404
    )
    if key in BOOKS and get_consent(request).allows("suggestions"):
        response.set_cookie("shelf", key, max_age=30 * 86_400, samesite="lax")
    return response


@reading_room.get("/suggestion", dependencies=[Depends(require_consent("suggestions"))])
async def suggestion(request: Request) -> dict[str, str]:
    """Suggest another book. Without consent the answer is 403: a page, or JSON for who asks for JSON."""
    seen = request.cookies.get("shelf", "")
    return {
        "because": BOOKS.get(seen, ""),
        "suggestion": next(title for key, title in BOOKS.items() if key != seen),
    }


@reading_room.post("/size")
async def choose_size(size: Annotated[Literal["normal", "large"], Form()]) -> RedirectResponse:
    """Remember a size; the gate lets it pass, because the visitor picked it and it is one of two values."""
    response = RedirectResponse("/", 303)
    response.set_cookie("size", size, samesite="lax")
    return response


def _page(content: str) -> str:
    head = "<head><title>The Reading Room</title></head>"
    return f'<!doctype html><html lang="en">{head}<body><h1>The Reading Room</h1>{content}</body></html>'


# Wrapped from outside, not with add_middleware, so that FastAPI's own error pages pass the gate too.
KEY = os.environ.get("CONSENT_SECRET_KEY") or secrets.token_urlsafe(32)
app = ConsentMiddleware(reading_room, SETTINGS, secret_key=KEY)

if __name__ == "__main__":
    uvicorn.run(app)
