"""The campaign site as a visitor meets it, and what its stand-in third party was told meanwhile."""

from __future__ import annotations

import re
import stat
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

from consent import ConsentSettings
from consent.pages.renderer import shipped_languages
from consent.terms.lints import lint
from examples.campaign import writing
from tests.examples.programs import ROOT, Program, program, wait_for_line
from tests.examples.visitor import Visitor, cookies_deleted, cookies_set

CAMPAIGN = ROOT / "examples" / "campaign"
PORTS = ("--port", "0", "--third-party-port", "0")
SLUGS = sorted(file.stem for file in (CAMPAIGN / "articles").glob("*.toml"))

PAGES = {
    "/": 200,
    "/film": 200,
    "/volunteers": 200,
    **{f"/articles/{slug}": 200 for slug in SLUGS},
    "/articles/lost-at-sea": 404,
    "/nowhere": 404,
    "/broken": 500,
}
ROUTES = {
    **PAGES,
    **{f"/{code}{path}": status for code in ("ar", "de", "ur") for path, status in PAGES.items()},
    "/ar": 307,
    "/news": 301,
    "/ar/news": 301,
    "/language": 405,
    "/static/site.css": 200,
    "/static/nothing.css": 404,
    "/privacy": 200,
    "/privacy/cookies": 200,
}
"""Every route of the site, with the status that it answers GET with."""


class Campaign(NamedTuple):
    """The running site and its third party."""

    site: str
    third_party: str
    program: Program

    def visitor(self, language: str = "en") -> Visitor:
        return Visitor(self.site, language=language)

    @property
    def hits(self) -> list[dict[str, Any]]:
        """What the third party was told since the test began."""
        found: list[dict[str, Any]] = httpx.get(f"{self.third_party}/__hits").json()
        return found


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Campaign]:
    folder = tmp_path_factory.mktemp("campaign")
    with program("examples.campaign", *PORTS, folder=folder) as started:
        site = wait_for_line(started, "Campaign site:")
        third_party = wait_for_line(started, "Stand-in third party:")
        wait_for_line(started, "Stop with")
        yield Campaign(site, third_party, started)


@pytest.fixture
def campaign(running: Campaign) -> Campaign:
    httpx.delete(f"{running.third_party}/__hits")
    return running


@pytest.mark.parametrize(("path", "status"), ROUTES.items())
def test_a_first_visit_leaks_nothing(campaign: Campaign, path: str, status: int) -> None:
    with campaign.visitor() as visitor:
        response = visitor.open(path)

    assert response.status_code == status
    assert response.headers.get_list("set-cookie") == []
    assert campaign.third_party not in response.text
    assert campaign.third_party not in response.headers.get("content-security-policy", "")


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_its_banner_and_its_doors(campaign: Campaign, path: str) -> None:
    with campaign.visitor() as visitor:
        page = visitor.open(path).text

    body = page[page.index("<body") :]
    assert re.match(r"<body[^>]*>\s*<section id=\"privacy-choices\"", body)
    footer = body[body.index("<footer") :]
    for door in ("English", "العربية", "Privacy Policy", "Manage Cookies"):
        assert door in footer
    assert 'href="/privacy/cookies' in footer


def test_an_arabic_page_speaks_arabic_throughout(campaign: Campaign) -> None:
    with campaign.visitor() as visitor:
        page = visitor.open("/ar/articles/night-ferry").text

    assert '<html lang="ar" dir="rtl">' in page
    banner = page[page.index('<section id="privacy-choices"') : page.index("</section>")]
    assert "رفض" in banner
    assert "Reject" not in banner
    assert 'action="/privacy/choice?lang=ar"' in banner
    assert "إدارة ملفات تعريف الارتباط" in page[page.index("<footer") :]


def test_an_english_page_asks_in_english_whatever_the_browser_prefers(campaign: Campaign) -> None:
    with campaign.visitor(language="ar") as visitor:
        page = visitor.open("/film").text

    assert '<html lang="en" dir="ltr">' in page
    assert "Reject all" in page
    assert 'href="/privacy/cookies?lang=en"' in page


@pytest.mark.parametrize("path", ROUTES)
def test_after_a_refusal_every_route_still_leaks_nothing(campaign: Campaign, path: str) -> None:
    with campaign.visitor() as visitor:
        visitor.choose("reject", on="/")
        response = visitor.open(path)

    assert response.status_code == ROUTES[path]
    assert cookies_set(response) == {}
    assert campaign.third_party not in response.text
    assert 'id="privacy-choices"' not in response.text


