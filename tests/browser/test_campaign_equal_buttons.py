"""A no is offered exactly as a yes is: every computed style, size, place and contrast (R14; D1, D4–D8).

Two buttons that look alike at rest may part when pointed at, so every state is compared.
"""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page

from tests.browser.conftest import Campaign, control
from tests.browser.lantern import LANGUAGES, ROOT
from tests.conftest import NewPage

VIEWPORTS = [(320, 640), (768, 1024), (1440, 900)]
SCHEMES: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light", "forced_colors": "none"},
    "dark": {"color_scheme": "dark", "forced_colors": "none"},
    "forced colours": {"color_scheme": "light", "forced_colors": "active"},
}
STATES = ("rest", "hover", "focus")
FOLLOWS_LAYOUT = {"width", "height", "inline-size", "block-size", "perspective-origin", "transform-origin"}
"""Properties whose computed values are sizes of the box: fractions of a pixel may round either way."""

STYLE = """(button) => {
    const said = (pseudo) => {
        const style = getComputedStyle(button, pseudo)
        return [...style].map(name => [`${name} ${pseudo ?? ''}`.trim(), style.getPropertyValue(name)])
    }
    return JSON.stringify(Object.fromEntries([null, '::before', '::after'].flatMap(said)))
}"""
LEAD_HERE = {"banner": "/", "Manage Cookies": "/privacy/cookies"}

everywhere = pytest.mark.parametrize("viewport", VIEWPORTS, ids=lambda size: f"{size[0]}px")
in_both_directions = pytest.mark.parametrize("language", LANGUAGES)
on_both_surfaces = pytest.mark.parametrize("surface", LEAD_HERE)


def opened(
    campaign: Campaign,
    new_page: NewPage,
    surface: str,
    language: str,
    viewport: tuple[int, int] = (1440, 900),
) -> Page:
    page = new_page(viewport=viewport)
    if surface == "banner":
        page.goto(f"{campaign.site}{ROOT[language]}/")
    else:
        page.goto(f"{campaign.site}/privacy/cookies?lang={language}")
    return page


def answers(page: Page) -> dict[str, Locator]:
    """The buttons that answer, by what they do."""
    found = {action: control(page, action) for action in ("reject", "accept", "save")}
    return {action: button for action, button in found.items() if button.count()}


def styled(button: Locator, state: str) -> dict[str, str]:
    """Every computed property of a button, its pseudo-elements included, in a state."""
    if state == "hover":
        button.hover()
    elif state == "focus":
        button.focus()
    else:
        button.page.mouse.move(0, 0)
        button.evaluate("document.activeElement.blur()")
    style: dict[str, str] = json.loads(button.evaluate(STYLE))
    return style


def numbers(value: str) -> list[float]:
    return [float(number) for number in re.findall(r"-?[\d.]+", value)]


def differences(one: dict[str, str], other: dict[str, str]) -> dict[str, tuple[str, str | None]]:
    """The properties in which two styles differ, by more than a pixel where layout decides."""
    differing = {}
    for name, value in one.items():
        theirs = other.get(name)
        if value == theirs:
            continue
        if name in FOLLOWS_LAYOUT and theirs is not None:
            pairs = zip(numbers(value), numbers(theirs), strict=True)
            if all(abs(ours - their) <= 1 for ours, their in pairs):
                continue
        differing[name] = (value, theirs)
    return differing


@on_both_surfaces
@in_both_directions
def test_every_computed_style_of_the_answers_is_the_same_in_every_state(
    campaign: Campaign, new_page: NewPage, surface: str, language: str
) -> None:
    page = opened(campaign, new_page, surface, language)
    found = {}
    for scheme, options in SCHEMES.items():
        page.emulate_media(**options)
        for state in STATES:
            reject, *others = (styled(button, state) for button in answers(page).values())
            assert len(reject) > 300
            found[scheme, state] = [differences(reject, other) for other in others]

    expected: list[dict[str, Any]] = [{}] if surface == "banner" else [{}, {}]
    assert found == dict.fromkeys(found, expected)


@on_both_surfaces
@in_both_directions
def test_answers_have_one_style_and_size_and_stand_together_with_the_no_first(
    campaign: Campaign, new_page: NewPage, surface: str, language: str
) -> None:
    page = opened(campaign, new_page, surface, language)
    for width, height in VIEWPORTS:
        page.set_viewport_size({"width": width, "height": height})
        reject, accept = control(page, "reject"), control(page, "accept")
        no, yes = reject.bounding_box(), accept.bounding_box()
        assert no
        assert yes

        assert differences(styled(reject, "rest"), styled(accept, "rest")) == {}, width
        assert abs(no["height"] - yes["height"]) <= 1, width
        assert abs(no["width"] - yes["width"]) <= 1, width
        assert 0.9 <= (no["width"] * no["height"]) / (yes["width"] * yes["height"]) <= 1.11, width
        assert min(no["height"], no["width"]) >= 44, width
        same_row, same_stack = (abs(no[axis] - yes[axis]) <= 1 for axis in ("y", "x"))
        assert same_row != same_stack, width
        first, second = (yes, no) if same_row and language == "ar" else (no, yes)
        beside = second["x"] - (first["x"] + first["width"])
        below = second["y"] - (first["y"] + first["height"])
        assert 0 <= (beside if same_row else below) <= 24, width
    assert reject.evaluate("(no, yes) => no.nextElementSibling === yes", accept.element_handle())


@on_both_surfaces
@in_both_directions
@everywhere
def test_answers_are_in_sight_at_load(
    campaign: Campaign, new_page: NewPage, surface: str, language: str, viewport: tuple[int, int]
) -> None:
    page = opened(campaign, new_page, surface, language, viewport)

    assert page.evaluate("scrollY") == 0
    for action, button in answers(page).items():
        box = button.bounding_box()
        assert box, action
        assert 0 <= box["x"] <= box["x"] + box["width"] <= viewport[0], action
        assert 0 <= box["y"] <= box["y"] + box["height"] <= viewport[1], action
        assert button.evaluate(
            "(button, [x, y]) => button.contains(document.elementFromPoint(x, y))",
            [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2],
        ), action


def luminance(colour: str) -> float:
    """Relative luminance of an opaque `rgb(…)` (WCAG 2.2)."""
    shares = [part / 255 for part in numbers(colour)]
    assert len(shares) == 3, colour
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@on_both_surfaces
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_answers_are_read_and_seen_with_enough_contrast(
    campaign: Campaign, new_page: NewPage, surface: str, scheme: str
) -> None:
    page = opened(campaign, new_page, surface, "en")
    page.emulate_media(**SCHEMES[scheme])

    for action, button in answers(page).items():
        style = styled(button, "rest")
        around = button.locator("xpath=..").evaluate("(row) => getComputedStyle(row).backgroundColor")
        assert contrast(style["color"], style["background-color"]) >= 4.5, action
        assert contrast(style["background-color"], around) >= 3, action
        assert style["opacity"] == "1"


@in_both_directions
def test_link_to_choose_is_read_with_enough_contrast(
    campaign: Campaign, new_page: NewPage, language: str
) -> None:
    page = opened(campaign, new_page, "banner", language)

    for scheme in ("light", "dark"):
        # The campaign fades the colours of its links, and a colour read half-way is neither scheme's.
        page.emulate_media(**{**SCHEMES[scheme], "reduced_motion": "reduce"})
        link = control(page, "settings").first
        around = link.locator("xpath=..").evaluate("(row) => getComputedStyle(row).backgroundColor")
        assert contrast(styled(link, "rest")["color"], around) >= 4.5, scheme
