"""Every page of ours at 320 px, in both directions: axe-core finds nothing, nothing lies beyond the edge (R79–R85)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Campaign
from tests.browser.lantern import LANGUAGES, declaration, lantern_site
from tests.browser.subjects import SUBJECTS, Sites
from tests.conftest import NewPage, Serve

SPACED = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"
"""WCAG 2.2, 1.4.12: what a reader may ask of every text, without anything being lost."""
ALIKE = {"article", "volunteers", "not-found", "broken", "refused", "manage", "manage-refused"}
"""Made of the very parts that the others are made of; photographed, and measured, but not examined again."""


@pytest.fixture
def sites(campaign: Campaign, serve: Serve) -> Sites:
    before, after = (
        serve(lantern_site(settings)).replace("127.0.0.1", "localhost")
        for settings in (declaration(without="outreach"), declaration())
    )
    return Sites(campaign.site, campaign.third_party, before, after)


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_and_nothing_lies_beyond_the_edge(
    sites: Sites, new_page: NewPage, accessibility_faults: Callable[[Page], list[str]], language: str
) -> None:
    faults: dict[str, list[str]] = {}
    page = new_page(viewport=(320, 640))
    for name, approach in SUBJECTS.items():
        approach(page, sites, language)

        faults[name] = [] if name in ALIKE else accessibility_faults(page)
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            faults[name].append("wider than 320 px")
        # The next way begins with a first visit too.
        page.evaluate("localStorage.clear()")
        page.context.clear_cookies()

    assert {name: found for name, found in faults.items() if found} == {}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("subject", ["home", "update", "manage-unfolded"])
def test_spaced_text_keeps_the_answers_in_sight_and_nothing_beyond_the_edge(
    sites: Sites, new_page: NewPage, subject: str, language: str
) -> None:
    page = new_page(viewport=(320, 640), bypass_csp=True)
    SUBJECTS[subject](page, sites, language)

    page.add_style_tag(content=SPACED)

    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    for button in page.locator("[data-consent-action=reject], [data-consent-action=accept]").all():
        box = button.bounding_box()
        assert box
        assert box["y"] + box["height"] <= 640
        assert button.evaluate("one => one.scrollWidth <= one.clientWidth")
