from typing import Any, get_args

import pytest

from consent.pages.renderer import Frame, Place, Renderer
from consent.terms.category import Category, Controller, Service, StorageItem
from consent.terms.choice import Answer, Consent, Said
from consent.terms.declaration import Declaration
from consent.terms.notice import PLACEHOLDERS, Notice, Surface
from tests.pages.declared_sites import declared, everything, hostile, smallest, usual
from tests.pages.elements import parsed

SITES = {"usual": usual, "everything": everything, "smallest": smallest, "hostile": hostile}
LANGUAGES = ("en", "ar")


def notice_of(declaration: Declaration, surface: Surface, language: str = "en") -> Notice:
    return Renderer(declaration).notice(surface, language, asked_by(declaration, surface))


def asked_by(declaration: Declaration, surface: Surface) -> tuple[str, ...]:
    """What a form of this surface would ask about where it is shown."""
    if surface in PLACEHOLDERS:
        return (next(one.digest for one in declaration.grantables if one.in_place),)
    return new_in(declaration) if surface == "update" else ()


def new_in(declaration: Declaration) -> tuple[str, ...]:
    """What an update would ask about: the first two things of all."""
    return tuple(one.digest for one in declaration.grantables if one.asks)[:2]


def shown(declaration: Declaration, surface: Surface, language: str) -> str:
    renderer, place = Renderer(declaration), Place(language, "/sub", "/articles")
    signal = surface.endswith("signal")
    if surface in PLACEHOLDERS:
        frame = Frame("youtube", "https://www.youtube.com/embed/1", "", first=True, attributes={})
        return renderer.placeholder(place, frame, signal=signal)
    if surface in {"settings", "signal"}:
        visitor = Consent(declaration)
        visitor.heeded = signal
        return renderer.manage_cookies(place, visitor)
    return renderer.banner(place, asked_by(declaration, surface), surface == "update")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("surface", ["banner", "update"])
@pytest.mark.parametrize("site", ["usual", "everything", "hostile"])
def test_a_banner_s_notice_is_exactly_what_the_banner_says(
    site: str, surface: Surface, language: str
) -> None:
    declaration = SITES[site]()
    notice = notice_of(declaration, surface, language)

    assert " ".join(notice.texts) == parsed(shown(declaration, surface, language)).text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("site", SITES)
def test_the_settings_notice_is_exactly_what_one_reads_who_has_not_answered(site: str, language: str) -> None:
    declaration = SITES[site]()
    notice = notice_of(declaration, "settings", language)

    assert " ".join(notice.texts) == parsed(shown(declaration, "settings", language)).one("main").text


@pytest.mark.parametrize("surface", get_args(Surface))
def test_its_buttons_are_the_page_s_buttons_in_order(surface: Surface) -> None:
    declaration = everything()
    buttons = parsed(shown(declaration, surface, "en")).all("button")

    assert notice_of(declaration, surface).buttons == tuple((one["value"], one.text) for one in buttons)


def test_each_form_cites_the_notice_of_its_own_words() -> None:
    declaration = everything()
    for surface in get_args(Surface):
        for language in LANGUAGES:
            cited = parsed(shown(declaration, surface, language)).one("input", name="notice")["value"]

            assert cited == notice_of(declaration, surface, language).hash


def test_a_banner_grants_what_it_asks_about() -> None:
    declaration = everything()
    asking = tuple(one.digest for one in declaration.grantables if one.asks)

    assert notice_of(declaration, "banner").grants == asking
    assert not any(one.special for one in declaration.grantables if one.digest in asking)


def test_an_update_grants_what_is_new_and_ignores_what_nobody_declares() -> None:
    declaration = everything()
    renderer = Renderer(declaration)
    new = new_in(declaration)

    assert renderer.notice("update", "en", (*new[::-1], "AAAAAA")).grants == new


def test_manage_cookies_grants_everything_box_by_box() -> None:
    declaration = everything()

    assert notice_of(declaration, "settings").grants == tuple(one.digest for one in declaration.grantables)


def test_what_is_shown_for_a_signal_grants_in_spite_of_it() -> None:
    declaration = everything()
    despite = tuple(one.despite for one in declaration.grantables)
    (asked,) = asked_by(declaration, "placeholder")

    assert notice_of(declaration, "signal").grants == despite
    assert notice_of(declaration, "placeholder").grants == (asked,)
    (granted,) = notice_of(declaration, "placeholder-signal").grants
    assert declaration.bit_despite_signal[granted] == declaration.bit_by_digest[asked]


def test_it_carries_the_revision_language_and_surface() -> None:
    declaration = everything()
    for surface in get_args(Surface):
        notice = notice_of(declaration, surface, "ar")

        assert (notice.surface, notice.language, notice.revision) == (surface, "ar", declaration.revision)


