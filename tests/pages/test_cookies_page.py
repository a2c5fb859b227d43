import pytest

from consent.pages.renderer import Place, Renderer
from consent.terms.category import Category, Service, StorageItem, StorageKind
from consent.terms.choice import Answer, Consent, Said
from consent.terms.declaration import NECESSARY, Declaration
from tests.pages.declared_sites import declared, everything, smallest, usual
from tests.pages.elements import Element, parsed

ENGLISH = Place("en", "", "/privacy/cookies")


def visitor(declaration: Declaration, *keys: str) -> Consent:
    """Someone who said yes to these categories and services, and no to the rest; without keys, nobody yet."""
    bits = sum(one.bit for one in declaration.grantables if one.key in keys) | NECESSARY
    answer = Answer(declaration.revision, 20_781, tuple(declaration.digests_of(bits))) if keys else None
    return Consent(declaration, bits, answer)


def refuser(declaration: Declaration) -> Consent:
    return Consent(declaration, NECESSARY, Answer(declaration.revision, 20_781, ()))


def page_of(
    declaration: Declaration,
    consent: Consent | None = None,
    *,
    place: Place = ENGLISH,
    said: Said | None = None,
    problem: str | None = None,
) -> Element:
    return parsed(Renderer(declaration).manage_cookies(place, consent or visitor(declaration), said, problem))


def test_nothing_is_ticked_before_a_choice_and_after_a_refusal() -> None:
    declaration = everything()
    for consent in (visitor(declaration), refuser(declaration)):
        for problem in (None, "stale-notice"):
            page = page_of(declaration, consent, problem=problem)

            assert page.all("input", type="checkbox")
            assert not [box for box in page.all("input") if "checked" in box.attributes]
            assert not page.all("input", name="shown")


def test_what_is_granted_is_ticked_and_says_so_for_a_later_no() -> None:
    declaration = everything()
    page = page_of(declaration, visitor(declaration, "analytics", "matomo", "politics"))

    ticked = [(box["name"], box["value"]) for box in page.all("input") if "checked" in box.attributes]
    assert ticked == [("category", "politics"), ("category", "analytics"), ("service", "matomo")]
    assert [one["value"] for one in page.all("input", name="shown")] == [
        f"{kind}:{key}" for kind, key in ticked
    ]


def test_every_state_is_told_in_words() -> None:
    declaration = usual()
    page = page_of(declaration, visitor(declaration, "analytics", "matomo"))

    assert "Statistics Now on" in page.one(id="category-analytics").text
    assert "Matomo Now on" in page.one(id="service-matomo").text
    assert "Advertising Now off" in page.one(id="category-marketing").text
    assert "Necessary Always on" in page.one(id="category-necessary").text


def test_everything_that_may_be_allowed_has_one_box() -> None:
    declaration = everything()
    boxes = page_of(declaration).all("input", type="checkbox")

    assert sorted((box["name"], box["value"]) for box in boxes) == sorted(
        (one.kind, one.key) for one in declaration.grantables
    )


def test_every_box_has_a_label_that_names_it() -> None:
    page = page_of(everything())
    for box in page.all("input", type="checkbox"):
        assert page.one("label", for_=box["id"]).text


def test_what_everybody_has_has_no_box() -> None:
    necessary = page_of(everything()).one(id="category-necessary")

    assert "Shield" in necessary.text
    assert necessary.all("input") == []


def test_every_declared_storage_item_is_in_a_table_of_its_owner() -> None:
    declaration = everything()
    page = page_of(declaration)
    for rule in declaration.storage:
        owner = page.one(id=f"service-{rule.service}" if rule.service else f"category-{rule.category}")

        assert rule.item.name in [row.text for row in owner.all("th", scope="row")]


def test_the_cookies_of_our_own_are_listed_under_their_real_names() -> None:
    def names(**fields: object) -> list[str]:
        necessary = page_of(declared(**fields)).one(id="category-necessary")
        return [row.text for row in necessary.all("th", scope="row")]

    assert names() == ["__Host-consent", "__Host-consent-said"]
    assert names(cookie_domain="site.example") == ["__Secure-consent", "__Secure-consent-said"]
    assert names(base_url="http://localhost:8000") == ["consent", "consent-said"]
    on_use = Category(key="media", title="Videos", ask="on-use")
    assert names(categories=(on_use,))[-1] == "__Host-consent-once"
    assert names(cookie_name="choice") == ["__Host-choice", "__Host-choice-said"]


def test_a_row_says_what_for_which_kind_and_how_long() -> None:
    row = next(
        row for row in page_of(usual()).one(id="service-matomo").all("tr") if row.text.startswith("_pk_id*")
    )

    assert [cell.text for cell in row.all("td")] == [
        "Recognises your browser by a number when it comes back.",
        "cookie",
        "13 months",
    ]


