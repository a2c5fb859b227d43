import pytest

from consent.pages.renderer import Place, Renderer
from consent.terms.category import Category, Controller, Service
from consent.terms.declaration import Declaration
from tests.pages.declared_sites import HOSTILE, declared, everything, smallest, usual
from tests.pages.elements import Element, parsed

ENGLISH = Place("en", "", "/articles?page=2")
ARABIC = Place("ar", "", "/articles?page=2")


def banner_of(
    declaration: Declaration, place: Place = ENGLISH, new: tuple[str, ...] = (), *, update: bool = False
) -> Element:
    return parsed(Renderer(declaration).banner(place, new, update))


def digests(declaration: Declaration, *categories: str) -> tuple[str, ...]:
    return tuple(one.digest for one in declaration.grantables if one.category in categories)


def test_it_is_one_named_region_that_search_engines_do_not_quote() -> None:
    section = banner_of(usual()).one("section")

    assert section["id"] == "privacy-choices"
    assert section["role"] == "region"
    assert "data-nosnippet" in section.attributes
    assert section.one(id=section["aria-labelledby"]).text == "Privacy choices"


@pytest.mark.parametrize(("place", "direction"), [(ENGLISH, "ltr"), (ARABIC, "rtl")])
def test_it_names_its_language_and_direction(place: Place, direction: str) -> None:
    section = banner_of(usual(), place).one("section")

    assert (section["lang"], section["dir"]) == (place.language, direction)


def test_it_is_one_form_that_posts_the_notice_and_the_way_back() -> None:
    renderer = Renderer(usual())
    form = parsed(renderer.banner(Place("en", "/sub", "/sub/articles"), (), update=False)).one("form")

    assert (form["method"], form["action"]) == ("post", "/sub/privacy/choice?lang=en")
    assert form.one("input", name="notice")["value"] == renderer.notice("banner", "en").hash
    assert form.one("input", name="next")["value"] == "/sub/articles"


def test_refusing_comes_first_and_differs_from_accepting_only_in_what_it_says() -> None:
    reject, accept = banner_of(usual()).all("button")

    assert (reject["value"], accept["value"]) == ("reject", "accept")
    assert (reject["data-consent-action"], accept["data-consent-action"]) == ("reject", "accept")
    told = {"value", "data-consent-action"}
    assert {name: reject[name] for name in reject.attributes if name not in told} == {
        name: accept[name] for name in accept.attributes if name not in told
    }
    assert (reject.text, accept.text) == ("Reject all", "Accept all")


def test_no_element_stands_between_refusing_and_accepting() -> None:
    row = next(one for one in banner_of(usual()).walk() if one.attributes.get("class") == "privacy-row")

    assert [child.tag for child in row.children if isinstance(child, Element)] == ["button", "button", "a"]


def test_choosing_is_a_plain_link_to_manage_cookies_in_the_same_language() -> None:
    link = banner_of(usual(), ARABIC).one("a")

    assert (link["href"], link["data-consent-action"]) == ("/privacy/cookies?lang=ar", "settings")


def test_with_one_language_links_name_none() -> None:
    link = banner_of(usual(languages=("en",))).one("a")

    assert link["href"] == "/privacy/cookies"


def test_nothing_in_it_takes_focus_or_runs() -> None:
    for element in banner_of(everything()).walk():
        assert element.tag not in {"script", "style", "iframe", "img", "link"}
        assert not {"autofocus", "style", "tabindex"} & element.attributes.keys()
        assert not [name for name in element.attributes if name.startswith("on")]


@pytest.mark.parametrize("place", [ENGLISH, ARABIC])
def test_a_usual_site_needs_at_most_60_words_buttons_included(place: Place) -> None:
    assert len(banner_of(usual(), place).text.split()) <= 60


def test_it_says_who_asks_what_for_through_whom_what_works_without_and_for_how_long() -> None:
    said = banner_of(usual()).text

    assert "A yes lets Example Delegation:" in said
    assert "Statistics: count visits and see which pages are read (Matomo)" in said
    assert "Advertising: measure our adverts and show you adverts on other sites (Meta Pixel)" in said
    assert "Every page works the same without it." in said
    assert "Your answer lasts 6 months. Change it any time in Manage Cookies." in said


def test_purposes_come_before_the_buttons() -> None:
    section = banner_of(usual()).one("section")
    order = [one.tag for one in section.walk() if one.tag in {"li", "button"}]

    assert order == ["li", "li", "button", "button"]


def test_what_is_asked_for_on_use_or_is_special_is_not_in_it() -> None:
    said = banner_of(everything()).text

    assert "Political adverts" not in said
    assert "YouTube" not in said


def test_what_works_without_is_said_beside_each_purpose_where_it_differs() -> None:
    categories = (
        Category(key="one", title="One", description="do one", without="One is missing."),
        Category(key="two", title="Two", description="do two", without="Two is missing."),
    )
    banner = banner_of(declared(categories=categories))

    assert [one.text for one in banner.all("li")] == [
        "One: do one One is missing.",
        "Two: do two Two is missing.",
    ]


