"""Every page a visitor may see of ours, each with the way there: what is photographed is what axe examines."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from playwright.sync_api import Page

from tests.browser.lantern import ROOT


class Sites(NamedTuple):
    """The campaign and its third party, and the small site before and after its declaration grew, by their URLs.

    Cookies know no ports, so a browser takes all that answer at localhost for one site.
    """

    campaign: str
    third_party: str
    before: str
    after: str


Approach = Callable[[Page, Sites, str], None]
"""Brings a page to a state, in a language."""


def at(path: str) -> Approach:
    """The campaign's page at `path`, on a first visit."""

    def approach(page: Page, sites: Sites, language: str) -> None:
        page.goto(f"{sites.campaign}{ROOT[language]}{path}")

    return approach


def privacy(path: str) -> Approach:
    """The privacy page at `path`, on a first visit."""

    def approach(page: Page, sites: Sites, language: str) -> None:
        page.goto(f"{sites.campaign}{path}?lang={language}")

    return approach


def pressed(decision: str, first: Approach) -> Approach:
    """What comes after pressing a button."""

    def approach(page: Page, sites: Sites, language: str) -> None:
        first(page, sites, language)
        page.click(f"button[value={decision}]")
        page.wait_for_selector("#privacy-choices-done")

    return approach


def unfolded(first: Approach) -> Approach:
    """With all details open."""

    def approach(page: Page, sites: Sites, language: str) -> None:
        first(page, sites, language)
        page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")

    return approach


def guarded(page: Page, sites: Sites, language: str) -> None:
    """A page that opens only with consent."""
    page.goto(f"{sites.before}{ROOT[language]}/statistics")


def update(page: Page, sites: Sites, language: str) -> None:
    """A visit after a yes, when something new is asked about."""
    page.goto(f"{sites.before}{ROOT[language]}/")
    page.click("button[value=accept]")
    page.goto(f"{sites.after}{ROOT[language]}/")
    page.wait_for_selector("button[value=dismiss]")


def changed_notice(page: Page, sites: Sites, language: str) -> None:
    """A yes under a notice that is not the one now served."""
    page.goto(f"{sites.campaign}{ROOT[language]}/")
    page.locator("[name=notice]").evaluate("field => { field.value = '0'.repeat(64) }")
    page.click("button[value=accept]")
    page.wait_for_selector("[role=alert]")


def unreadable(page: Page, sites: Sites, language: str) -> None:
    """A form that says neither yes nor no."""
    _sent_from(sites.campaign, page, f"{sites.campaign}/privacy/choice?lang={language}", "perhaps")


def foreign(page: Page, sites: Sites, language: str) -> None:
    """A form that another site sent."""
    _sent_from(sites.third_party, page, f"{sites.campaign}/privacy/choice?lang={language}", "accept")


def _sent_from(origin: str, page: Page, action: str, decision: str) -> None:
    page.goto(f"{origin}/static/site.css")
    page.set_content(f"<form method=post action='{action}'><button name=decision value={decision}>")
    page.click("button")
    page.wait_for_url(action)


SUBJECTS: dict[str, Approach] = {
    "home": at("/"),
    "article": at("/articles/night-ferry"),
    "film": at("/film"),
    "volunteers": at("/volunteers"),
    "not-found": at("/nowhere"),
    "broken": at("/broken"),
    "refused": pressed("reject", at("/")),
    "accepted": pressed("accept", at("/")),
    "update": update,
    "guarded": guarded,
    "policy": privacy("/privacy"),
    "manage": privacy("/privacy/cookies"),
    "manage-unfolded": unfolded(privacy("/privacy/cookies")),
    "manage-refused": pressed("reject", privacy("/privacy/cookies")),
    "manage-accepted": pressed("accept", privacy("/privacy/cookies")),
    "manage-withdrawn": pressed("withdraw", pressed("accept", privacy("/privacy/cookies"))),
    "manage-forgotten": pressed("forget", pressed("accept", privacy("/privacy/cookies"))),
    "changed-notice": changed_notice,
    "unreadable": unreadable,
    "foreign": foreign,
}
