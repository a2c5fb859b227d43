"""What templates are given, also where no middleware stands before the page."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from consent import ConsentSettings, Controller, consent_context, get_consent
from tests.sites import client_of

NAMES = {"consent", "consent_head", "consent_banner", "consent_doors"}


def page_showing(helper: str, prepare: Callable[[Request], None] = lambda _: None) -> Starlette:
    """An application whose page is what a helper returns."""

    async def view(request: Request) -> Response:
        prepare(request)
        return HTMLResponse(str(consent_context(request)[helper]()))

    return Starlette(routes=[Route("/", view)])


@pytest.mark.parametrize("helper", sorted(NAMES - {"consent"}))
def test_every_helper_writes_its_part(helper: str) -> None:
    assert "privacy" in client_of(page_showing(helper)).get("/").text


def test_the_consent_of_the_context_is_the_visitors() -> None:
    seen: list[bool] = []

    async def view(request: Request) -> Response:
        seen.append(consent_context(request)["consent"] is get_consent(request))
        return HTMLResponse("ok")

    client_of(Starlette(routes=[Route("/", view)])).get("/")

    assert seen == [True]


def test_a_page_in_the_language_that_django_says_has_its_banner_in_that_language() -> None:
    def speak_arabic(request: Any) -> None:
        request.LANGUAGE_CODE = "ar"

    somebody = Controller(name="Example e.V.", email="privacy@site.example")
    declared = ConsentSettings(
        languages=("en", "ar"), accept_unreviewed=("ar",), controllers=(somebody,), use=("matomo",)
    )
    for helper in ("consent_banner", "consent_doors"):
        page = client_of(page_showing(helper, speak_arabic), declared).get(
            "/", headers={"accept-language": "en"}
        )
        assert 'lang="ar"' in page.text


def test_without_the_middleware_nothing_is_shown_or_allowed_and_the_log_says_why_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.WARNING, "consent")
    request = Request({"type": "http", "headers": []})

    for _ in range(2):
        given = consent_context(request)
        assert set(given) == NAMES
        assert [str(given[name]()) for name in NAMES - {"consent"}] == ["", "", ""]
        consent = given["consent"]
        assert not any((consent.allows("analytics"), consent.allows_service("counter")))
        assert not any((consent.decided, consent.gpc, consent.revision))

    assert len(caplog.records) <= 1
    assert all("runserver" in record.getMessage() for record in caplog.records)


def test_without_the_middleware_code_that_asks_is_told() -> None:
    with pytest.raises(LookupError, match="runserver"):
        get_consent(Request({"type": "http", "headers": []}))