def test_what_works_without_is_not_claimed_for_a_purpose_that_does_not_say_it() -> None:
    categories = (
        Category(key="one", title="One", description="do one", without="All works."),
        Category(key="two", title="Two", description="do two"),
    )
    banner = banner_of(declared(categories=categories))

    assert "All works." not in " ".join(paragraph.text for paragraph in banner.all("p"))
    assert [one.text for one in banner.all("li")] == ["One: do one All works.", "Two: do two"]


def test_of_many_services_the_first_three_are_named_and_the_rest_counted() -> None:
    said = banner_of(everything()).text

    assert "(Matomo, Umami, Plausible Analytics, and 1 more)" in said


def test_of_many_controllers_two_are_named() -> None:
    assert "Example Delegation, Partner e.V., and 1 more" in banner_of(everything()).text


def test_those_who_only_advise_are_not_said_to_ask() -> None:
    officer = Controller(name="Officer", role="data-protection-officer")

    assert "Officer" not in banner_of(usual(controllers=(Controller(name="Site"), officer))).text


def test_without_a_controller_it_is_this_site_that_asks() -> None:
    assert "A yes lets this site:" in banner_of(usual(controllers=())).text


def test_what_a_visit_may_reveal_is_said_above_both_buttons() -> None:
    sentence = "The companies named could work out your political opinions."
    said = banner_of(usual(reveals="political opinions")).text

    assert said.index(sentence) < said.index("Reject all")
    assert sentence not in banner_of(usual()).text


def test_what_a_visit_may_reveal_is_said_in_the_page_s_language() -> None:
    assert "الآراء السياسية" in banner_of(usual(reveals="Political opinions"), ARABIC).text


def test_the_fixed_form_is_a_setting() -> None:
    assert "privacy-fixed" in banner_of(usual(banner="overlay")).one("section")["class"]
    assert "privacy-fixed" not in banner_of(usual()).one("section")["class"]


def test_where_nothing_needs_asking_there_is_none() -> None:
    assert Renderer(smallest()).banner(ENGLISH, (), update=False) == ""
    assert Renderer(declared(use=("peertube",))).banner(ENGLISH, (), update=False) == ""


def test_an_update_asks_only_about_what_is_new() -> None:
    declaration = usual()
    banner = banner_of(declaration, new=digests(declaration, "marketing"), update=True)

    assert banner.one("h2").text == "New since your last answer"
    assert [one.text for one in banner.all("li")] == [
        "Advertising: measure our adverts and show you adverts on other sites (Meta Pixel)"
    ]


def test_an_update_about_one_new_service_names_it_alone() -> None:
    declaration = everything()
    umami = next(one.digest for one in declaration.grantables if one.key == "umami")
    banner = banner_of(declaration, new=(umami,), update=True)

    assert [one.text for one in banner.all("li")] == [
        "Statistics: count visits and see which pages are read (Umami)"
    ]


def test_closing_an_update_is_a_no_to_what_is_new_and_to_nothing_else() -> None:
    declaration = usual()
    reject, accept = banner_of(declaration, new=digests(declaration, "marketing"), update=True).all("button")

    assert (reject["value"], reject["data-consent-action"], reject.text) == (
        "dismiss",
        "reject",
        "Keep these off",
    )
    assert (accept["value"], accept["data-consent-action"], accept.text) == (
        "accept",
        "accept",
        "Turn these on",
    )
    assert reject["class"] == accept["class"]


def test_an_update_about_nothing_we_know_is_not_shown() -> None:
    assert Renderer(usual()).banner(ENGLISH, ("AAAAAA",), update=True) == ""
    assert Renderer(usual()).banner(ENGLISH, (), update=True) == ""


def test_the_way_back_is_escaped_at_every_showing() -> None:
    renderer = Renderer(usual())
    for path in ("/", '/?"><script>', "/" + HOSTILE, "/a&amp=b"):
        form = parsed(renderer.banner(Place("en", "", path), (), update=False)).one("form")

        assert form.one("input", name="next")["value"] == path


def test_a_language_that_is_not_offered_falls_back() -> None:
    renderer = Renderer(usual(languages=("en", "ar")))

    for asked, spoken in (("ar-EG", "ar"), ("de", "en"), ("", "en")):
        assert (
            parsed(renderer.banner(Place(asked, "", "/"), (), update=False)).one("section")["lang"] == spoken
        )


def test_a_text_that_exists_only_in_another_language_names_it() -> None:
    categories = (Category(key="marks", title="Reading marks", description="remember the line"),)
    banner = banner_of(declared(categories=categories), ARABIC)

    assert [(one["lang"], one["dir"], one.text) for one in banner.one("ul").all("span")] == [
        ("en", "ltr", "Reading marks"),
        ("en", "ltr", "remember the line"),
    ]


def test_names_are_kept_apart_from_the_direction_around_them() -> None:
    assert [one.text for one in banner_of(usual(), ARABIC).all("bdi")] == [
        "Example Delegation",
        "Matomo",
        "Meta Pixel",
    ]


def test_a_service_of_a_category_that_asks_is_asked_about_even_without_words() -> None:
    categories = (Category(key="plain", title="Plain"),)
    services = (Service(key="tool", category="plain", title="Tool", provider="Tool Ltd", country="GB"),)

    assert [one.text for one in banner_of(declared(categories=categories, services=services)).all("li")] == [
        "Plain (Tool)"
    ]
