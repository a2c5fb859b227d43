"""The site is deployed again with another declaration while visitors have its pages open.

A page that the browser kept never grants what it did not show, and who answered is asked about what is new alone
(R24, R25; browsers.md §7).
"""

from __future__ import annotations

from typing import NamedTuple

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import banner, confirmation, control, cookies
from tests.browser.lantern import LANGUAGES, ROOT, Redeployed, declaration
from tests.conftest import NewPage, Serve

NEW = {"en": "New since your last answer", "ar": "جديد"}
javascript_or_not = pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])


class Deployment(NamedTuple):
    """The running site; `site.deploy()` brings the declaration that also asks about outreach."""

    site: Redeployed
    url: str

    def allowed(self, page: Page) -> set[str]:
        """The optional categories that the visitor allows, as the site tells it."""
        answer = page.context.request.get(f"{self.url}/privacy/choice").json()
        return {key for key, allowed in answer["categories"].items() if allowed} - {"necessary"}


@pytest.fixture
def deployment(serve: Serve) -> Deployment:
    site = Redeployed(declaration(without="outreach"), declaration())
    return Deployment(site, serve(site).replace("127.0.0.1", "localhost"))


@javascript_or_not
@pytest.mark.parametrize("path", ["/", "/privacy/cookies"])
def test_acceptance_of_words_that_have_changed_grants_nothing_and_shows_the_new_ones(
    deployment: Deployment, new_page: NewPage, path: str, *, javascript: bool
) -> None:
    page = new_page(javascript=javascript)
    page.goto(deployment.url + path)
    deployment.site.deploy()

    control(page, "accept").click()

    expect(page.locator("[role=alert]")).to_be_visible()
    expect(page.locator("#allow-category-outreach")).not_to_be_checked()
    assert cookies(page) == set()
    assert deployment.allowed(page) == set()
    control(page, "accept").click()
    expect(confirmation(page)).to_be_focused()
    assert deployment.allowed(page) == {"analytics", "outreach", "media"}


@pytest.mark.parametrize("path", ["/ar/", "/privacy/cookies?lang=ar"])
def test_new_words_are_shown_in_the_language_of_the_page_that_was_answered(
    deployment: Deployment, new_page: NewPage, path: str
) -> None:
    page = new_page(locale="en")
    page.goto(deployment.url + path)
    deployment.site.deploy()

    control(page, "accept").click()

    expect(page.locator("[role=alert]")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "ar", timeout=1_000)


@javascript_or_not
def test_refusal_in_words_that_have_changed_is_obeyed(
    deployment: Deployment, new_page: NewPage, *, javascript: bool
) -> None:
    page = new_page(javascript=javascript)
    page.goto(deployment.url)
    deployment.site.deploy()

    control(page, "reject").click()

    expect(confirmation(page)).to_be_focused()
    expect(banner(page)).to_have_count(0)
    assert deployment.allowed(page) == set()


def test_who_refused_is_not_asked_about_what_is_new(deployment: Deployment, new_page: NewPage) -> None:
    page = new_page()
    page.goto(deployment.url)
    control(page, "reject").click()
    expect(confirmation(page)).to_be_focused()
    deployment.site.deploy()

    page.goto(deployment.url)

    expect(banner(page)).to_have_count(0)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("decision", "allowed"), [("dismiss", {"analytics"}), ("accept", {"analytics", "outreach"})]
)
def test_who_allowed_something_is_asked_about_what_is_new_and_keeps_the_rest(
    deployment: Deployment, new_page: NewPage, language: str, decision: str, allowed: set[str]
) -> None:
    page = new_page(viewport=(320, 640))
    page.goto(f"{deployment.url}{ROOT[language]}/")
    control(page, "accept").click()
    expect(confirmation(page)).to_be_focused()
    deployment.site.deploy()
    page.goto(f"{deployment.url}{ROOT[language]}/")
    expect(banner(page)).to_contain_text(NEW[language])
    assert deployment.allowed(page) == {"analytics"}
    keep, turn_on = control(page, "reject").bounding_box(), control(page, "accept").bounding_box()
    assert keep
    assert turn_on
    assert abs(keep["width"] - turn_on["width"]) <= 1
    assert abs(keep["height"] - turn_on["height"]) <= 1
    assert max(keep["y"] + keep["height"], turn_on["y"] + turn_on["height"]) <= 640

    page.click(f"button[value={decision}]")

    expect(confirmation(page)).to_be_focused()
    expect(banner(page)).to_have_count(0)
    assert deployment.allowed(page) == allowed


@javascript_or_not
def test_boxes_of_a_page_kept_from_before_a_withdrawal_bring_nothing_back_but_what_is_saved_in_them(
    deployment: Deployment, new_page: NewPage, *, javascript: bool
) -> None:
    old = new_page(javascript=javascript)
    old.goto(f"{deployment.url}/privacy/cookies")
    page = old.context.new_page()
    page.goto(deployment.url)
    control(page, "accept").click()
    expect(confirmation(page)).to_be_focused()
    page.goto(f"{deployment.url}/privacy/cookies")
    control(page, "withdraw").click()
    expect(confirmation(page)).to_be_focused()

    control(old, "save").click()

    expect(confirmation(old)).to_be_focused()
    assert deployment.allowed(old) == set()
