"""The pytest plugin finds what a visitor should never meet, and its helpers answer as a visitor would."""

from __future__ import annotations

import os

import pytest
from starlette.testclient import TestClient

from consent import ConsentMiddleware
from consent.testing import ConsentAudit, give_consent, refuse_consent
from tests.sites import KEY, client_of, setting_cookies, settings, state_of

APP = setting_cookies("foo=1", content="<!doctype html><p>no door")


def test_give_consent_to_everything_or_to_named_keys() -> None:
    everything, one = client_of(APP), client_of(APP)

    assert give_consent(everything)["categories"]["marketing"] is True
    assert give_consent(one, "counter")["services"] == {
        "counter": True,
        "heatmap": False,
        "pixel": False,
        "player": False,
    }
    assert state_of(one)["decided"] is True


def test_refuse_consent_takes_everything_back() -> None:
    client = client_of(APP)
    give_consent(client)

    assert not any(value for key, value in refuse_consent(client)["categories"].items() if key != "necessary")


def test_unknown_key_is_refused_with_what_is_declared() -> None:
    with pytest.raises(LookupError, match=r"nobody.*analytics"):
        give_consent(client_of(APP), "nobody")


def test_audit_finds_undeclared_cookies_and_pages_without_a_door() -> None:
    audit = ConsentAudit()
    client = TestClient(audit(ConsentMiddleware(APP, settings(), secret_key=KEY)))
    client.get("/")

    with pytest.raises(pytest.fail.Exception) as failure:
        audit.check()

    assert "undeclared cookie 'foo'" in str(failure.value)
    assert "no link to Manage Cookies" in str(failure.value)


def test_audit_is_content_with_a_declared_site() -> None:
    audit = ConsentAudit()
    app = setting_cookies("session=1", content="<!doctype html><p>hello</p>")
    client = TestClient(audit(ConsentMiddleware(app, settings(inject="auto"), secret_key=KEY)))
    client.get("/")
    client.get("/privacy/cookies")

    audit.check()


def test_fixture_fails_the_test_of_a_site(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, pytestconfig: pytest.Config
) -> None:
    pytester.makepyfile(
        """
        from starlette.testclient import TestClient
        from consent import ConsentMiddleware
        from tests.sites import KEY, setting_cookies, settings

        def test_site(consent_audit):
            app = ConsentMiddleware(setting_cookies("foo=1"), settings(), secret_key=KEY)
            TestClient(consent_audit(app)).get("/")
        """
    )

    monkeypatch.setenv(
        "PYTHONPATH", os.pathsep.join([str(pytestconfig.rootpath), os.environ.get("PYTHONPATH", "")])
    )

    pytester.runpytest_subprocess("-p", "no:randomly").assert_outcomes(passed=1, errors=1)