@pytest.mark.parametrize("path", [path for path in ROUTES if not path.startswith("/privacy")])
def test_after_accept_all_the_careless_cookie_passes_everywhere(campaign: Campaign, path: str) -> None:
    with campaign.visitor() as visitor:
        visitor.choose("accept", on="/")
        response = visitor.open(path)

    assert response.status_code == ROUTES[path]
    assert set(cookies_set(response)) == {"_ga"}


def test_after_accept_all_pages_load_what_was_asked_about_and_nothing_else(campaign: Campaign) -> None:
    with campaign.visitor() as visitor:
        visitor.choose("accept", on="/")
        page = visitor.open("/")

    assert f'<script src="{campaign.third_party}/analytics.js" defer>' in page.text
    assert f"{campaign.third_party}/pixel.gif?for=posters" in page.text
    assert f"script-src 'self' {campaign.third_party}" in page.headers["content-security-policy"]


def test_accept_all_never_grants_the_political_category(campaign: Campaign) -> None:
    with campaign.visitor() as visitor:
        for page in ("/", "/privacy/cookies"):
            visitor.choose("accept", on=page)
            assert "for=adverts" not in visitor.open("/").text


def test_the_political_category_is_granted_by_its_own_control(campaign: Campaign) -> None:
    with campaign.visitor() as visitor:
        visitor.choose("save", category="political-ads", service="kindred-adverts")
        page = visitor.open("/").text

    assert "for=adverts" in page
    assert "analytics.js" not in page


def test_saving_one_service_grants_it_alone(campaign: Campaign) -> None:
    with campaign.visitor() as visitor:
        visitor.choose("save", service="crossing-film")
        film, home = visitor.open("/film"), visitor.open("/")

    assert f'<iframe id="privacy-embed-crossing-film" src="{campaign.third_party}/video"' in film.text
    assert f"frame-src 'self' {campaign.third_party}" in film.headers["content-security-policy"]
    assert campaign.third_party not in home.text
    assert cookies_set(film) == cookies_set(home) == {}


@pytest.mark.parametrize(("path", "country"), [("/film", "New Zealand"), ("/ar/film", "نيوزيلندا")])
def test_the_place_of_the_film_says_who_would_be_told(campaign: Campaign, path: str, country: str) -> None:
    with campaign.visitor() as visitor:
        page = visitor.open(path).text

    assert 'id="privacy-embed-crossing-film"' in page
    assert "Reelhouse Film Post" in page
    assert country in page


def test_withdrawal_deletes_the_cookie_and_keeps_the_session(campaign: Campaign) -> None:
    with campaign.visitor() as visitor:
        visitor.choose("accept", on="/")
        visitor.submit("/volunteers", name="Maren")
        assert visitor.cookies >= {"consent", "session", "_ga"}

        response = visitor.choose("withdraw")
        home, volunteers = visitor.open("/"), visitor.open("/volunteers")

        assert "_ga" in cookies_deleted(response)
        assert visitor.cookies >= {"consent", "session"}
        assert "_ga" not in visitor.cookies

    assert "_ga" not in cookies_set(home)
    assert campaign.third_party not in home.text
    assert "Maren" in volunteers.text


def test_forgetting_leaves_nothing_of_the_choice(campaign: Campaign) -> None:
    with campaign.visitor() as visitor:
        visitor.choose("accept", on="/")
        visitor.open("/")
        visitor.choose("forget")
        visitor.open("/privacy/cookies")
        visitor.open("/")

        assert "consent" not in visitor.cookies
        assert "_ga" not in visitor.cookies
        assert 'id="privacy-choices"' in visitor.open("/").text


def test_the_language_is_remembered_only_when_picked(campaign: Campaign) -> None:
    with campaign.visitor() as visitor:
        visitor.open("/ar/")
        assert visitor.cookies == set()

        picked = visitor.submit("/language", language="ar", page="/film")
        assert picked.status_code == 303
        assert picked.headers["location"] == "/ar/film"
        assert visitor.client.cookies["language"] == "ar"
        assert visitor.open("/").headers["location"] == "/ar/"

        visitor.submit("/language", language="en", page="/film")
        assert visitor.open("/").status_code == 200


@pytest.mark.parametrize("page", ["//elsewhere.example", "https://elsewhere.example", "/\\elsewhere", "film"])
def test_picking_a_language_leads_nowhere_else(campaign: Campaign, page: str) -> None:
    with campaign.visitor() as visitor:
        assert visitor.submit("/language", language="en", page=page).headers["location"] == "/"


