"""Before a choice nothing is stored and nobody else is told, on every route and whatever the visitor does but choose.

R1, R12 of the law's rules; D8 and D10 of the dark patterns.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import (
    Campaign,
    Requests,
    banner,
    control,
    cookies,
    kept_by_scripts,
    manage_cookies,
)
from tests.conftest import NewPage
from tests.examples.test_campaign import ROUTES

STATUS_AFTER_REDIRECT = {301: 200, 307: 200}
UNDECIDED = {"en": "You have not chosen yet", "ar": "لم تختر بعد"}


def assert_nothing_happened(campaign: Campaign, page: Page) -> None:
    assert campaign.hits == []
    assert cookies(page) == set()
    assert kept_by_scripts(page) == {}


def test_a_first_visit_to_any_route_keeps_nothing_and_tells_nobody(
    campaign: Campaign, new_page: NewPage
) -> None:
    page = new_page()
    requests = Requests(page)

    # One profile serves for all routes: as long as it is empty after each, every next one is a first visit too.
    for path, status in ROUTES.items():
        response = page.goto(campaign.site + path)

        assert response is not None
        assert response.status == STATUS_AFTER_REDIRECT.get(status, status), path
        assert requests.elsewhere(campaign.site) == [], path
        assert_nothing_happened(campaign, page)


def test_the_routes_hold_every_kind_of_answer() -> None:
    assert {200, 301, 404, 500} <= set(ROUTES.values())


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_reading_on_is_no_choice(
    campaign: Campaign, new_page: NewPage, language: str, *, javascript: bool
) -> None:
    page = new_page(javascript=javascript)
    requests = Requests(page)
    page.goto(f"{campaign.site}/{'ar/' if language == 'ar' else ''}")

    for _ in range(3):
        expect(banner(page)).to_be_visible()
        page.mouse.wheel(0, 5_000)
        page.keyboard.press("End")
        page.keyboard.press("Escape")
        page.locator("main h1").click()
        page.locator("main .cards a").last.click()
        page.wait_for_load_state()
    manage_cookies(page)

    expect(page.locator("main")).to_contain_text(UNDECIDED[language])
    assert page.locator("main input[type=checkbox]:checked").count() == 0
    assert "POST" not in {request.method for request in requests.made}
    assert requests.elsewhere(campaign.site) == []
    assert_nothing_happened(campaign, page)


@pytest.mark.parametrize("path", ["/", "/ar/", "/privacy/cookies"])
def test_a_key_pressed_at_load_is_no_choice(campaign: Campaign, new_page: NewPage, path: str) -> None:
    page = new_page()
    requests = Requests(page)
    page.goto(campaign.site + path)

    assert page.evaluate("document.activeElement === document.body")
    for key in ("Enter", "Space", "Escape"):
        page.keyboard.press(key)
    page.wait_for_load_state("networkidle")

    assert requests.pages == [campaign.site + path]
    expect(control(page, "reject")).to_be_attached()
    assert_nothing_happened(campaign, page)


@pytest.mark.parametrize("path", ["/", "/ar/", "/film", "/privacy/cookies", "/ar/nowhere"])
def test_no_box_is_ticked_before_a_choice(campaign: Campaign, new_page: NewPage, path: str) -> None:
    page = new_page()
    page.goto(campaign.site + path)

    assert (
        page.locator("input:checked, option:checked, [aria-checked=true], [aria-pressed=true]").count() == 0
    )
