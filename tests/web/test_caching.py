"""Cache headers: private and varied where the visitor mattered, untouched where not."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from consent import get_consent
from tests.sites import choose, client_of, setting_cookies


def test_page_that_ignores_consent_keeps_its_cache_headers() -> None:
    response = client_of(setting_cookies(cache_control="public, max-age=600")).get("/")

    assert response.headers["cache-control"] == "public, max-age=600"
    assert "vary" not in response.headers


def reading(**headers: str) -> TestClient:
    async def read(request: Request) -> Response:
        consent = get_consent(request)
        return PlainTextResponse(
            f"{consent.allows('analytics')} {consent.decided} {consent.gpc}", headers=headers
        )

    return client_of(Starlette(routes=[Route("/", read)]))


def test_page_that_read_consent_is_private_and_varies_by_cookie() -> None:
    response = reading(**{"cache-control": "public, max-age=600", "vary": "Accept-Encoding"}).get("/")

    assert response.headers["cache-control"] == "private, no-cache"
    assert response.headers["vary"].startswith("Accept-Encoding, Cookie")


def test_reading_the_signal_varies_by_it() -> None:
    assert "Sec-GPC" in reading().get("/").headers["vary"]


def test_no_store_is_never_weakened() -> None:
    assert reading(**{"cache-control": "no-store"}).get("/").headers["cache-control"] == "no-store"


def test_response_that_sets_an_optional_cookie_is_private() -> None:
    client = client_of(setting_cookies("px=1", cache_control="public, max-age=600"))
    choose(client, "accept")

    assert client.get("/").headers["cache-control"] == "private, no-cache"


def test_asset_is_immutable_and_carries_no_cookie() -> None:
    client = client_of(setting_cookies())
    page = client.get("/privacy/cookies").text
    [href] = [part.split('"')[0] for part in page.split('href="')[1:] if "/assets/" in part.split('"')[0]]

    response = client.get(href)

    assert "immutable" in response.headers["cache-control"]
    assert "set-cookie" not in response.headers


def test_our_pages_send_a_strict_policy_and_no_public_cache() -> None:
    for path in ("/privacy", "/privacy/cookies"):
        response = client_of(setting_cookies()).get(path)

        assert response.status_code == 200
        assert "default-src 'none'" in response.headers["content-security-policy"]
        assert response.headers["cache-control"] == "private, no-cache"
        assert "Cookie" in response.headers["vary"]
