from collections.abc import Iterator

import pytest

from consent.errors import RejectedRequest, UnknownKey
from consent.pages.problem import PROBLEMS as WORDS
from consent.pages.renderer import Place, Renderer
from consent.terms.choice import Consent, Said
from consent.terms.declaration import NECESSARY, Declaration
from tests.pages.declared_sites import HOSTILE, everything, hostile, smallest, usual
from tests.pages.elements import Element, parsed

PROBLEMS = ("bad-form", "wrong-origin", "stale-notice")
ENGLISH = Place("en", "", "/articles")
ARABIC = Place("ar", "", "/articles")
SITES = {"usual": usual, "everything": everything, "smallest": smallest, "hostile": hostile}


def pages_of(declaration: Declaration, place: Place) -> Iterator[str]:
    renderer, consent = Renderer(declaration), Consent(declaration)
    yield renderer.manage_cookies(place, consent)
    yield renderer.manage_cookies(place, consent, Said.WITHDRAWN, "stale-notice")
    yield renderer.policy(place, consent)
    for category in declaration.category_bits:
        yield renderer.refusal(place, category, consent)
    for code in PROBLEMS:
        yield renderer.problem(place, code, HOSTILE)


def fragments_of(declaration: Declaration, place: Place) -> Iterator[str]:
    renderer = Renderer(declaration)
    every = tuple(one.digest for one in declaration.grantables)
    yield renderer.head(place)
    yield renderer.banner(place, (), update=False)
    yield renderer.banner(place, every, update=True)
    yield renderer.doors(place)
    for said in Said:
        yield renderer.confirmation(place, said, NECESSARY)
        yield renderer.confirmation(place, said, declaration.everything)


@pytest.mark.parametrize("place", [ENGLISH, ARABIC, Place("ar", "/sub\"'<&>", HOSTILE)])
@pytest.mark.parametrize("site", SITES)
def test_whatever_a_site_writes_stays_text(site: str, place: Place) -> None:
    declaration = SITES[site]()
    for html in (*pages_of(declaration, place), *fragments_of(declaration, place)):
        for element in parsed(html.replace("<!DOCTYPE html>", "")).walk():
            assert element.tag not in {"script", "style", "iframe", "object", "img", "base"}
            assert not [name for name in element.attributes if name.startswith("on") or name == "style"]


@pytest.mark.parametrize(("place", "direction"), [(ENGLISH, "ltr"), (ARABIC, "rtl")])
def test_every_page_is_whole_and_names_its_language_and_direction(place: Place, direction: str) -> None:
    for html in pages_of(everything(), place):
        assert html.startswith("<!DOCTYPE html>")
        page = parsed(html.removeprefix("<!DOCTYPE html>").lstrip()).one("html")

        assert (page["lang"], page["dir"]) == (place.language, direction)
        assert len(page.all("h1")) == 1
        assert len(page.all("main")) == 1


def page_of(html: str) -> Element:
    return parsed(html.removeprefix("<!DOCTYPE html>"))


def test_no_page_of_ours_has_a_banner() -> None:
    for html in pages_of(everything(), ENGLISH):
        assert 'id="privacy-choices"' not in html


def test_every_page_leads_back_and_to_the_doors_and_loads_only_our_stylesheet() -> None:
    renderer = Renderer(usual())
    (name,) = renderer.assets
    for html in pages_of(usual(), Place("en", "/sub", "/sub/articles")):
        page = page_of(html)

        assert page.one("header").all("a")[0]["href"] == "/sub/"
        doors = [one["href"] for one in page.one("footer").all("a")]
        assert "/sub/privacy?lang=en" in doors
        assert "/sub/privacy/cookies?lang=en" in doors
        assert page.one("link")["href"] == f"/sub/privacy/assets/{name}"


def test_every_page_can_be_switched_to_the_other_language() -> None:
    for html in pages_of(usual(), ARABIC):
        links = page_of(html).one("header").one("nav").all("a")

        assert [(one["href"].partition("?")[2], one["lang"], one["dir"], one.text) for one in links] == [
            ("lang=en", "en", "ltr", "English"),
            ("lang=ar", "ar", "rtl", "العربية"),
        ]
        assert [one["lang"] for one in links if "aria-current" in one.attributes] == ["ar"]


