"""The origin rule: a yes needs a sender proven ours, a no is refused only to one proven foreign."""

from __future__ import annotations

import pytest
from starlette.datastructures import Headers
from starlette.testclient import TestClient

from consent import ConsentMiddleware
from consent.web.origin import Sender, sender_of
from tests.sites import KEY, setting_cookies, settings

APP = setting_cookies()
WITHOUT_ADDRESS = {"base_url": None}


def site_of(**changes: object) -> ConsentMiddleware:
    return ConsentMiddleware(APP, settings(**changes), secret_key=KEY)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"sec-fetch-site": "same-origin"}, Sender.OURS),
        ({"sec-fetch-site": "none"}, Sender.OURS),
        ({"sec-fetch-site": "same-site"}, Sender.FOREIGN),
        ({"sec-fetch-site": "cross-site"}, Sender.FOREIGN),
        ({"sec-fetch-site": "cross-site", "origin": "https://partner.example"}, Sender.OURS),
        ({"sec-fetch-site": "same-origin", "origin": "null"}, Sender.OURS),
        ({"origin": "null"}, Sender.UNKNOWN),
        ({}, Sender.UNKNOWN),
        ({"origin": "https://site.example", "host": "backend:8000"}, Sender.OURS),
        ({"origin": "https://site.example:443", "host": "backend:8000"}, Sender.OURS),
        ({"origin": "http://backend:8000", "host": "backend:8000"}, Sender.OURS),
        ({"origin": "https://evil.example", "host": "site.example"}, Sender.FOREIGN),
        ({"origin": "https://site.example:8443", "host": "site.example"}, Sender.FOREIGN),
        ({"origin": "https://site.example:bad", "host": "site.example"}, Sender.FOREIGN),
    ],
)
def test_who_sent_a_form(headers: dict[str, str], expected: Sender) -> None:
    site = site_of(base_url="https://site.example", origins=("https://partner.example",)).site

    assert sender_of(Headers(headers), site) is expected


def test_without_base_url_a_differing_origin_is_no_proof_of_another_site() -> None:
    site = site_of(**WITHOUT_ADDRESS).site

    assert (
        sender_of(Headers({"origin": "https://site.example", "host": "backend:8000"}), site) is Sender.UNKNOWN
    )


def client_without_headers(**changes: object) -> TestClient:
    return TestClient(site_of(**changes), base_url="http://shop.example", follow_redirects=False)


def post(client: TestClient, headers: dict[str, str], **fields: str) -> int:
    return client.post("/privacy/choice", data=fields, headers=headers).status_code


def test_proven_cross_site_sender_is_refused_a_yes_and_a_no() -> None:
    client = client_without_headers()

    assert post(client, {"sec-fetch-site": "cross-site"}, decision="reject") == 403
    assert "consent" not in client.cookies


def test_no_passes_without_any_proof() -> None:
    for headers in ({}, {"origin": "null"}):
        assert post(client_without_headers(), headers, decision="reject") == 303


def test_yes_without_proof_is_refused_with_the_line_to_set() -> None:
    client = client_without_headers(**WITHOUT_ADDRESS)
    notice = client.get("/privacy/choice").json()["notice"]

    response = client.post("/privacy/choice", data={"decision": "accept", "notice": notice})

    assert response.status_code == 403
    assert "base_url = &#34;http://shop.example&#34;" in response.text
    assert "consent" not in client.cookies
