"""The dark patterns D1–D27 as measurements of the campaign site, each with its limit (EDPB 03/2022, CNIL, 4 CCR 904-3).

A measurement returns what was seen and whether that is within the limit; the report shows both.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import NamedTuple

from tests.browser.conftest import Campaign
from tests.browser.seats import Seat

PAGES = ("/", "/film", "/volunteers", "/articles/night-ferry", "/nowhere", "/broken")
NO, YES = "#privacy-choices [data-consent-action=reject]", "#privacy-choices [data-consent-action=accept]"
PAIR = f"""
const no = document.querySelector('{NO}'), yes = document.querySelector('{YES}');
const [n, y] = [no.getBoundingClientRect(), yes.getBoundingClientRect()];
"""
CONTRAST = """
const light = ([r, g, b]) => [r, g, b].map(v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
const rgb = text => text.match(/[\\d.]+/g).map(Number);
const ground = one => { for (; one; one = one.parentElement) { const found = rgb(getComputedStyle(one).backgroundColor);
    if (found.length < 4 || found[3] > 0) return found; } return [255, 255, 255]; };
const contrast = one => { const [a, b] = [light(rgb(getComputedStyle(one).color)), light(ground(one))];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05); };
"""


class Found(NamedTuple):
    """What was measured, in words, and whether it is within the limit."""

    measured: str
    good: bool


class Pattern(NamedTuple):
    """One row: its name in the requirements, what it is about, the limit, and how it is measured."""

    row: str
    about: str
    limit: str
    measure: Callable[[Seat, Campaign], Found]


def no_reject_on_the_first_layer(seat: Seat, campaign: Campaign) -> Found:
    seat.go(f"{campaign.site}/")
    below = seat.js(PAIR + "return [n.bottom - innerHeight, n.top, no.disabled]")
    return Found(
        f"in view, {-below[0]:.0f} px above the lower edge", below[0] <= 0 and below[1] >= 0 and not below[2]
    )


def more_steps_to_refuse(seat: Seat, campaign: Campaign) -> Found:
    seat.go(f"{campaign.site}/")
    presses: dict[str, int] = {}
    for count in range(1, 20):
        seat.tab()
        action = seat.js("return document.activeElement.dataset.consentAction || ''")
        presses.setdefault(action, count)
        if {"reject", "accept"} <= presses.keys():
            break
    return Found(
        f"1 click each; Tab {presses['reject']} and {presses['accept']}",
        presses["reject"] - presses["accept"] <= 2,
    )


def ticked_beforehand(seat: Seat, campaign: Campaign) -> Found:
    counts = []
    for path in ("/", "/privacy/cookies?lang=en", "/privacy/cookies?lang=ar"):
        seat.go(campaign.site + path)
        counts.append(int(seat.js("return document.querySelectorAll('input:checked').length")))
    return Found(f"{sum(counts)} ticked boxes", not any(counts))


def link_in_place_of_a_button(seat: Seat, campaign: Campaign) -> Found:
    seat.go(f"{campaign.site}/")
    different = seat.js(
        PAIR
        + "const [a, b] = [getComputedStyle(no), getComputedStyle(yes)];"
        + "return ['cursor', 'padding', 'borderWidth'].filter(p => a[p] !== b[p]).length + (no.tagName !== yes.tagName)"
    )
    return Found(f"{int(different)} differences of tag, cursor, padding, border", not different)


def size(seat: Seat, campaign: Campaign) -> Found:
    seat.go(f"{campaign.site}/")
    ratio, height = seat.js(PAIR + "return [n.width * n.height / (y.width * y.height), n.height - y.height]")
    return Found(
        f"areas {ratio:.2f} to 1, heights {height:+.0f} px", 0.9 <= ratio <= 1.11 and abs(height) <= 1
    )


def colour(seat: Seat, campaign: Campaign) -> Found:
    seat.go(f"{campaign.site}/")
    different, no, yes = seat.js(
        PAIR
        + CONTRAST
        + "const [a, b] = [getComputedStyle(no), getComputedStyle(yes)];"
        + "const unlike = [...a].filter(p => a.getPropertyValue(p) !== b.getPropertyValue(p));"
        + "return [unlike.length, contrast(no), contrast(yes)]"
    )
    return Found(
        f"{different} computed styles differ; contrast {no:.1f} and {yes:.1f}",
        different == 0 and min(no, yes) >= 4.5,
    )


def position(seat: Seat, campaign: Campaign) -> Found:
    seat.go(f"{campaign.site}/")
    gap, row = seat.js(
        PAIR + "return [Math.max(y.left - n.right, n.left - y.right), Math.abs(n.top - y.top)]"
    )
    return Found(f"{gap:.0f} px apart, same row", gap <= 24 and row <= 1)


def focus(seat: Seat, campaign: Campaign) -> Found:
    seat.go(f"{campaign.site}/")
    at = seat.js("return document.activeElement.tagName")
    auto = seat.js("return document.querySelectorAll('[autofocus]').length")
    return Found(f"focus at load on {at.lower()}, {auto} autofocus", at == "BODY" and not auto)


def close_that_grants(seat: Seat, campaign: Campaign) -> Found:
    seat.go(f"{campaign.site}/")
    others = seat.js("return document.querySelectorAll('#privacy-choices button').length - 2")
    return Found(f"{others} further buttons", others == 0)


def consent_by_reading_on(seat: Seat, campaign: Campaign) -> Found:
    seat.go(f"{campaign.site}/")
    seat.js("scrollTo(0, 2000)")
    time.sleep(0.5)
    for path in PAGES[:4]:
        seat.go(campaign.site + path)
    kept = set(seat.lives())
    return Found(
        f"{len(kept)} cookies, {len(campaign.hits)} requests to the third party",
        not kept and not campaign.hits,
    )


def obstruction(seat: Seat, campaign: Campaign) -> Found:
    seat.go(f"{campaign.site}/")
    share, before, after = seat.js(
        "const part = document.querySelector('#privacy-choices').getBoundingClientRect().height / innerHeight;"
        "const before = scrollY; scrollTo(0, 400); return [part, before, scrollY]"
    )
    return Found(f"{share:.0%} of the window; the page scrolls", share <= 0.33 and after > before)


def nagging(seat: Seat, campaign: Campaign) -> Found:
    seat.go(f"{campaign.site}/")
    seat.click(NO)
    asked = 0
    for path in (*PAGES, "/ar/", "/de/", "/ur/"):
        seat.go(campaign.site + path)
        asked += int(seat.js("return document.querySelectorAll('#privacy-choices').length"))
    return Found(f"asked {asked} times on 9 further pages", asked == 0)


def slower_to_refuse(seat: Seat, campaign: Campaign) -> Found:
    spent = {NO: float("inf"), YES: float("inf")}
    for _ in range(3):
        for button in (NO, YES):
            forget(seat, campaign)
            seat.go(f"{campaign.site}/volunteers")
            start = time.perf_counter()
            seat.click(button)
            while not seat.js("return !!document.querySelector('#privacy-choices-done')"):
                time.sleep(0.005)
            spent[button] = min(spent[button], (time.perf_counter() - start) * 1000)
    return Found(f"{spent[NO]:.0f} ms and {spent[YES]:.0f} ms", spent[NO] <= spent[YES] + 100)


def shorter_memory_of_a_no(seat: Seat, campaign: Campaign) -> Found:
    ends = []
    for button in (NO, YES):
        forget(seat, campaign)
        seat.go(f"{campaign.site}/volunteers")
        seat.click(button)
        seat.go(f"{campaign.site}/volunteers")
        ends.append(((seat.lives()["consent"] or 0) - time.time()) / 86_400)
    return Found(f"{ends[0]:.0f} and {ends[1]:.0f} days", abs(ends[0] - ends[1]) < 0.01)


def legitimate_interest(seat: Seat, campaign: Campaign) -> Found:
    seat.go(f"{campaign.site}/privacy/cookies?lang=en")
    found = seat.js("return (document.body.innerText.match(/legitimate interest/gi) || []).length")
    return Found(f"named {found} times", found == 0)


def hidden_withdrawal(seat: Seat, campaign: Campaign) -> Found:
    seat.go(f"{campaign.site}/")
    seat.click(YES)
    missing, least = 0, float("inf")
    for path in PAGES:
        seat.go(campaign.site + path)
        found = seat.js(
            CONTRAST
            + "const door = document.querySelector('footer a[data-consent-action=settings]');"
            + "return door && door.offsetHeight > 0 ? contrast(door) : 0"
        )
        missing += found == 0
        least = min(least, found)
    seat.click("footer a[data-consent-action=settings]")
    offered = seat.js("return document.querySelectorAll('[data-consent-action=withdraw]').length")
    return Found(
        f"missing on {missing} of {len(PAGES)} pages, contrast {least:.1f}; 2 clicks to withdraw",
        not missing and least >= 4.5 and offered == 1,
    )


def refusal_without_effect(seat: Seat, campaign: Campaign) -> Found:
    seat.go(f"{campaign.site}/")
    seat.click(NO)
    for path in PAGES * 2:
        seat.go(campaign.site + path)
    kept = set(seat.lives()) - {"consent"}
    return Found(f"{len(kept)} cookies, {len(campaign.hits)} requests", not kept and not campaign.hits)


def withdrawal_without_effect(seat: Seat, campaign: Campaign) -> Found:
    seat.go(f"{campaign.site}/")
    seat.click(YES)
    seat.go(f"{campaign.site}/")
    campaign.wait_for_hits("/analytics.js")
    seat.go(f"{campaign.site}/privacy/cookies?lang=en")
    seat.click("[data-consent-action=withdraw]")
    seat.go(f"{campaign.site}/privacy/cookies?lang=en")
    campaign.forget_hits()
    for path in PAGES:
        seat.go(campaign.site + path)
    kept = {name for name in seat.lives() if name.startswith("_ga")}
    return Found(f"{len(kept)} cookies, {len(campaign.hits)} requests", not kept and not campaign.hits)


def unclear_switches(seat: Seat, campaign: Campaign) -> Found:
    seat.go(f"{campaign.site}/privacy/cookies?lang=en")
    boxes, said = seat.js(
        "return [document.querySelectorAll('input[type=checkbox]').length,"
        "[...document.querySelectorAll('.privacy-now')].filter(one => one.innerText === 'Now off').length]"
    )
    return Found(f"{said} of {boxes} boxes have their state in words", boxes == said > 0)


def too_many_words(seat: Seat, campaign: Campaign) -> Found:
    seat.go(f"{campaign.site}/")
    words = seat.js(
        "return document.querySelector('#privacy-choices').innerText.split(/\\s+/).filter(w => /\\w/.test(w)).length"
    )
    return Found(f"{words} words", words <= 60)


def maze(seat: Seat, campaign: Campaign) -> Found:
    seat.go(f"{campaign.site}/")
    purposes = seat.js("return document.querySelectorAll('#privacy-choices li').length")
    seat.click("#privacy-choices [data-consent-action=settings]")
    depth = seat.js("return document.querySelectorAll('details details').length")
    return Found(
        f"{purposes} purposes on the first layer, the whole list 1 click away, {depth} nested folds",
        purposes > 0 and depth == 0,
    )


def louder_accept_in_settings(seat: Seat, campaign: Campaign) -> Found:
    seat.go(f"{campaign.site}/privacy/cookies?lang=en")
    kinds = seat.js(
        "return new Set([...document.querySelectorAll('.privacy-bar button')].map(one => {"
        "const style = getComputedStyle(one), box = one.getBoundingClientRect();"
        "return [style.backgroundColor, style.color, style.fontSize, style.fontWeight, Math.round(box.width),"
        " Math.round(box.height)].join()})).size"
    )
    return Found(f"{kinds} look for 3 buttons", kinds == 1)


def change_of_language(seat: Seat, campaign: Campaign) -> Found:
    wrong = 0
    for tag in ("en", "ar", "de", "ur"):
        home = "" if tag == "en" else f"{tag}/"
        for path in (f"/{home}", f"/privacy/cookies?lang={tag}", f"/privacy?lang={tag}"):
            seat.go(campaign.site + path)
            wrong += int(
                seat.js(
                    "const page = document.documentElement.lang;"
                    "return [...document.querySelectorAll('section[lang], nav.privacy-links, p[lang]')]"
                    ".filter(one => one.lang !== page).length"
                )
            )
    return Found(f"{wrong} parts in another language on 12 pages", wrong == 0)


def forget(seat: Seat, campaign: Campaign) -> None:
    """Make the browser a new one to the site."""
    seat.go(f"{campaign.site}/privacy/cookies?lang=en")
    seat.click("[data-consent-action=forget]")
    seat.go(f"{campaign.site}/privacy/cookies?lang=en")


PATTERNS: Iterable[Pattern] = (
    Pattern("D1", "no reject on the first layer", "in view at load", no_reject_on_the_first_layer),
    Pattern("D2", "more steps to refuse", "clicks equal, keys at most 2 more", more_steps_to_refuse),
    Pattern("D3", "ticked beforehand", "0", ticked_beforehand),
    Pattern("D4", "link in place of a button", "0", link_in_place_of_a_button),
    Pattern("D5", "size", "0.9 to 1.11, 1 px", size),
    Pattern("D6", "colour and contrast", "0; 4.5 or more", colour),
    Pattern("D7", "position", "at most 24 px, one row", position),
    Pattern("D8", "focus that favours", "on neither", focus),
    Pattern("D9", "a close button that grants", "0", close_that_grants),
    Pattern("D10", "consent by reading on", "0", consent_by_reading_on),
    Pattern("D11", "obstruction", "at most 33 %", obstruction),
    Pattern("D12", "nagging", "0", nagging),
    Pattern("D13", "slower to refuse", "at most 100 ms more", slower_to_refuse),
    Pattern("D14", "shorter memory of a no", "equal", shorter_memory_of_a_no),
    Pattern("D15", "a second list by legitimate interest", "0", legitimate_interest),
    Pattern("D17", "hidden withdrawal", "0 pages; 4.5 or more; 2 clicks", hidden_withdrawal),
    Pattern("D18", "refusal without effect", "0", refusal_without_effect),
    Pattern("D19", "withdrawal without effect", "0", withdrawal_without_effect),
    Pattern("D20", "unclear switches", "all", unclear_switches),
    Pattern("D21", "too many words", "at most 60", too_many_words),
    Pattern("D22", "a maze of information", "1 click, at most 2 folds", maze),
    Pattern("D23", "a louder accept in the settings", "1", louder_accept_in_settings),
    Pattern("D25", "change of language", "0", change_of_language),
)
