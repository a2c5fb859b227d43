"""What a visitor sees on the campaign site: room to read, and nothing that a reader cannot reach or hear.

D11 of the dark patterns and WCAG 2.2; at a small phone, a tablet and a desktop, in both directions. That a no looks
like a yes is held in test_campaign_equal_buttons.py.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Campaign, banner, confirmation, control
from tests.conftest import NewPage

SCREENS = {"phone": (320, 640), "tablet": (768, 1024), "desktop": (1440, 900)}
MOST_OF_SCREEN = {"phone": 0.5, "tablet": 0.5, "desktop": 0.33}
HOMES = {"ltr": "/", "rtl": "/ar/"}
PATHS = ("", "film", "volunteers", "articles/night-ferry", "nowhere", "broken")
SKIP = 'class="skip"'
STEPS = 80
"""More presses of Tab than any page of the site has stops."""

WATCH_SHIFTS = """
    window.shifts = [];
    new PerformanceObserver(list => list.getEntries().forEach(entry => window.shifts.push(entry.value)))
        .observe({type: "layout-shift", buffered: true});
"""
TWO_FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
FOCUSED = """() => {
    const focused = document.activeElement, banner = document.querySelector("#privacy-choices");
    const ours = focused.getBoundingClientRect(), over = banner.getBoundingClientRect();
    const seen = document.elementFromPoint(ours.left + ours.width / 2, ours.top + Math.min(ours.height, 20) / 2);
    const within = ours.top >= over.top && ours.bottom <= over.bottom;
    const hidden = !banner.contains(focused) && (within || !seen || banner.contains(seen));
    return [focused === document.body ? "" : focused.outerHTML.slice(0, 100), hidden];
}"""


@pytest.fixture(params=HOMES)
def direction(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=SCREENS)
def screen(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_no_page_scrolls_sideways_or_moves_while_it_loads(
    campaign: Campaign, new_page: NewPage, screen: str, direction: str
) -> None:
    page = new_page(viewport=SCREENS[screen])
    page.add_init_script(WATCH_SHIFTS)
    language = "ar" if direction == "rtl" else "en"
    privacy = [f"/privacy?lang={language}", f"/privacy/cookies?lang={language}"]

    for path in [HOMES[direction] + path for path in PATHS] + privacy:
        page.goto(campaign.site + path)
        page.evaluate(TWO_FRAMES)

        assert page.evaluate("document.documentElement.scrollWidth") <= SCREENS[screen][0], path
        # To three places, as the measure is reported: a system font that comes late moves a line by a hair (0.00007).
        assert round(sum(page.evaluate("window.shifts")), 3) == 0, path


@pytest.mark.parametrize("home", ["/", "/ar/", "/de/", "/ur/"])
def test_the_banner_leaves_most_of_the_screen_to_the_page_and_refuses_at_one_press_without_scrolling(
    campaign: Campaign, new_page: NewPage, screen: str, home: str
) -> None:
    page = new_page(viewport=SCREENS[screen])
    page.goto(campaign.site + home)

    place = banner(page).bounding_box()
    assert place is not None
    assert place["height"] <= SCREENS[screen][1] * MOST_OF_SCREEN[screen]
    assert page.evaluate("document.documentElement.scrollWidth") <= SCREENS[screen][0]
    yes, no = control(page, "accept"), control(page, "reject")
    for button in (yes, no):
        expect(button).to_be_in_viewport(ratio=1)
    assert yes.bounding_box()["width"] == no.bounding_box()["width"]  # type: ignore[index]
    assert yes.bounding_box()["height"] == no.bounding_box()["height"]  # type: ignore[index]

    no.click()

    expect(confirmation(page)).to_be_visible()
    expect(banner(page)).to_have_count(0)


def test_no_stop_of_the_tab_key_is_under_the_banner(
    campaign: Campaign, new_page: NewPage, screen: str, direction: str
) -> None:
    page = new_page(viewport=SCREENS[screen])
    page.goto(campaign.site + HOMES[direction])
    stops: list[str] = []
    under: list[str] = []
    for _ in range(STEPS):
        page.keyboard.press("Tab")
        stop, hidden = page.evaluate(FOCUSED)
        if not stop:
            break
        stops.append(stop)
        if hidden and SKIP not in stop:
            under.append(stop)

    assert under == []
    assert 10 < len(stops) < STEPS
    assert all(one != other for one, other in pairwise(stops))


def test_the_link_that_skips_to_the_text_is_seen_when_it_has_the_focus(
    campaign: Campaign, new_page: NewPage, screen: str, direction: str
) -> None:
    page = new_page(viewport=SCREENS[screen])
    page.goto(campaign.site + HOMES[direction])

    page.locator(".skip").focus()

    stop, hidden = page.evaluate(FOCUSED)
    assert SKIP in stop
    assert not hidden


def make_it_stale(page: Page) -> None:
    """Send a notice that this site never showed."""
    page.locator("[name=notice]").first.evaluate("field => { field.value = '0'.repeat(64) }")
    control(page, "accept").click()
    expect(page.locator("[role=alert]")).to_be_visible()


def post_from_elsewhere(campaign: Campaign, page: Page) -> None:
    page.goto(f"{campaign.third_party}/elsewhere")
    page.set_content(f"<form method=post action='{campaign.site}/privacy/choice'><button>Go</button></form>")
    page.locator("button").click()
    page.wait_for_url("**/privacy/choice")


# Colours know no direction, so each scheme is examined in one of them.
@pytest.mark.parametrize(("direction", "scheme"), [("ltr", "light"), ("rtl", "dark")])
def test_axe_finds_no_violation_on_any_page(
    campaign: Campaign,
    new_page: NewPage,
    accessibility_faults: Callable[[Page], list[str]],
    direction: str,
    scheme: str,
) -> None:
    # axe is put into the page, which a strict Content-Security-Policy would refuse; the policy is tested elsewhere.
    page = new_page(color_scheme=scheme, bypass_csp=True)
    home = campaign.site + HOMES[direction]
    faults: dict[str, list[str]] = {}

    def examine(name: str) -> None:
        faults[name] = accessibility_faults(page)

    for path in PATHS:
        page.goto(home + path)
        expect(banner(page)).to_be_visible()
        examine(f"{path} with the banner")
    privacy = f"{campaign.site}/privacy"
    language = "ar" if direction == "rtl" else "en"
    page.goto(f"{privacy}?lang={language}")
    examine("privacy policy")
    page.goto(f"{privacy}/cookies?lang={language}")
    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
    examine("Manage Cookies")
    make_it_stale(page)
    examine("stale notice")
    post_from_elsewhere(campaign, page)
    examine("another site's form")
    page.goto(home)
    control(page, "accept").click()
    expect(confirmation(page)).to_be_visible()
    examine("confirmation on a page of the site")
    page.goto(f"{privacy}/cookies?lang={language}")
    control(page, "withdraw").click()
    expect(confirmation(page)).to_be_visible()
    examine("confirmation on Manage Cookies")

    assert {name: found for name, found in faults.items() if found} == {}
