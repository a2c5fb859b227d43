"""A visitor decides by clicking, with and without JavaScript, in both directions, and the next byte obeys.

What the third party was told is read from its ledger, what is kept from the browser's own stores.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import (
    Campaign,
    Requests,
    banner,
    confirmation,
    control,
    cookies,
    kept_by_scripts,
    manage_cookies,
)
from tests.conftest import NewPage

ONLY_NEEDED = {
    "en": "Only what the site needs is on.",
    "ar": "لا يعمل إلا ما يحتاج إليه الموقع.",
}
OWN_QUERIES = {"lang"}
"""The language of a page is the only thing that an address of the site may say."""

JAVASCRIPT = pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
WAYS = pytest.mark.parametrize(
    ("language", "javascript"),
    [
        pytest.param("en", True, id="en-script"),
        pytest.param("ar", False, id="ar-no-script"),
        pytest.param("en", False, id="en-no-script", marks=pytest.mark.soak),
        pytest.param("ar", True, id="ar-script", marks=pytest.mark.soak),
    ],
)
"""Both languages and both ways at every change; the other two pairs in the soak."""
LANGUAGES = pytest.mark.parametrize("language", ["en", "ar"])
FOCUSED = "document.activeElement.getAttribute('data-consent-action')"


def home(campaign: Campaign, language: str) -> str:
    return f"{campaign.site}/{'ar/' if language == 'ar' else ''}"


def choose(page: Page, action: str) -> None:
    """Click, and wait for the page that confirms."""
    control(page, action).click()
    page.wait_for_url("**#privacy-choices-done")
    expect(confirmation(page)).to_be_visible()


def assert_confirmed_once(page: Page) -> None:
    expect(confirmation(page)).to_have_attribute("role", "status")
    expect(confirmation(page)).to_be_focused()
    expect(banner(page)).to_have_count(0)
    page.reload()
    expect(page.locator("h1")).to_be_visible()
    expect(confirmation(page)).to_have_count(0)


@WAYS
def test_a_refusal_is_obeyed_and_never_asked_about_again(
    campaign: Campaign, new_page: NewPage, language: str, *, javascript: bool
) -> None:
    page = new_page(javascript=javascript)
    requests = Requests(page)
    page.goto(home(campaign, language))

    choose(page, "reject")

    assert page.url == f"{home(campaign, language)}#privacy-choices-done"
    expect(confirmation(page)).to_contain_text(ONLY_NEEDED[language])
    assert_confirmed_once(page)
    for path in ("", "film", "volunteers", "articles/night-ferry", "nowhere", "broken"):
        page.goto(home(campaign, language) + path)
        expect(banner(page)).to_have_count(0)
    assert cookies(page) == {"consent"}
    assert kept_by_scripts(page) == {}
    assert campaign.hits == []
    assert requests.elsewhere(campaign.site) == []
    assert requests.query_names(campaign.site) <= OWN_QUERIES


@WAYS
def test_a_yes_lets_in_what_the_banner_asked_about(
    campaign: Campaign, new_page: NewPage, language: str, *, javascript: bool
) -> None:
    page = new_page(javascript=javascript)
    requests = Requests(page)
    page.goto(home(campaign, language))
    assert campaign.hits == []

    choose(page, "accept")

    told = ("/pixel.gif", "/analytics.js", "/collect") if javascript else ("/pixel.gif",)
    campaign.wait_for_hits(*told)
    assert_confirmed_once(page)
    page.goto(f"{home(campaign, language)}film")
    expect(page.locator("iframe")).to_have_count(0)
    assert set(campaign.hits) == set(told)
    assert cookies(page) >= {"consent", "_ga"}
    assert kept_by_scripts(page) == ({"local": ["_visits"]} if javascript else {})
    assert not any("for=adverts" in url for url in requests.urls)
    # Who is told that a page was opened is not told which one: a campaign's addresses show what their readers think.
    assert campaign.referrers == {None}
    assert requests.query_names(campaign.site) <= OWN_QUERIES


@WAYS
def test_one_service_is_allowed_from_where_it_is_missing(
    campaign: Campaign, new_page: NewPage, language: str, *, javascript: bool
) -> None:
    page = new_page(javascript=javascript)
    requests = Requests(page)
    page.goto(f"{home(campaign, language)}film")

    page.locator(".privacy-embed [data-consent-action=always]").click()

    expect(page.locator("iframe")).to_be_in_viewport()
    campaign.wait_for_hits("/video")
    assert page.url.endswith("film#privacy-embed-crossing-film")
    page.goto(f"{home(campaign, language)}film")
    expect(page.locator("iframe")).to_be_visible()
    expect(banner(page)).to_be_visible()
    page.goto(home(campaign, language))
    assert set(campaign.hits) == {"/video"}
    assert cookies(page) - {"watcher"} == {"consent"}
    assert kept_by_scripts(page) == {}
    assert requests.query_names(campaign.site) <= OWN_QUERIES


@WAYS
def test_a_film_shown_once_is_shown_in_one_view_and_nothing_is_remembered(
    campaign: Campaign, new_page: NewPage, language: str, *, javascript: bool
) -> None:
    page = new_page(javascript=javascript)
    page.goto(f"{home(campaign, language)}film")
    expect(page.locator("iframe")).to_have_count(0)

    page.locator(".privacy-embed [data-consent-action=once]").click()

    expect(page.locator("iframe")).to_be_in_viewport()
    campaign.wait_for_hits("/video")
    assert cookies(page) <= {"watcher"}
    campaign.forget_hits()
    page.reload()
    expect(page.locator(".privacy-embed")).to_be_visible()
    expect(page.locator("iframe")).to_have_count(0)
    assert campaign.hits == []


@WAYS
def test_a_withdrawal_ends_it_and_leaves_the_sites_own_session(
    campaign: Campaign, new_page: NewPage, language: str, *, javascript: bool
) -> None:
    page = new_page(javascript=javascript)
    page.goto(f"{home(campaign, language)}volunteers")
    page.locator("#name").fill("Maren")
    page.locator("main .button").click()
    choose(page, "accept")
    campaign.wait_for_hits("/pixel.gif", *(["/collect"] if javascript else []))
    manage_cookies(page)
    assert cookies(page) >= {"consent", "session", "_ga"}

    choose(page, "withdraw")

    # What only the browser can remove is named on the page that confirms.
    expect(confirmation(page)).to_contain_text("_visits")
    assert_confirmed_once(page)
    assert {"_ga"}.isdisjoint(cookies(page))
    campaign.forget_hits()
    for path in ("", "film", "volunteers", "nowhere"):
        page.goto(home(campaign, language) + path)
        expect(banner(page)).to_have_count(0)
        assert cookies(page) - {"seen", "watcher"} == {"consent", "session"}
    page.goto(f"{home(campaign, language)}volunteers")
    expect(page.locator("main h1")).to_contain_text("Maren")
    assert campaign.hits == []


@WAYS
def test_a_forgotten_browser_is_asked_as_if_it_were_new(
    campaign: Campaign, new_page: NewPage, language: str, *, javascript: bool
) -> None:
    page = new_page(javascript=javascript)
    page.goto(home(campaign, language))
    choose(page, "accept")
    campaign.wait_for_hits("/pixel.gif", *(["/collect"] if javascript else []))
    manage_cookies(page)

    choose(page, "forget")

    assert_confirmed_once(page)
    campaign.forget_hits()
    page.goto(home(campaign, language))
    expect(banner(page)).to_be_visible()
    assert cookies(page) <= {"seen"}
    assert campaign.hits == []


@LANGUAGES
def test_refusing_takes_no_more_keys_than_accepting(
    campaign: Campaign, new_page: NewPage, language: str
) -> None:
    page = new_page()
    page.goto(home(campaign, language))
    tabs: dict[str, int] = {}
    for count in range(1, 20):
        page.keyboard.press("Tab")
        tabs.setdefault(page.evaluate(FOCUSED), count)

    page.reload()
    for _ in range(tabs["reject"]):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert tabs["reject"] <= tabs["accept"]
    page.wait_for_url("**#privacy-choices-done")
    expect(confirmation(page)).to_contain_text(ONLY_NEEDED[language])


@JAVASCRIPT
@pytest.mark.parametrize("go_back", [lambda page: page.go_back(), lambda page: page.reload()])
def test_going_back_after_a_refusal_is_no_yes(
    campaign: Campaign, new_page: NewPage, go_back: Callable[[Page], object], *, javascript: bool
) -> None:
    page = new_page(javascript=javascript)
    page.goto(f"{campaign.site}/film")
    choose(page, "reject")

    go_back(page)

    expect(page.locator("h1")).to_be_visible()
    assert cookies(page) == {"consent"}
    assert campaign.hits == []


@JAVASCRIPT
@pytest.mark.parametrize(
    ("first", "then", "granted"),
    [("accept", "reject", False), ("reject", "reject", False), ("reject", "accept", True)],
)
def test_a_banner_that_the_browser_kept_grants_what_is_clicked_in_it_and_no_more(
    campaign: Campaign, new_page: NewPage, first: str, then: str, *, granted: bool, javascript: bool
) -> None:
    page = new_page(javascript=javascript)
    page.goto(f"{campaign.site}/film")
    old = page.context.new_page()
    old.goto(f"{campaign.site}/film")
    choose(page, first)

    # As after Back out of the browser's memory: the page was there before the choice.
    choose(old, then)
    campaign.forget_hits()
    old.goto(f"{campaign.site}/film")

    assert ("_ga" in cookies(old)) is granted
    expect(old.locator("iframe")).to_have_count(0)
    assert ("/pixel.gif" in campaign.hits) is granted


def test_another_site_can_neither_give_a_yes_nor_take_it_back(campaign: Campaign, new_page: NewPage) -> None:
    page = new_page()
    page.goto(f"{campaign.site}/")
    notice = page.locator("[name=notice]").input_value()

    for decision in ("accept", "reject", "withdraw", "forget"):
        page.goto(f"{campaign.third_party}/collected")
        page.set_content(
            f"<form method=post action='{campaign.site}/privacy/choice'><input name=notice value={notice}>"
            f"<button name=decision value={decision}>Go</button></form>"
        )
        with page.expect_response("**/privacy/choice") as answered:
            page.locator("button").click()
        assert answered.value.status == 403, decision
        expect(page.locator("main")).to_contain_text("Nothing was saved")

    assert cookies(page) == set()
