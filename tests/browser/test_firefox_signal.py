"""Firefox with "Tell websites not to sell or share my data" switched on, on the campaign site (R58–R61)."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from selenium.webdriver import Firefox
from selenium.webdriver.common.by import By

from tests.browser.conftest import Campaign
from tests.browser.seats import firefox

LINE = "Your browser asked us not to track you. We don’t."


@pytest.fixture(scope="module")
def signalling(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    with firefox(tmp_path_factory.mktemp("firefox"), signal=True) as browser:
        yield browser


@pytest.fixture
def fresh(signalling: Firefox, campaign: Campaign) -> Firefox:
    signalling.get(f"{campaign.site}/static/site.css")
    signalling.delete_all_cookies()
    campaign.forget_hits()
    return signalling


def text_of(browser: Firefox) -> str:
    return browser.find_element(By.TAG_NAME, "body").text


@pytest.mark.parametrize(
    "path", ["/", "/ar/", "/film", "/articles/night-ferry", "/nowhere", "/privacy/cookies"]
)
def test_it_never_sees_a_banner_and_nothing_is_loaded(fresh: Firefox, campaign: Campaign, path: str) -> None:
    fresh.get(campaign.site + path)
    time.sleep(0.3)

    assert fresh.find_elements(By.ID, "privacy-choices") == []
    assert campaign.hits == []
    assert fresh.get_cookies() == []


def test_the_foot_of_every_page_says_that_it_is_obeyed(fresh: Firefox, campaign: Campaign) -> None:
    for path in ("/", "/film", "/nowhere", "/privacy"):
        fresh.get(campaign.site + path)
        assert LINE in text_of(fresh)
    fresh.find_element(By.CSS_SELECTOR, ".privacy-signal a").click()
    assert "Opt-out request honored" in text_of(fresh)


def test_a_film_asks_in_its_place_and_plays_once_in_spite_of_the_signal(
    fresh: Firefox, campaign: Campaign
) -> None:
    fresh.get(f"{campaign.site}/film")
    assert "in spite of that signal" in text_of(fresh)

    fresh.find_element(By.CSS_SELECTOR, "[data-consent-action=once]").click()

    assert fresh.find_element(By.TAG_NAME, "iframe").is_displayed()
    campaign.wait_for_hits("/video")
    fresh.refresh()
    assert fresh.find_elements(By.TAG_NAME, "iframe") == []


def test_a_box_ticked_below_the_notice_of_the_signal_holds(fresh: Firefox, campaign: Campaign) -> None:
    fresh.get(f"{campaign.site}/privacy/cookies?lang=en")
    fresh.find_element(By.ID, "allow-service-crowd-count").click()
    fresh.find_element(By.CSS_SELECTOR, "[data-consent-action=save]").click()

    fresh.get(f"{campaign.site}/")
    campaign.wait_for_hits("/analytics.js")
    assert LINE not in text_of(fresh)