def test_the_answer_to_a_form_switches_to_a_page_that_can_be_opened() -> None:
    renderer, place, consent = (
        Renderer(usual()),
        Place("en", "/sub", "/sub/privacy/cookies"),
        Consent(usual()),
    )
    where = {
        renderer.manage_cookies(place, consent, None, "stale-notice"): "/sub/privacy/cookies?lang=ar",
        renderer.problem(place, "bad-form"): "/sub/privacy/cookies?lang=ar",
        renderer.policy(place, consent): "/sub/privacy?lang=ar",
        renderer.refusal(place, "analytics", consent): "?lang=ar",
    }
    for html, address in where.items():
        assert page_of(html).one("header").one("a", lang="ar")["href"] == address


def test_with_one_language_there_is_no_switch() -> None:
    for html in pages_of(usual(languages=("en",)), ENGLISH):
        assert not page_of(html).one("header").all("nav")


def test_titles_name_the_page_and_the_site() -> None:
    renderer = Renderer(usual())

    assert "<title>Manage Cookies · Example Delegation</title>" in renderer.manage_cookies(
        ENGLISH, Consent(usual())
    )
    assert "<title>سياسة الخصوصية · Example Delegation</title>" in renderer.policy(ARABIC, Consent(usual()))


def test_doors_lead_to_the_policy_and_to_manage_cookies() -> None:
    links = parsed(Renderer(smallest()).doors(ENGLISH)).all("a")

    assert [(one["href"], one.text) for one in links] == [
        ("/privacy?lang=en", "Privacy Policy"),
        ("/privacy/cookies?lang=en", "Manage Cookies"),
    ]


def test_doors_lead_to_the_site_s_own_policy_where_it_has_one() -> None:
    links = parsed(Renderer(usual(policy_url="/legal/privacy")).doors(ENGLISH)).all("a")

    assert links[0]["href"] == "/legal/privacy"


def test_a_site_that_sells_or_shares_has_the_door_that_says_so() -> None:
    label = "Do not sell or share my personal information"

    assert label in Renderer(usual()).doors(ENGLISH)
    assert label not in Renderer(smallest()).doors(ENGLISH)


@pytest.mark.parametrize(
    ("said", "keys", "line"),
    [
        (Said.SAVED, (), "Saved. Only what the site needs is on."),
        (Said.SAVED, ("analytics", "matomo"), "Saved. Now on: Statistics."),
        (Said.SAVED, ("peertube",), "Saved. Now on: Video and audio (only PeerTube)."),
        (Said.WITHDRAWN, ("media", "peertube"), "Withdrawn. Still on: Video and audio."),
    ],
)
def test_the_confirmation_says_what_is_on(said: Said, keys: tuple[str, ...], line: str) -> None:
    declaration = usual()
    bits = sum(one.bit for one in declaration.grantables if one.key in keys) | NECESSARY
    confirmed = parsed(Renderer(declaration).confirmation(ENGLISH, said, bits)).one("p")

    assert confirmed.text == line
    assert (confirmed["id"], confirmed["role"], confirmed["tabindex"]) == (
        "privacy-choices-done",
        "status",
        "-1",
    )


def test_a_category_of_which_some_services_are_on_names_them() -> None:
    declaration = everything()
    bits = sum(one.bit for one in declaration.grantables if one.key in {"analytics", "umami", "matomo"})

    assert (
        "Statistics (only Matomo and Umami)"
        in parsed(Renderer(declaration).confirmation(ENGLISH, Said.SAVED, bits)).text
    )


def test_after_a_withdrawal_it_names_some_of_what_only_the_browser_can_remove() -> None:
    line = parsed(Renderer(usual()).confirmation(ENGLISH, Said.WITHDRAWN, NECESSARY)).text

    assert line == (
        "Withdrawn. Only what the site needs is on. Your browser may still hold: peertube-videojs-volume, "
        "peertube-videojs-mute, peertube-videojs-theater-enabled, and 5 more. This site cannot delete that, but you "
        "can: clear site data in your browser’s settings."
    )


