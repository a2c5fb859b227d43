from consent.pages.renderer import Place, Renderer
from consent.terms.choice import Consent
from consent.terms.declaration import Declaration
from tests.pages.declared_sites import declared, everything, smallest, usual
from tests.pages.elements import Element, parsed

ENGLISH = Place("en", "", "/privacy")


def policy_of(declaration: Declaration, place: Place = ENGLISH) -> Element:
    return parsed(Renderer(declaration).policy(place, Consent(declaration))).one("main")


def test_it_names_who_answers_and_how_to_reach_them() -> None:
    said = policy_of(everything()).text

    assert (
        "Responsible for this site Example Delegation Address 1 Example Street, Ireland Phone +353 1" in said
    )
    assert "Jointly responsible for this site Partner e.V. Website https://partner.example" in said
    assert "Data protection officer D. P. Officer Email dpo@site.example" in said


def test_it_gives_each_purpose_its_legal_basis() -> None:
    said = policy_of(everything()).text

    assert "Necessary What it is for keep you signed in" in said
    assert "Legal basis Needed for what you ask the site to do" in said
    assert "Legal basis Your consent" in said
    assert (
        "Political adverts What it is for choose adverts by your views Legal basis Your explicit consent"
        in said
    )


def test_a_legitimate_interest_is_named_as_one() -> None:
    from consent.terms.category import Category

    category = Category(
        key="safe", title="Safety", description="find attacks", legal_basis="legitimate-interest"
    )

    assert "Legal basis Our legitimate interest" in policy_of(declared(categories=(category,))).text


def test_it_names_every_recipient_with_country_and_safeguard() -> None:
    declaration = everything()
    said = policy_of(declaration).text
    for service in declaration.settings.services:
        assert service.provider in said
    assert "InnoCraft Limited, New Zealand" in said
    assert "Protection abroad The European Commission has decided" in said


def test_its_tables_are_exactly_what_is_declared_and_ours() -> None:
    declaration = everything()
    rows = [row.text for row in policy_of(declaration).all("th", scope="row")]
    own = ["__Host-consent", "__Host-consent-said", "__Host-consent-once"]

    assert sorted(rows) == sorted([*(rule.item.name for rule in declaration.storage), *own])


def test_it_lists_the_rights_and_where_to_complain() -> None:
    policy = policy_of(everything())
    rights = policy.all("ul")[-1]

    assert len(rights.all("li")) == 6
    assert "You can also complain to: Data Protection Commission." in policy.text
    assert "the data protection authority of your country" in policy_of(usual()).text


def test_it_says_how_to_change_one_s_mind_and_leads_there() -> None:
    policy = policy_of(usual())

    assert "You can take back a yes at any time, as easily as you gave it." in policy.text
    assert "A yes and a no are both kept for 6 months; then the site asks again." in policy.text
    assert policy.one("a", data_consent_action="settings")["href"] == "/privacy/cookies?lang=en"


def test_it_says_that_nothing_is_owed_and_nothing_decided_by_machine() -> None:
    said = policy_of(usual()).text

    assert "No law and no contract obliges you to allow any of this." in said
    assert "Nothing listed here is used for automatic decisions about you." in said


def test_it_says_whether_data_is_sold() -> None:
    assert "Some of what is listed here sells personal data" in policy_of(usual()).text
    assert "Your personal data is not sold" in policy_of(smallest()).text


def test_it_is_dated_if_the_site_dates_it() -> None:
    assert "Last changed on November 24, 2026." in policy_of(usual()).text
    assert "Last changed" not in policy_of(usual(updated=None)).text


def test_a_site_with_nothing_optional_claims_nothing_about_choices() -> None:
    said = policy_of(smallest()).text

    assert "take back a yes" not in said
    assert "obliges" not in said


def test_it_has_no_form() -> None:
    policy = policy_of(everything())

    assert not policy.all("form")
    assert not policy.all("input")
