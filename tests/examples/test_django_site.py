"""The Django example: its session, CSRF protection, messages and admin work as they did before it was wrapped."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest

from tests.examples.programs import program, wait_for_line
from tests.examples.visitor import Visitor, cookies_deleted, cookies_set

PASSWORD = "a bean, a leek, a pond"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("django")
    environment = {"DJANGO_SITE_PASSWORD": PASSWORD}
    with program("examples.django_site", "--port", "0", folder=folder, environment=environment) as started:
        url = wait_for_line(started, "Django site:").split()[0]
        yield url


def token(page: httpx.Response) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
    assert found
    return found[1]


def sign_in(visitor: Visitor) -> httpx.Response:
    form = visitor.open("/admin/login/")
    fields = {"username": "gardener", "password": PASSWORD, "next": "/admin/"}
    return visitor.submit("/admin/login/", csrfmiddlewaretoken=token(form), **fields)


@pytest.mark.parametrize(
    ("path", "status"), {"/": 200, "/plots/1/": 200, "/plots/9/": 404, "/admin/": 302}.items()
)
def test_a_first_visit_sets_no_cookie(site: str, path: str, status: int) -> None:
    with Visitor(site) as visitor:
        response = visitor.open(path)

    assert response.status_code == status
    assert response.headers.get_list("set-cookie") == []


def test_django_templates_place_the_banner_and_the_doors(site: str) -> None:
    with Visitor(site) as visitor:
        page = visitor.open("/").text

    assert re.search(r"<body>\s*<section id=\"privacy-choices\"", page)
    assert page.count('id="privacy-choices"') == 1
    assert "Manage Cookies" in page[page.index("<footer>") :]
    assert "&lt;" not in page


@pytest.mark.parametrize("decision", [None, "reject", "accept", "withdraw", "forget"])
def test_signing_in_to_the_admin_works_whatever_was_chosen(site: str, decision: str | None) -> None:
    with Visitor(site) as visitor:
        if decision:
            visitor.choose(decision)
        answer = sign_in(visitor)
        assert answer.status_code == 302
        assert visitor.cookies >= {"sessionid", "csrftoken"}

        index = visitor.open("/admin/")
        assert index.status_code == 200
        assert "Site administration" in index.text


def test_a_form_without_its_token_is_still_refused(site: str) -> None:
    with Visitor(site) as visitor:
        answer = visitor.submit("/admin/login/", username="gardener", password=PASSWORD)

    assert answer.status_code == 403
    assert "CSRF" in answer.text


def test_the_admin_has_the_banner_in_pages_nobody_changed(site: str) -> None:
    with Visitor(site) as visitor:
        login = visitor.open("/admin/login/")
        assert login.text.count('id="privacy-choices"') == 1
        assert "/privacy/cookies" in login.text
        assert int(login.headers["content-length"]) == len(login.content)
        assert visitor.open("/static/admin/css/base.css").headers["content-type"].startswith("text/css")

        sign_in(visitor)
        visitor.choose("reject", on="/admin/")
        assert 'id="privacy-choices"' not in visitor.open("/admin/").text


def test_what_the_admin_saves_it_also_says(site: str) -> None:
    with Visitor(site) as visitor:
        sign_in(visitor)
        form = visitor.open("/admin/auth/group/add/")
        saved = visitor.submit("/admin/auth/group/add/", csrfmiddlewaretoken=token(form), name="Pond keepers")
        assert saved.status_code == 302

        assert "was added successfully" in visitor.open("/admin/auth/group/").text


def test_the_session_stays_when_consent_is_withdrawn(site: str) -> None:
    with Visitor(site) as visitor:
        sign_in(visitor)
        visitor.choose("accept")
        assert set(cookies_set(visitor.open("/plots/1/"))) == {"plots_seen"}

        assert "plots_seen" in cookies_deleted(visitor.choose("withdraw"))
        assert visitor.open("/admin/").status_code == 200
        assert cookies_set(visitor.open("/plots/1/")) == {}


def test_the_guarded_view_answers_who_said_yes(site: str) -> None:
    with Visitor(site) as visitor:
        refused = visitor.open("/statistics/")
        assert refused.status_code == 403
        assert "count which plots are looked at" in refused.text

        visitor.choose("accept", on="/")
        visitor.open("/plots/2/")
        assert "<output>1</output>" in visitor.open("/statistics/").text