def test_another_site_s_cookies_are_named_too_because_no_site_can_remove_them() -> None:
    line = parsed(Renderer(usual(use=("youtube",))).confirmation(ENGLISH, Said.FORGOTTEN, NECESSARY)).text

    assert line.startswith("Forgotten. This browser holds no choice, and only what the site needs is on.")
    assert "VISITOR_INFO1_LIVE" in line


def test_what_is_still_allowed_is_not_named_as_left_over() -> None:
    declaration = usual()

    assert "may still hold" not in Renderer(declaration).confirmation(
        ENGLISH, Said.WITHDRAWN, declaration.everything
    )
    assert "may still hold" not in Renderer(declaration).confirmation(ENGLISH, Said.SAVED, NECESSARY)


def test_a_refusal_names_category_company_country_and_purpose_and_leads_to_its_box() -> None:
    declaration = usual()
    main = page_of(Renderer(declaration).refusal(ENGLISH, "analytics", Consent(declaration))).one("main")

    assert "It uses “Statistics”, which is off." in main.text
    assert "Matomo Counts visits and sees which pages are read InnoCraft Limited, New Zealand" in main.text
    assert main.one("a")["href"] == "/privacy/cookies?lang=en#category-analytics"
    assert 'id="category-analytics"' in Renderer(declaration).manage_cookies(ENGLISH, Consent(declaration))


def test_a_refusal_for_what_nobody_declares_is_a_mistake_of_the_application() -> None:
    with pytest.raises(UnknownKey):
        Renderer(usual()).refusal(ENGLISH, "analitics", Consent(usual()))


SAID_OF_EVERY_ERROR = {
    "en": "Nothing was saved, and nothing was turned on or off.",
    "ar": "لم يُحفظ شيء، ولم يُفعَّل شيء ولم يُوقَف.",
}


@pytest.mark.parametrize("place", [ENGLISH, ARABIC])
def test_every_error_says_that_nothing_was_saved_and_leads_to_manage_cookies(place: Place) -> None:
    renderer = Renderer(usual())
    pages = {renderer.problem(place, code) for code in PROBLEMS}

    assert len(pages) == len(PROBLEMS)
    for page in pages:
        main = page_of(page).one("main")

        assert SAID_OF_EVERY_ERROR[place.language] in main.text
        assert main.one("a")["href"] == f"/privacy/cookies?lang={place.language}"


def test_an_error_says_what_happened_what_it_means_and_what_to_do_next() -> None:
    unreadable, foreign = (
        page_of(Renderer(usual()).problem(ENGLISH, code)).one("main").text
        for code in ("bad-form", "wrong-origin")
    )

    assert unreadable == (
        "Your choice could not be read What your browser sent was incomplete, or was changed on its way. "
        "Nothing was saved, and nothing was turned on or off. Please choose again. Choose again in Manage Cookies"
    )
    assert foreign == (
        "Your choice was not accepted The site could not tell that it was made here and not sent by another site. "
        "Nothing was saved, and nothing was turned on or off. Please choose again here. If this page comes back, "
        "tell the owner of the site. Choose again in Manage Cookies"
    )


def test_every_error_that_a_visitor_can_meet_has_words_of_its_own() -> None:
    rejections = {error.code for error in RejectedRequest.__subclasses__()}

    assert set(PROBLEMS) == rejections == set(WORDS)


def test_an_unknown_error_is_told_as_a_form_that_could_not_be_read() -> None:
    assert Renderer(usual()).problem(ENGLISH, "bad-request") == Renderer(usual()).problem(ENGLISH, "bad-form")


def test_a_hint_is_for_whoever_runs_the_site_and_stands_last() -> None:
    hint = 'base_url = "https://a.example"'
    main = page_of(Renderer(usual()).problem(ENGLISH, "wrong-origin", hint)).one("main")

    assert main.one("code").text == hint
    assert main.text.endswith(f"If you run this site, add this to its consent settings: {hint}")
    assert "If you run this site" not in Renderer(usual()).problem(ENGLISH, "wrong-origin")