def test_necessary_storage_says_why_it_is_needed() -> None:
    necessary = page_of(usual()).one(id="category-necessary")

    assert "Without it the site cannot tell your form from a forged one" in necessary.text


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("messages", "until you close the browser"),
        ("peertube-videojs-volume", "until you clear it"),
        ("peertube-videojs-session-id", "until you close the tab"),
        ("tr", "not kept on your device"),
        ("__Host-consent", "6 months"),
        ("__Host-consent-said", "1 minute"),
    ],
)
def test_how_long_is_told_for_every_kind(name: str, kept: str) -> None:
    rows = {
        row.all("th")[0].text: row.all("td")[-1].text for row in page_of(usual()).all("tr") if row.all("td")
    }

    assert rows[name] == kept


@pytest.mark.parametrize(
    ("kind", "kept"),
    [
        ("cookie", "until you close the browser"),
        ("session", "until you close the tab"),
        *((kind, "until you clear it") for kind in ("local", "idb", "cache")),
        *((kind, "not kept on your device") for kind in ("pixel", "url-id", "fingerprint-api")),
    ],
)
def test_without_a_declared_time_the_kind_says_how_long(kind: StorageKind, kept: str) -> None:
    category = Category(key="one", title="One", storage=(StorageItem(name="thing", kind=kind, purpose="Is"),))
    row = page_of(declared(categories=(category,))).one(id="category-one").all("tr")[-1]

    assert row.all("td")[-1].text == kept


def test_of_another_site_s_cookie_it_says_who_can_delete_it() -> None:
    service = page_of(usual(use=("youtube",))).one(id="service-youtube")
    rows = {row.all("th")[0].text: row for row in service.all("tr") if row.all("td")}

    assert (
        "It belongs to youtube.com. This site cannot delete it, but you can in your browser."
        in rows["VISITOR_INFO1_LIVE"].text
    )
    assert "youtube.com" in [one.text for one in rows["VISITOR_INFO1_LIVE"].all("bdi")]
    assert "It belongs to" not in page_of(usual()).one(id="service-matomo").text


def test_of_another_site_s_counting_request_there_is_nothing_to_delete() -> None:
    pixel = StorageItem(name="seen", kind="pixel", purpose="Counts", domain="else.example")
    service = Service(key="tool", category="one", title="Tool", provider="T", country="GB", storage=(pixel,))
    declaration = declared(categories=(Category(key="one", title="One"),), services=(service,))
    page = page_of(declaration, refuser(declaration), said=Said.WITHDRAWN)

    assert declaration.storage[0].foreign
    assert "It belongs to" not in page.text
    assert "may still hold" not in page.text


def test_a_service_says_who_it_is_where_what_it_learns_and_by_whose_rules() -> None:
    service = page_of(usual()).one(id="service-matomo")

    assert "InnoCraft Limited, New Zealand" in service.text
    assert "What it learns IP address, pages visited," in service.text
    assert "Where data goes *.matomo.cloud" in service.text
    assert service.one("a").text == "Privacy policy of Matomo"
    assert service.one("a")["rel"] == "noreferrer"


def test_a_category_says_what_a_yes_and_a_no_mean() -> None:
    category = page_of(usual()).one(id="category-analytics")

    assert "With a yes count visits and see which pages are read" in category.text
    assert "With a no Every page works the same without it." in category.text


def test_a_special_category_is_allowed_by_its_own_statement_alone() -> None:
    category = page_of(everything()).one(id="category-politics")

    assert (
        category.one("label", for_="allow-category-politics").text
        == "I agree that my political opinions are used to choose adverts."
    )
    assert "“Accept all” leaves this off" in category.text


RULE = "The box of a category switches its services with it. To change a single service, use its own box."


def test_once_above_the_cards_stands_what_the_box_of_a_category_does() -> None:
    said = page_of(everything()).text

    assert said.count(RULE) == 1
    assert said.index(RULE) < said.index("Always on")


def test_where_services_are_on_without_their_category_each_box_counts_by_itself() -> None:
    declaration = everything()
    category = page_of(declaration, visitor(declaration, "matomo")).one(id="category-analytics")

    assert "“Statistics” is off, but not all services below are. Each box counts by itself." in category.text


def test_without_services_that_have_boxes_it_says_nothing_about_them() -> None:
    category = Category(key="one", title="One", description="do one", without="All works.")

    assert RULE not in page_of(declared(categories=(category,))).text


