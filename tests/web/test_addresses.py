"""Sub-paths, proxies and hosts: right names, right links, and a mismatch said once with the line to change."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from consent import ConsentMiddleware, SettingsError
from consent.errors import NestedMiddleware
from tests.sites import KEY, SAME_ORIGIN, choose, client_of, cookies_set, setting_cookies, settings

APP = setting_cookies()


def test_https_site_binds_its_cookie_to_the_host() -> None:
    client = client_of(APP, settings(base_url="https://site.example"))

    cookie = cookies_set(choose(client, "reject"))["__Host-consent"]

    assert "Secure" in cookie
    assert "Domain" not in cookie
    assert "HttpOnly" not in cookie


def test_cookie_domain_shares_the_answer_among_hosts() -> None:
    client = client_of(APP, settings(base_url="https://www.site.example", cookie_domain="site.example"))

    assert "Domain=site.example" in cookies_set(choose(client, "reject"))["__Secure-consent"]


def test_base_url_decides_the_scheme_behind_a_proxy_that_ends_tls() -> None:
    app = ConsentMiddleware(APP, settings(base_url="https://site.example"), secret_key=KEY)
    plain = TestClient(app, base_url="http://backend:8000", follow_redirects=False, headers=SAME_ORIGIN)

    assert "__Host-consent" in cookies_set(plain.post("/privacy/choice", data={"decision": "reject"}))


def test_mounted_application_links_to_its_own_pages() -> None:
    inner = ConsentMiddleware(APP, settings(), secret_key=KEY)
    client = TestClient(Starlette(routes=[Mount("/sub", inner)]), follow_redirects=False, headers=SAME_ORIGIN)

    page = client.get("/sub/privacy/cookies")

    assert 'action="/sub/privacy/choice"' in page.text
    assert choose_at(client, "/sub") == "/sub/privacy/cookies#privacy-choices-done"


def choose_at(client: TestClient, prefix: str) -> str:
    response = client.post(f"{prefix}/privacy/choice", data={"decision": "reject"})
    assert response.status_code == 303
    location: str = response.headers["location"]
    return location


@pytest.mark.parametrize("root_path", ["/sub", ""])
def test_sub_path_of_base_url_stands_in_links_once(root_path: str) -> None:
    app = ConsentMiddleware(APP, settings(base_url="https://site.example/sub"), secret_key=KEY)
    client = TestClient(app, base_url="https://site.example", root_path=root_path, headers=SAME_ORIGIN)

    page = client.get(f"{root_path}/privacy/cookies").text

    assert 'action="/sub/privacy/choice"' in page


def test_only_existing_routes_are_ours() -> None:
    assert (
        client_of(setting_cookies(content="the application's")).get("/privacy/other").text
        == "the application's"
    )
    assert (
        client_of(setting_cookies(content="the application's")).get("/xprivacy").text == "the application's"
    )


def test_policy_url_leaves_the_policy_to_the_site() -> None:
    client = client_of(setting_cookies(content="our own policy"), settings(policy_url="/about/privacy"))

    assert client.get("/privacy").text == "our own policy"
    assert 'href="/about/privacy' in client.get("/privacy/cookies").text


def test_proxy_that_says_https_without_base_url_is_warned_about_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    client = client_of(APP, settings(base_url=None))
    caplog.clear()
    for _ in range(2):
        client.get("/", headers={"x-forwarded-proto": "https", "x-forwarded-host": "site.example"})

    assert [record.getMessage() for record in caplog.records].count(caplog.messages[0]) == 1
    assert 'base_url = "https://site.example"' in caplog.text


def test_base_url_of_another_host_is_warned_about(caplog: pytest.LogCaptureFixture) -> None:
    app = ConsentMiddleware(APP, settings(base_url="https://old.example"), secret_key=KEY)
    TestClient(app, base_url="https://new.example").get("/")

    assert 'base_url = "https://new.example"' in caplog.text


def test_several_sites_in_one_process_are_told_apart_by_host() -> None:
    sites = {
        "a.example": settings(base_url="https://a.example"),
        "b.example": settings(base_url="https://b.example", path="/rights"),
    }
    app = ConsentMiddleware(APP, sites, secret_key=KEY)

    assert "privacy-" in TestClient(app, base_url="https://a.example").get("/privacy/cookies").text
    assert TestClient(app, base_url="https://b.example").get("/privacy/cookies").text == "ok"
    assert "privacy-" in TestClient(app, base_url="https://b.example").get("/rights/cookies").text


def test_wrapping_twice_is_a_start_error() -> None:
    with pytest.raises(NestedMiddleware):
        ConsentMiddleware(ConsentMiddleware(APP, settings(), secret_key=KEY), settings(), secret_key=KEY)


def test_nesting_by_add_middleware_fails_at_start() -> None:
    inner = Starlette()
    inner.add_middleware(ConsentMiddleware, settings=settings(), secret_key=KEY)
    with pytest.raises(NestedMiddleware), TestClient(ConsentMiddleware(inner, settings(), secret_key=KEY)):
        pass


def test_add_middleware_works_and_is_warned_about(caplog: pytest.LogCaptureFixture) -> None:
    app = setting_cookies("foo=1")
    app.add_middleware(ConsentMiddleware, settings=settings(), secret_key=KEY)

    assert cookies_set(TestClient(app).get("/")) == {}
    assert "wrap the whole application" in caplog.text


def test_missing_or_short_key_is_an_error_at_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CONSENT_SECRET_KEY", raising=False)
    for key in (None, "short"):
        with pytest.raises(SettingsError, match="CONSENT_SECRET_KEY"):
            ConsentMiddleware(APP, settings(), secret_key=key)


def test_all_faults_of_the_settings_are_told_at_start() -> None:
    broken = settings(controllers=(), path="/privacy/", validity_days=500)

    with pytest.raises(SettingsError) as raised:
        ConsentMiddleware(APP, broken, secret_key=KEY)

    assert {"consent.E017", "consent.E031", "consent.E019"} <= {fault.id for fault in raised.value.faults}
