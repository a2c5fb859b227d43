"""The gate on cookies, through HTTP: it holds for every way a response can leave an application."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from consent import ConsentMiddleware
from consent.errors import UndeclaredCookie
from tests.sites import KEY, choose, client_of, cookies_set, essential_only, setting_cookies, settings

TRACKER = "_ga=1; Path=/; Max-Age=100"


def test_optional_cookie_is_dropped_while_undecided() -> None:
    assert "_ga" not in cookies_set(client_of(setting_cookies(TRACKER)).get("/"))


def test_necessary_cookie_passes_while_undecided() -> None:
    assert "session" in cookies_set(client_of(setting_cookies("session=abc; Path=/")).get("/"))


def test_undeclared_cookie_is_dropped() -> None:
    assert "foo" not in cookies_set(client_of(setting_cookies("foo=1")).get("/"))


def test_undeclared_cookie_is_dropped_where_nothing_optional_is_declared() -> None:
    client = client_of(setting_cookies("foo=1", "session=1"), essential_only())

    assert set(cookies_set(client.get("/"))) == {"session"}


def test_optional_cookie_passes_from_the_next_byte_after_a_yes() -> None:
    client = client_of(setting_cookies(TRACKER))
    choose(client, "accept")

    assert "_ga" in cookies_set(client.get("/"))


def test_service_alone_lets_only_its_own_cookies_pass() -> None:
    client = client_of(setting_cookies(TRACKER, "visits=1", "heat=1", "px=1"))
    choose(client, "save", service=["counter"])

    assert set(cookies_set(client.get("/"))) == {"_ga"}


def test_deletion_passes_whatever_was_chosen() -> None:
    client = client_of(setting_cookies("_ga=; Max-Age=0", "foo=; expires=Thu, 01 Jan 1970 00:00:00 GMT"))

    assert set(cookies_set(client.get("/"))) == {"_ga", "foo"}


def test_preference_cookie_passes_only_with_a_declared_value() -> None:
    assert "language" in cookies_set(client_of(setting_cookies("language=ar")).get("/"))
    assert "language" not in cookies_set(client_of(setting_cookies("language=id-93ab")).get("/"))


def test_application_cannot_forge_our_own_cookies() -> None:
    client = client_of(setting_cookies("consent=v1.x", "__Host-consent=v1.x", "consent-said=saved"))

    assert cookies_set(client.get("/")) == {}


def test_application_cannot_make_an_answer_be_forgotten_and_is_told_the_way(
    caplog: pytest.LogCaptureFixture,
) -> None:
    client = client_of(setting_cookies("consent=; Max-Age=0"))

    for _ in range(2):
        assert client.get("/").headers.get_list("set-cookie") == []

    (record,) = (text for one in caplog.records if "Set-Cookie" in (text := one.getMessage()))
    assert "'consent'" in record
    assert "get_consent(request).withdraw()" in record


async def _broken(request: Request) -> Response:
    raise RuntimeError("a fault of the application")


async def _late(request: Request, error: Exception) -> Response:
    response = PlainTextResponse("sorry", 500)
    response.set_cookie("_ga", "1")
    return response


def test_custom_server_error_page_passes_the_gate() -> None:
    app = Starlette(routes=[Route("/", _broken)], exception_handlers={Exception: _late})
    client = TestClient(ConsentMiddleware(app, settings(), secret_key=KEY), raise_server_exceptions=False)

    response = client.get("/")

    assert response.status_code == 500
    assert "_ga" not in cookies_set(response)


async def _redirect(request: Request) -> Response:
    response = RedirectResponse("/elsewhere")
    response.set_cookie("_ga", "1")
    return response


async def _denied(request: Request) -> Response:
    raise HTTPException(418, headers={"set-cookie": "_ga=1"})


async def _unchanged(request: Request) -> Response:
    return Response(status_code=304, headers={"set-cookie": "_ga=1"})


async def _stream(request: Request) -> Response:
    async def parts() -> AsyncIterator[bytes]:
        for part in (b"one", b"two"):
            yield part

    return StreamingResponse(parts(), headers={"set-cookie": "_ga=1"})


@pytest.mark.parametrize("view", [_redirect, _denied, _unchanged, _stream])
def test_gate_holds_for_redirects_errors_not_modified_and_streams(view: object) -> None:
    app = Starlette(routes=[Route("/", view)])  # type: ignore[arg-type]

    response = client_of(app).get("/")

    assert "_ga" not in cookies_set(response)


def test_header_name_in_any_case_is_gated() -> None:
    async def shouting(scope: object, receive: object, send: object) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": ((b"Set-Cookie", b"_ga=1"),)})  # type: ignore[operator]
        await send({"type": "http.response.body", "body": b""})  # type: ignore[operator]

    assert cookies_set(client_of(shouting).get("/")) == {}


def test_websocket_accept_passes_the_gate() -> None:
    async def talk(websocket: WebSocket) -> None:
        await websocket.accept(headers=[(b"set-cookie", b"_ga=1"), (b"set-cookie", b"session=1")])
        await websocket.close()

    client = client_of(Starlette(routes=[WebSocketRoute("/ws", talk)]))
    with client.websocket_connect("/ws") as session:
        accepted: Any = session.extra_headers
        names = [value for name, value in accepted if name == b"set-cookie"]

    assert names == [b"session=1"]


def test_websocket_denial_response_passes_the_gate() -> None:
    async def refuse(websocket: WebSocket) -> None:
        await websocket.send_denial_response(Response("no", 403, {"set-cookie": "_ga=1"}))

    client = client_of(Starlette(routes=[WebSocketRoute("/ws", refuse)]))
    with pytest.raises(WebSocketDisconnect) as denial, client.websocket_connect("/ws"):
        pass

    assert "set-cookie" not in getattr(denial.value, "headers", {})


async def _echo(request: Request) -> Response:
    return JSONResponse(request.cookies)


def test_application_does_not_read_a_refused_optional_cookie() -> None:
    client = client_of(Starlette(routes=[Route("/", _echo)]))

    seen = client.get("/", headers={"cookie": "a=1; _ga=2; session=3; heat=4"}).json()

    assert seen == {"a": "1", "session": "3"}


def test_application_reads_a_granted_optional_cookie() -> None:
    client = client_of(Starlette(routes=[Route("/", _echo)]))
    choose(client, "accept")
    client.cookies.set("_ga", "2")

    assert client.get("/").json()["_ga"] == "2"


def test_strict_mode_raises_on_an_undeclared_cookie() -> None:
    with pytest.raises(UndeclaredCookie, match="GET /.*'foo'"):
        client_of(setting_cookies("foo=1"), strict=True).get("/")


def test_undeclared_cookie_is_logged_once_with_the_lines_to_add(caplog: pytest.LogCaptureFixture) -> None:
    client = client_of(setting_cookies("foo=secret-value; Max-Age=7200"))

    client.get("/")
    client.get("/")

    [record] = [record.getMessage() for record in caplog.records if "foo" in record.getMessage()]
    assert 'name = "foo"' in record
    assert 'max_age = "2 hours"' in record
    assert "secret-value" not in record


def test_undeclared_cookie_of_a_known_framework_is_logged_with_its_preset(
    caplog: pytest.LogCaptureFixture,
) -> None:
    client_of(setting_cookies("csrftoken=1")).get("/")

    assert '"django@2026-11"' in caplog.text


def test_log_names_the_route_and_not_what_its_parameters_hold(caplog: pytest.LogCaptureFixture) -> None:
    client_of(setting_cookies("foo=1")).get("/donors/jane@doe.example")

    assert not [
        record for record in caplog.records if record.name == "consent" and "jane" in record.getMessage()
    ]


def test_each_response_has_a_development_line(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "consent")

    client_of(setting_cookies(TRACKER)).get("/")

    assert "dropped _ga (not granted)" in caplog.text


def test_while_observing_undeclared_cookies_pass_and_are_reported(caplog: pytest.LogCaptureFixture) -> None:
    today = datetime.now(UTC).date()
    client = client_of(setting_cookies("foo=1", TRACKER), settings(observe_until=today + timedelta(days=9)))

    assert set(cookies_set(client.get("/"))) == {"foo"}
    assert "foo" in caplog.text


def test_observing_ends_by_itself() -> None:
    client = client_of(setting_cookies("foo=1"), settings(observe_until=date(2026, 1, 1)))

    assert cookies_set(client.get("/")) == {}