def test_a_stale_choice_says_what_happened_that_nothing_was_saved_and_leads_to_the_boxes() -> None:
    alert = page_of(usual(), problem="stale-notice").one("div", role="alert")

    assert alert.text == (
        "Please choose once more What this site asks has changed since you opened the page. "
        "Nothing was saved, and nothing was turned on or off. Please read what it says now, then choose. "
        "Go to the choices"
    )
    target = page_of(usual()).one(id=alert.one("a")["href"].removeprefix("#"))
    assert target.all("input", type="checkbox")


def test_a_sale_is_named_where_it_happens() -> None:
    page = page_of(usual())

    assert "It sells your personal data" in page.one(id="service-meta-pixel").text
    assert "It sells" not in page.one(id="service-matomo").text


def test_refusing_accepting_and_saving_are_alike() -> None:
    reject, accept, save = page_of(usual()).all("form")[0].all("button")

    assert [one["value"] for one in (reject, accept, save)] == ["reject", "accept", "save"]
    assert [one.text for one in (reject, accept, save)] == ["Reject all", "Accept all", "Save my choices"]
    assert {one["class"] for one in (reject, accept, save)} == {"privacy-button"}
    assert {one["data-consent-action"] for one in (reject, accept, save)} == {"reject", "accept", "save"}


def test_the_first_button_of_the_form_refuses_so_that_enter_never_grants() -> None:
    assert page_of(usual()).all("form")[0].all("button")[0]["value"] == "reject"


def test_everything_can_be_withdrawn_once_something_is_granted() -> None:
    declaration = usual()

    assert "withdraw" not in [one["value"] for one in page_of(declaration).all("button")]
    assert "withdraw" not in [
        one["value"] for one in page_of(declaration, refuser(declaration)).all("button")
    ]
    assert "withdraw" in [
        one["value"] for one in page_of(declaration, visitor(declaration, "matomo")).all("button")
    ]


def test_withdrawing_and_forgetting_send_no_box_along() -> None:
    declaration = usual()
    form = page_of(declaration, visitor(declaration, "analytics", "matomo")).all("form")[1]

    assert [one["value"] for one in form.all("button")] == ["withdraw", "forget"]
    assert [one["name"] for one in form.all("input")] == ["next"]


def test_every_form_posts_to_the_choice_and_returns() -> None:
    page = page_of(usual(), place=Place("en", "/sub", "/sub/privacy/cookies?lang=en"))
    for form in page.all("form"):
        assert (form["method"], form["action"]) == ("post", "/sub/privacy/choice?lang=en")
        assert form.one("input", name="next")["value"] == "/sub/privacy/cookies?lang=en"


def test_without_a_way_back_forms_return_to_this_page() -> None:
    page = page_of(usual(), place=Place("ar", "/sub", ""))

    assert {one["value"] for one in page.all("input", name="next")} == {"/sub/privacy/cookies?lang=ar"}


def test_it_says_whether_and_until_when_one_has_chosen() -> None:
    declaration = usual()

    assert "You have not chosen yet." in page_of(declaration).text
    assert (
        "Your choice of November 24, 2026 is kept until May 23, 2027."
        in page_of(declaration, refuser(declaration)).text
    )
    assert (
        "اختيارك بتاريخ 24 نوفمبر 2026 محفوظ حتى 23 مايو 2027."
        in page_of(declaration, refuser(declaration), place=Place("ar", "", "")).text
    )


def test_a_choice_just_made_is_confirmed_at_the_top() -> None:
    declaration = usual()
    main = page_of(declaration, refuser(declaration), said=Said.SAVED).one("main")
    form = next(child for child in main.children if isinstance(child, Element))
    first = next(child for child in form.children if isinstance(child, Element) and child.tag != "input")

    assert first["id"] == "privacy-choices-done"
    assert (first["role"], first["tabindex"]) == ("status", "-1")
    assert first.text == "Saved. Only what the site needs is on."


def test_after_a_withdrawal_everything_that_the_browser_may_keep_is_named() -> None:
    declaration = usual()
    line = page_of(declaration, refuser(declaration), said=Said.WITHDRAWN).one(id="privacy-choices-done")

    for rule in declaration.storage:
        if rule.service == "peertube":
            assert rule.item.name in line.text


def test_a_site_with_nothing_optional_says_that_there_is_nothing_to_choose() -> None:
    page = page_of(smallest())

    assert "There is nothing to choose." in page.text
    assert page.all("button") == []
    assert "__Host-consent" in page.one(id="category-necessary").text


def test_no_id_comes_twice() -> None:
    for element in (page_of(everything()), page_of(everything(), said=Said.SAVED)):
        ids = [one["id"] for one in element.walk() if "id" in one.attributes]

        assert len(ids) == len(set(ids))


def test_looking_at_it_marks_that_the_page_depends_on_the_visitor() -> None:
    consent = visitor(usual())
    Renderer(usual()).manage_cookies(ENGLISH, consent)

    assert consent.read
