"""The FastAPI example: pages it did not change, a guarded route, a preference."""

from __future__ import annotations

import re

import pytest

from examples import fastapi_app
from tests.conftest import Serve
from tests.examples.visitor import Visitor, cookies_set


@pytest.fixture
def site(serve: Serve) -> str:
    return serve(fastapi_app.app)


@pytest.mark.parametrize("path", ["/", "/books/tides", "/books/lost", "/nowhere"])
def test_a_first_visit_sets_no_cookie(site: str, path: str) -> None:
    with Visitor(site) as visitor:
        assert visitor.open(path).headers.get_list("set-cookie") == []


def test_pages_have_the_banner_and_the_doors_unasked(site: str) -> None:
    with Visitor(site) as visitor:
        page = visitor.open("/books/tides").text

        assert page.index('id="privacy-choices"') < page.index("<h1>")
        assert "/privacy/cookies" in page[page.index("Short History") :]

        visitor.choose("reject", on="/")
        assert 'id="privacy-choices"' not in visitor.open("/").text


def test_the_guarded_route_answers_who_said_yes(site: str) -> None:
    with Visitor(site) as visitor:
        refused = visitor.open("/suggestion")
        assert refused.status_code == 403
        assert "Suggestions" in refused.text
        assert "/privacy/cookies" in refused.text

        visitor.choose("accept", on="/")
        assert set(cookies_set(visitor.open("/books/tides"))) == {"shelf"}
        allowed = visitor.open("/suggestion")
        assert allowed.json() == {"because": "A Short History of Tides", "suggestion": "Forty Knots"}

        visitor.choose("withdraw")
        assert "shelf" not in visitor.cookies
        assert visitor.open("/suggestion").status_code == 403


def test_a_program_is_refused_in_json(site: str) -> None:
    with Visitor(site) as visitor:
        refused = visitor.client.get("/suggestion", headers={"accept": "application/json"})

    assert refused.status_code == 403
    assert refused.json()["category"] == "suggestions"


def test_a_preference_is_kept_without_any_choice(site: str) -> None:
    with Visitor(site) as visitor:
        visitor.submit("/size", size="large")

        assert visitor.cookies == {"size"}
        assert '<ul class="large">' in visitor.open("/").text


def test_its_description_is_served_and_no_page_loads_from_elsewhere(site: str) -> None:
    with Visitor(site) as visitor:
        assert visitor.open("/openapi.json").json()["info"]["title"] == "The Reading Room"
        for path in ("/", "/books/tides", "/docs", "/redoc"):
            assert "//" not in re.sub(r"<!--.*?-->", "", visitor.open(path).text)
