"""What stands where a category is not allowed: the 403 page of `require_consent`, or JSON when that was asked for."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from importlib import import_module
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, Any, TypeVar, cast

from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.types import Message

from consent.web.answers import page_response, wants_json
from consent.web.visit import visit_of

if TYPE_CHECKING:
    from consent.web.visit import Visit

View = TypeVar("View", bound=Callable[..., Any])

FORBIDDEN = 403


class Refusal:
    """A 403 that the application is about to answer because of a missing grant; ours takes its place."""

    def __init__(self, category: str) -> None:
        self.category = category
        self.sent = False

    def replaces(self, message: Message) -> bool:
        """Whether this is the start of the very answer that the refusal led to."""
        return not self.sent and message["type"] == "http.response.start" and message["status"] == FORBIDDEN

    async def send(self, visit: Visit) -> None:
        """Send our page or JSON; later messages of the application's own answer are swallowed."""
        self.sent = True
        if wants_json(visit.scope):
            body = {"error": "consent-required", "category": self.category}
            response = page_response(body, FORBIDDEN)
        else:
            place = visit.place()
            page = visit.site.renderer.refusal(place, self.category, visit)
            response = page_response(page, FORBIDDEN)

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = visit.started(message)
            await visit.server_send(message)

        await response(visit.scope, _no_body, send)


def require_consent(category: str) -> Callable[[HTTPConnection], None]:
    """Return a dependency that lets a request pass only where `category` is allowed, and answers 403 otherwise.

    The answer is a page that says what the category is for and where to allow it, or JSON when asked for.
    FastAPI: `Depends(require_consent("analytics"))`; works on WebSocket routes too. An undeclared category raises
    UnknownKey.
    """

    def consent_dependency(connection: HTTPConnection) -> None:
        _refuse_unless_allowed(connection, category)

    return consent_dependency


def consent_required(category: str) -> Callable[[View], View]:
    """Decorate a view (sync or async) as `require_consent` guards a route.

    The view's first argument is the request (Starlette, Django); a Quart view has none and needs none.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        async def guarded_async(*args: Any, **kwargs: Any) -> Any:
            _refuse_unless_allowed(_connection((*args, *kwargs.values())), category)
            return await view(*args, **kwargs)

        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            _refuse_unless_allowed(_connection((*args, *kwargs.values())), category)
            return view(*args, **kwargs)

        return cast("View", guarded_async if iscoroutinefunction(view) else guarded)

    return decorate


def _connection(arguments: tuple[Any, ...]) -> object:
    """The request of a view's call: the first argument that is one, or Quart's present one."""
    for argument in arguments:
        if hasattr(argument, "scope"):
            return argument
    quart = sys.modules.get("quart")
    if quart is not None and quart.has_request_context():
        return quart.request._get_current_object()  # noqa: SLF001 - werkzeug's documented way behind a proxy
    return arguments[0] if arguments else None


def _refuse_unless_allowed(connection: object, category: str) -> None:
    visit = visit_of(connection)
    if visit.allows(category):
        return
    visit.refusal = Refusal(category)
    raise _forbidden(connection, category)


FORBIDDEN_BY_HOST = {
    "django": ("django.core.exceptions", "PermissionDenied"),
    "quart": ("werkzeug.exceptions", "Forbidden"),
}


def _forbidden(connection: object, category: str) -> Exception:
    """The 403 in the words of the host framework; its body never leaves, ours does."""
    reason = f"this needs consent to {category!r}"
    host = type(connection).__module__.partition(".")[0]
    if host in FORBIDDEN_BY_HOST:
        module, name = FORBIDDEN_BY_HOST[host]
        denied: type[Exception] = getattr(import_module(module), name)
        return denied(reason)
    return HTTPException(FORBIDDEN, reason)


async def _no_body() -> Message:
    return {"type": "http.disconnect"}
