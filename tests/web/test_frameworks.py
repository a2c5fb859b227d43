"""One wrapper serves every ASGI framework: the gate holds and the visitor's Consent is at hand."""

from __future__ import annotations

from typing import Any

import litestar
import quart
from fastapi import FastAPI, Request, Response

from consent import get_consent
from tests.sites import choose, client_of, cookies_set


def fastapi_app() -> Any:
    app = FastAPI()

    @app.get("/")
    async def home(request: Request, response: Response) -> dict[str, bool]:
        response.set_cookie("px", "1")
        response.set_cookie("session", "1")
        return {"on": request.state.consent.allows("marketing")}

    return app


def litestar_app() -> Any:
    @litestar.get("/")
    async def home(request: litestar.Request[Any, Any, Any]) -> litestar.Response[dict[str, bool]]:
        response = litestar.Response({"on": request.state.consent.allows("marketing")})
        response.set_cookie("px", "1")
        response.set_cookie("session", "1")
        return response

    return litestar.Litestar([home])


def quart_app() -> Any:
    app = quart.Quart(__name__)

    @app.get("/")
    async def home() -> quart.Response:
        response = quart.jsonify(on=get_consent(quart.request).allows("marketing"))
        response.set_cookie("px", "1")
        response.set_cookie("session", "1")
        return response

    return app


def pytest_generate_tests(metafunc: Any) -> None:
    if "framework" in metafunc.fixturenames:
        metafunc.parametrize(
            "framework", [fastapi_app, litestar_app, quart_app], ids=lambda make: make.__name__
        )


def test_gate_holds_and_consent_is_at_hand(framework: Any) -> None:
    client = client_of(framework())
    before = client.get("/")
    choose(client, "accept")
    after = client.get("/")

    assert (before.json(), set(cookies_set(before))) == ({"on": False}, {"session"})
    assert (after.json(), set(cookies_set(after))) == ({"on": True}, {"px", "session"})


def test_our_pages_answer_although_the_framework_has_no_such_route(framework: Any) -> None:
    client = client_of(framework())

    assert client.get("/privacy/cookies").status_code == 200
    assert client.get("/nowhere").status_code == 404
