"""`require_consent` and `consent_required`: the way is barred by a page that says what to allow, in every framework."""

from __future__ import annotations

from typing import Annotated

import pytest
import quart
from fastapi import Depends, FastAPI, WebSocket
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from consent import Consent, consent_required, get_consent, require_consent
from consent.errors import UnknownKey
from tests.sites import choose, client_of

api = FastAPI()


@api.get("/heat", dependencies=[Depends(require_consent("analytics"))])
async def heat() -> str:
    return "shown"


@api.get("/decorated")
@consent_required("analytics")
async def decorated(request: Request) -> str:
    return "shown"


@api.get("/state")
async def state(consent: Annotated[Consent, Depends(get_consent)]) -> bool:
    return consent.allows("analytics")


@api.websocket("/ws", dependencies=[Depends(require_consent("analytics"))])
async def talk(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.close()


@consent_required("analytics")
async def _guarded(request: Request) -> Response:
    return PlainTextResponse("shown")


@consent_required("analytics")
def _guarded_sync(request: Request) -> Response:
    return PlainTextResponse("shown")


@consent_required("nothing-declared")
async def _mistyped(request: Request) -> Response:
    return PlainTextResponse("shown")


STARLETTE = Starlette(
    routes=[Route("/heat", _guarded), Route("/sync", _guarded_sync), Route("/mistyped", _mistyped)]
)


@pytest.mark.parametrize(
    ("app", "path"), [(api, "/heat"), (api, "/decorated"), (STARLETTE, "/heat"), (STARLETTE, "/sync")]
)
def test_way_is_barred_by_a_page_until_the_category_is_allowed(app: object, path: str) -> None:
    client = client_of(app)
    barred = client.get(path, headers={"accept": "text/html"})
    choose(client, "accept")

    assert barred.status_code == 403
    assert "Statistics" in barred.text
    assert "/privacy/cookies" in barred.text
    assert barred.headers["cache-control"] == "private, no-cache"
    assert client.get(path).status_code == 200


def test_json_is_answered_when_asked_for() -> None:
    response = client_of(api).get("/heat", headers={"accept": "application/json"})

    assert response.status_code == 403
    assert response.json() == {"error": "consent-required", "category": "analytics"}


def test_quart_view_without_an_argument_is_barred_too() -> None:
    app = quart.Quart(__name__)

    @app.get("/heat")
    @consent_required("analytics")
    async def heat() -> str:
        return "shown"

    client = client_of(app)
    barred = client.get("/heat", headers={"accept": "text/html"})
    choose(client, "accept")

    assert barred.status_code == 403
    assert "Statistics" in barred.text
    assert client.get("/heat").text == "shown"


def test_websocket_is_refused() -> None:
    with pytest.raises(WebSocketDisconnect), client_of(api).websocket_connect("/ws"):
        pass


def test_undeclared_category_is_the_developers_fault_and_said() -> None:
    with pytest.raises(UnknownKey, match="'nothing-declared' is declared; declared: analytics"):
        client_of(STARLETTE).get("/mistyped")


def test_without_the_middleware_the_fault_says_what_to_install() -> None:
    with pytest.raises(LookupError, match="ConsentMiddleware"):
        TestClient(STARLETTE).get("/heat")