def test_every_surface_and_language_has_a_notice_of_its_own() -> None:
    declaration = everything()
    hashes = {
        notice_of(declaration, surface, language).hash
        for surface in get_args(Surface)
        for language in LANGUAGES
    }

    assert len(hashes) == 2 * len(get_args(Surface))


def test_the_order_in_which_news_are_named_makes_no_difference() -> None:
    declaration = usual()
    renderer, new = Renderer(declaration), new_in(declaration)

    assert renderer.notice("update", "en", new).hash == renderer.notice("update", "en", new[::-1]).hash


def test_it_is_the_same_for_everybody_everywhere() -> None:
    declaration = everything()
    first, second = Renderer(declaration), Renderer(everything())
    granted = Consent(declaration, declaration.everything, Answer(declaration.revision, 20_000, ()))
    first.manage_cookies(Place("en", "/sub", "/x"), granted, Said.SAVED, "stale-notice")
    first.banner(Place("en", "/sub", "/x"), (), update=False)

    for surface in get_args(Surface):
        asked = asked_by(declaration, surface)
        assert first.notice(surface, "en", asked) == second.notice(surface, "en", asked)


CATEGORY: dict[str, Any] = {
    "key": "analytics",
    "title": "Statistics",
    "description": "count visits",
    "without": "All works.",
    "retention": "a year",
    "personal_data": ("pages visited",),
    "storage": (StorageItem(name="visit", purpose="Counts", max_age="1 day"),),
}
SERVICE: dict[str, Any] = {
    "key": "counter",
    "category": "analytics",
    "title": "Counter",
    "provider": "Counter Ltd",
    "country": "IE",
    "hosts": ("counter.example",),
    "purpose": "Counts visits",
    "safeguard": "None needed",
    "retention": "a year",
    "personal_data": ("ip address",),
    "storage": (StorageItem(name="count", purpose="Counts", max_age="1 day"),),
}
SHOWN_IN_SETTINGS = [
    ("category", {"title": "Figures"}),
    ("category", {"description": "count people"}),
    ("category", {"without": "Nearly all works."}),
    ("category", {"retention": "two years"}),
    ("category", {"personal_data": ("screen size",)}),
    ("category", {"sells_or_shares": True}),
    ("category", {"storage": (StorageItem(name="visit2", purpose="Counts", max_age="1 day"),)}),
    ("category", {"storage": (StorageItem(name="visit", purpose="Counts you", max_age="1 day"),)}),
    ("category", {"storage": (StorageItem(name="visit", purpose="Counts", max_age="2 days"),)}),
    ("category", {"storage": (StorageItem(name="visit", kind="local", purpose="Counts", max_age="1 day"),)}),
    ("service", {"title": "Teller"}),
    ("service", {"provider": "Counter SA"}),
    ("service", {"country": "FR"}),
    ("service", {"hosts": ("other.example",)}),
    ("service", {"purpose": "Counts people"}),
    ("service", {"safeguard": "A contract"}),
    ("service", {"retention": "two years"}),
    ("service", {"personal_data": ("screen size",)}),
    ("service", {"sells_or_shares": True}),
    ("service", {"storage": ()}),
]


def counting(category: dict[str, Any], service: dict[str, Any], **fields: Any) -> Declaration:
    return declared(
        categories=(Category(**{**CATEGORY, **category}),),
        services=(Service(**{**SERVICE, **service}),),
        **fields,
    )


@pytest.mark.parametrize(("owner", "change"), SHOWN_IN_SETTINGS, ids=str)
def test_every_word_shown_in_manage_cookies_is_in_its_hash(owner: str, change: dict[str, Any]) -> None:
    changed = counting(change, {}) if owner == "category" else counting({}, change)

    assert notice_of(changed, "settings").hash != notice_of(counting({}, {}), "settings").hash


@pytest.mark.parametrize(
    "changed",
    [
        counting({"title": "Figures"}, {}),
        counting({"description": "count people"}, {}),
        counting({"without": "Nearly all works."}, {}),
        counting({}, {"title": "Teller"}),
        counting({}, {}, controllers=(Controller(name="Somebody Else"),)),
        counting({}, {}, validity_days=90),
        counting({}, {}, reveals="health"),
    ],
)
def test_every_word_shown_in_the_banner_is_in_its_hash(changed: Declaration) -> None:
    for surface in ("banner", "update"):
        assert notice_of(changed, surface).hash != notice_of(counting({}, {}), surface).hash


@pytest.mark.parametrize("fields", [{"path": "/data"}, {"banner": "overlay"}, {"quiet_paths": ("/pay",)}])
def test_what_nobody_reads_is_not_in_the_hash(fields: dict[str, Any]) -> None:
    for surface in get_args(Surface):
        assert notice_of(usual(**fields), surface).hash == notice_of(usual(), surface).hash