def test_volunteers_sign_in_and_out_without_any_choice(campaign: Campaign) -> None:
    with campaign.visitor() as visitor:
        visitor.submit("/volunteers", name=" <b>Maren</b> ")
        page = visitor.open("/volunteers").text
        assert "&lt;b&gt;Maren&lt;/b&gt;" in page
        assert "<output>1</output>" in page
        assert visitor.cookies == {"session"}

        visitor.submit("/volunteers/leave")
        assert "Maren" not in visitor.open("/volunteers").text
        assert visitor.cookies == set()


def test_the_undeclared_cookie_is_dropped_and_named_once_in_the_log(campaign: Campaign) -> None:
    with campaign.visitor() as visitor:
        visitor.choose("accept", on="/")
        for _ in range(3):
            assert set(cookies_set(visitor.open("/articles/night-ferry"))) == {"_ga"}

    warnings = [
        line for line in campaign.program.log.splitlines() if "WARNING" in line and "last_read" in line
    ]
    assert len(warnings) == 1
    assert "/articles/" in warnings[0]
    assert 'name = "last_read"' in campaign.program.log


def test_the_third_party_writes_down_whatever_it_is_asked(campaign: Campaign) -> None:
    with httpx.Client(base_url=campaign.third_party, headers={"referer": "http://localhost/"}) as browser:
        browser.get("/analytics.js")
        browser.get("/video")
        browser.get("/collect", params={"page": "/film"}, headers={"cookie": "watcher=1"})
        browser.get("/pixel.gif")
        browser.get("/unknown")

    assert [hit["path"] for hit in campaign.hits] == [
        "/analytics.js",
        "/video",
        "/collect",
        "/pixel.gif",
        "/unknown",
    ]
    assert campaign.hits[2] == {
        "method": "GET",
        "path": "/collect",
        "query": "page=%2Ffilm",
        "referer": "http://localhost/",
        "cookies": ["watcher"],
    }
    httpx.post(f"{campaign.third_party}/__hits/reset")
    assert campaign.hits == []


def test_it_ends_when_told_and_knows_its_visitors_at_the_next_start(tmp_path: Path) -> None:
    answers: list[str] = []
    for _ in range(2):
        with program("examples.campaign", *PORTS, folder=tmp_path) as started:
            site = wait_for_line(started, "Campaign site:")
            wait_for_line(started, "Stop with")
            with Visitor(site) as visitor:
                if answers:
                    visitor.client.headers["cookie"] = answers[0]
                else:
                    visitor.choose("accept", on="/")
                    answers.append(f"consent={visitor.client.cookies['consent']}")
                assert "analytics.js" in visitor.open("/").text
            assert started.interrupt() == 0
            assert "Traceback" not in started.log

    for key in ("consent-key", "session-key"):
        assert stat.S_IMODE((tmp_path / key).stat().st_mode) == 0o600


def test_a_port_that_is_taken_is_said_in_one_line(campaign: Campaign, tmp_path: Path) -> None:
    port = campaign.site.rpartition(":")[2]
    with program("examples.campaign", "--port", port, folder=tmp_path) as second:
        assert second.child.wait(timeout=20) == 1

        assert len(second.log.splitlines()) == 1
        assert "--port" in second.log


def test_the_declaration_has_no_fault() -> None:
    settings = ConsentSettings.from_toml(CAMPAIGN / "consent.toml")

    assert lint(settings, date(2026, 11, 24), shipped_languages()) == []


def test_all_languages_have_the_same_words_and_articles() -> None:
    words = tomllib.loads((CAMPAIGN / "words.toml").read_text())

    assert list(words) == sorted(writing.LANGUAGES, key=list(words).index)
    for language in writing.LANGUAGES:
        assert words[language].keys() == words["en"].keys()
        assert list(writing.articles(language)) == list(writing.articles("en"))
    assert len(SLUGS) == 4


@pytest.mark.parametrize(("language", "direction"), [("de", "ltr"), ("ur", "rtl")])
def test_a_page_speaks_its_language_throughout(campaign: Campaign, language: str, direction: str) -> None:
    with campaign.visitor(language="en") as visitor:
        page = visitor.open(f"/{language}/film").text

    assert set(re.findall(r'<(?:html|section|nav|p)[^>]* lang="([a-z]+)"', page)) == {language}
    assert f'<html lang="{language}" dir="{direction}">' in page
    for english in ("Reject all", "Show once", "Manage Cookies", "Available in"):
        assert english not in page


def test_the_stylesheet_stays_small_and_knows_no_left_or_right() -> None:
    style = (CAMPAIGN / "static" / "site.css").read_text()

    assert len(style.encode()) <= 8_000
    assert not re.search(r"[\w-]*\b(?:left|right)\b", style)
