"""Withdrawal has effect: declared cookies go, in every form, at once or in the next responses (GDPR 7(3))."""

from __future__ import annotations

from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from consent import get_consent
from consent.errors import TooLate
from tests.sites import choose, client_of, cookies_set, setting_cookies, settings, state_of

APP = setting_cookies(content="<!doctype html><p>hello")
HTTPS = settings(base_url="https://www.shop.example")


def removals(response: Any) -> list[str]:
    headers: list[str] = response.headers.get_list("set-cookie")
    return [header for header in headers if "Max-Age=0" in header]


def test_carried_and_uncarried_declared_cookies_are_removed() -> None:
    client = client_of(APP, HTTPS)
    choose(client, "accept")
    client.cookies.set("_ga", "1", domain="www.shop.example")

    removed = removals(choose(client, "withdraw"))

    assert "_ga=; Max-Age=0; Path=/; Secure" in removed
    assert "_ga=; Max-Age=0; Path=/; Domain=shop.example; Secure" in removed
    assert "_ga=; Max-Age=0; Path=/; Secure; Partitioned" in removed
    assert "heat=; Max-Age=0; Path=/articles; Secure" in removed  # never carried to /privacy/choice


def test_headers_of_a_withdrawal_stay_within_two_kilobytes() -> None:
    client = client_of(APP, HTTPS)
    choose(client, "accept")
    for number in range(40):
        client.cookies.set(f"_ga_{number}", "1", domain="www.shop.example")

    removed = removals(choose(client, "withdraw"))

    assert 1_500 < sum(map(len, removed)) <= 2_048


def test_later_responses_sweep_what_remains_or_comes_back() -> None:
    client = client_of(APP)
    choose(client, "reject")

    removed = removals(client.get("/", headers={"cookie": f"consent={client.cookies['consent']}; _ga_7=1"}))

    assert "_ga_7=; Max-Age=0; Path=/" in removed


def test_page_that_caches_may_share_carries_no_removal() -> None:
    client = client_of(setting_cookies(cache_control="public, max-age=600"))

    assert removals(client.get("/", headers={"cookie": "_ga=1"})) == []


def test_site_session_survives_a_withdrawal() -> None:
    client = client_of(APP)
    choose(client, "accept")
    client.cookies.set("session", "kept")

    assert not [
        header
        for header in removals(choose(client, "withdraw"))
        if header.startswith(("session", "language"))
    ]


def test_forget_removes_everything_of_ours_and_of_declared_services() -> None:
    client = client_of(APP)
    choose(client, "accept")

    removed = {header.partition("=")[0] for header in removals(choose(client, "forget"))}

    assert {"consent", "visits", "heat", "px"} <= removed
    assert "session" not in removed


def test_confirmation_after_withdrawal_names_storage_that_only_the_browser_can_remove() -> None:
    client = client_of(APP)
    choose(client, "accept")
    choose(client, "withdraw")

    page = client.get("/privacy/cookies").text

    line = page.partition('id="privacy-choices-done"')[2].partition("</p>")[0]
    assert "_visits" in line


def test_confirmation_line_shows_once() -> None:
    client = client_of(APP)
    choose(client, "reject")

    assert 'id="privacy-choices-done"' in client.get("/privacy/cookies").text
    assert 'id="privacy-choices-done"' not in client.get("/privacy/cookies").text


def test_clear_storage_is_not_sent_after_a_yes() -> None:
    client = client_of(APP, settings(base_url="https://a.example", clear_storage="origin"))
    choose(client, "accept")

    assert "clear-site-data" not in client.get("/privacy/cookies").headers


def test_clear_storage_is_sent_with_the_confirming_page_and_only_over_https() -> None:
    for declared, expected in (
        (settings(base_url="https://a.example", clear_storage="origin"), '"storage"'),
        (settings(clear_storage="origin"), None),
    ):
        client = client_of(APP, declared)
        choose(client, "accept")
        redirect = choose(client, "withdraw")

        assert "clear-site-data" not in redirect.headers
        assert client.get("/privacy/cookies").headers.get("clear-site-data") == expected


async def _withdraw(request: Request) -> Response:
    get_consent(request).withdraw("analytics")
    response = PlainTextResponse("done")
    response.set_cookie("_ga", "1")
    response.set_cookie("px", "1")
    return response


def test_application_may_withdraw_and_it_counts_in_the_same_response() -> None:
    client = client_of(Starlette(routes=[Route("/", _withdraw)]))
    choose(client, "accept")

    response = client.get("/")

    assert "px=1" in cookies_set(response)["px"]
    assert not [header for header in response.headers.get_list("set-cookie") if header.startswith("_ga=1")]
    assert state_of(client)["services"] == {"counter": False, "heatmap": False, "pixel": True, "player": True}


def test_withdrawing_after_the_response_started_is_said_and_not_lost() -> None:
    caught: list[Exception] = []

    async def late(scope: dict[str, object], receive: object, send: object) -> None:
        await PlainTextResponse("done")(scope, receive, send)  # type: ignore[arg-type]
        try:
            get_consent(scope).withdraw()
        except TooLate as error:
            caught.append(error)

    client_of(late).get("/")

    assert len(caught) == 1


def test_no_application_can_grant() -> None:
    client = client_of(APP)
    assert isinstance(client, TestClient)

    assert not hasattr(get_consent({"consent": _visit(client)}), "grant")


def _visit(client: TestClient) -> object:
    from consent.web.visit import Visit

    middleware = client.app
    scope = {"type": "http", "scheme": "http", "headers": [], "path": "/", "query_string": b""}
    return Visit(middleware.site, scope, None)  # type: ignore[attr-defined, arg-type]
