"""django-cookie-consent beside ours, each in front of the same Django application: forty declared cookies, ASGI.

It reads its groups through the cache, and removes cookies that the browser sent; a refused Set-Cookie passes it.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler
from django.core.management import call_command
from django.http import HttpRequest, HttpResponse
from django.urls import path

GROUPS, COOKIES = 4, 9
CLEANING = "cookie_consent.middleware.CleanCookiesMiddleware"


def hello(_: HttpRequest) -> HttpResponse:
    """Answer as the other applications of the benchmark do."""
    return HttpResponse("hello", content_type="text/plain")


urlpatterns = [path("", hello)]


def applications() -> dict[str, Callable[..., Any]]:
    """The application bare and behind django-cookie-consent, on a database of its own."""
    _set_up()
    return {
        "Django": _served(),
        "Django, django-cookie-consent": _served(CLEANING),
    }


def _set_up() -> None:
    if settings.configured:
        return
    folder = Path(tempfile.mkdtemp(prefix="consent-bench-"))
    settings.configure(
        ALLOWED_HOSTS=["*"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "db.sqlite3"}},
        INSTALLED_APPS=["cookie_consent"],
        ROOT_URLCONF=__name__,
        SECRET_KEY="a key for benchmarks",
        USE_TZ=True,
    )
    django.setup()
    call_command("migrate", verbosity=0)
    from cookie_consent.models import Cookie, CookieGroup

    for place in range(GROUPS):
        group = CookieGroup.objects.create(varname=f"group{place}", name=f"Group {place}", is_deletable=True)
        for number in range(COOKIES):
            Cookie.objects.create(cookiegroup=group, name=f"c{place}_{number}", path="/", domain="")


def _served(*middleware: str) -> Callable[..., Any]:
    settings.MIDDLEWARE = list(middleware)
    handler = ASGIHandler()

    async def application(scope: Any, _: Any, send: Any) -> None:
        waiting = iter([{"type": "http.request", "body": b"", "more_body": False}])

        async def receive() -> Any:
            # Django listens for the visitor to leave while it answers; this one stays.
            return next(waiting, None) or await asyncio.Event().wait()

        await handler(scope, receive, send)

    return application
