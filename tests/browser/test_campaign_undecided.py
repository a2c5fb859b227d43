"""Who does not answer has the whole site: it can be read and used as if nothing had been asked (R12, R19; D10, D11)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Campaign, Requests, banner, cookies, kept_by_scripts
from tests.browser.lantern import LANGUAGES, ROOT
from tests.conftest import NewPage

SCREENS = {"phone": (320, 640), "desktop": (1440, 900)}


def assert_nobody_was_told(campaign: Campaign, page: Page, requests: Requests) -> None:
    assert requests.elsewhere(campaign.site) == []
    assert campaign.hits == []
    assert kept_by_scripts(page) == {}


def test_an_hour_of_waiting_is_no_choice(campaign: Campaign, new_page: NewPage) -> None:
    page = new_page()
    requests = Requests(page)
    page.clock.install()
    page.goto(f"{campaign.site}/")

    page.clock.run_for("01:00:00")

    expect(banner(page)).to_be_visible()
    assert requests.pages == [f"{campaign.site}/"]
    assert page.locator("meta[http-equiv]").count() == 0
    assert cookies(page) == set()
    assert_nobody_was_told(campaign, page, requests)


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_forms_of_the_site_work_and_keep_their_own_cookie_alone(
    campaign: Campaign, new_page: NewPage, language: str, *, javascript: bool
) -> None:
    page = new_page(javascript=javascript)
    requests = Requests(page)
    page.goto(f"{campaign.site}{ROOT[language]}/volunteers")

    page.locator("#name").fill("Maren")
    page.locator("main .button").click()

    expect(page.locator("main h1")).to_contain_text("Maren")
    expect(banner(page)).to_be_visible()
    assert cookies(page) == {"session"}
    page.locator(f".foot button:not([value={language}])").first.click()
    expect(page.locator("html")).not_to_have_attribute("lang", language)
    expect(page.locator("main h1")).to_contain_text("Maren")
    expect(banner(page)).to_be_visible()
    assert cookies(page) == {"session", "language"}
    assert_nobody_was_told(campaign, page, requests)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("screen", SCREENS)
def test_page_behind_the_banner_scrolls_and_its_links_lead_on(
    campaign: Campaign, new_page: NewPage, screen: str, language: str
) -> None:
    page = new_page(viewport=SCREENS[screen])
    page.goto(f"{campaign.site}{ROOT[language]}/")
    assert page.evaluate("[document.body, document.documentElement].every(one => !one.inert)")

    page.mouse.move(SCREENS[screen][0] / 2, SCREENS[screen][1] - 20)
    page.mouse.wheel(0, 400)
    page.wait_for_function("scrollY > 0")
    page.locator("main .cards a").first.click()

    expect(page).to_have_url(f"{campaign.site}{ROOT[language]}/articles/why-we-walk")
    page.locator("main p").last.scroll_into_view_if_needed()
    expect(page.locator("main p").last).to_be_in_viewport()
