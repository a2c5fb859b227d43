"""What an answer means, who is asked again about what (R22, R24, R25), and what application code may do with it."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from consent.errors import TooLate, UnknownKey
from consent.terms.choice import TRANSITIONS, Answer, Consent, ConsentStatus, unanswered
from consent.terms.declaration import NECESSARY, Declaration
from consent.terms.notice import Notice
from consent.terms.settings import Settings
from tests.terms.declarations import Raw, counter, necessary, sound, statistics
from tests.terms.test_declaration import COUNTER, MEDIA, PLAYER, SPECIAL, STATISTICS, declared, digests

TODAY = 20_781


def answer_to(declaration: Declaration, *granted: str) -> Answer:
    """An answer to the present notice that grants some things, by kind and key."""
    named = digests(declaration)
    return Answer(declaration.revision, TODAY, tuple(sorted(named[name] for name in granted)))


def consent_to(declaration: Declaration, *granted: str) -> Consent:
    """What application code sees of such an answer."""
    answer = answer_to(declaration, *granted)
    return Consent(declaration, declaration.bits_of(answer.grants), answer)


ALL = ("category statistics", "service counter", "category media", "service player")


def test_who_has_not_answered_is_asked_about_all_that_raises_the_banner() -> None:
    declaration = declared(categories=[necessary(), statistics(), MEDIA, SPECIAL])

    assert unanswered(declaration, None) == [one.digest for one in declaration.grantables if one.asks]


def test_nobody_is_asked_where_nothing_raises_the_banner() -> None:
    declaration = declared(categories=[necessary(), MEDIA], services=[PLAYER])

    assert unanswered(declaration, None) == []


def test_who_answered_the_present_notice_is_not_asked() -> None:
    declaration = declared()

    assert unanswered(declaration, answer_to(declaration)) == []
    assert unanswered(declaration, answer_to(declaration, "category statistics")) == []


def test_who_granted_something_is_asked_only_about_what_is_new() -> None:
    answer = answer_to(declared(), "category statistics")
    later = declared(services=[COUNTER, PLAYER, counter(key="new")])

    assert unanswered(later, answer) == [digests(later)["service new"]]


def test_who_granted_something_is_asked_again_about_what_changed() -> None:
    answer = answer_to(declared(), *ALL)
    later = declared(services=[{**COUNTER, "provider": "Another Ltd"}, PLAYER])

    assert unanswered(later, answer) == [digests(later)["service counter"]]
    assert not Consent(later, later.bits_of(answer.grants), answer).allows_service("counter")
    assert Consent(later, later.bits_of(answer.grants), answer).allows("statistics")


def test_who_refused_everything_is_left_in_peace_whatever_is_added() -> None:
    answer = answer_to(declared())
    later: Raw = {"services": [counter(provider="Another Ltd"), counter(key="new")]}

    assert unanswered(declared(**later), answer) == []
    assert unanswered(declared(**later, ask_refusers_again=True), answer) != []


def test_what_was_removed_is_asked_for_by_nobody() -> None:
    answer = answer_to(declared(), *ALL)
    later = declared(categories=[necessary(), STATISTICS], services=[])

    assert unanswered(later, answer) == []
    assert later.bits_of(answer.grants) == later.everything


def test_an_old_and_a_new_process_agree_on_what_was_granted_in_both() -> None:
    old = declared()
    new = declared(services=[COUNTER, counter(key="new"), PLAYER])
    answer = answer_to(new, "category statistics", "service counter", "service new")

    for declaration in (old, new, old, new):
        consent = Consent(declaration, declaration.bits_of(answer.grants), answer)
        assert consent.allows("statistics")
        assert consent.allows_service("counter")
        assert unanswered(declaration, answer) == []


def test_marks_are_read_in_steps_so_that_none_is_found_between_two() -> None:
    answer = Answer("abcdef", TODAY, ())

    assert answer.asked("abc")
    assert answer.asked("def")
    assert not answer.asked("cde")
    assert not Answer("", TODAY, ()).asked("abc")


@pytest.mark.parametrize(("status", "yes"), sorted(product(ConsentStatus, (True, False))))
def test_every_status_has_one_way_on_and_only_a_yes_gives(status: ConsentStatus, yes: bool) -> None:  # noqa: FBT001
    after = TRANSITIONS[status, yes]

    assert (after is ConsentStatus.GIVEN) is yes
    assert (after is ConsentStatus.WITHDRAWN) is (
        not yes and status in {ConsentStatus.GIVEN, ConsentStatus.WITHDRAWN}
    )


def test_without_an_answer_only_the_necessary_is_allowed() -> None:
    consent = Consent(declared())

    assert consent.allows("necessary")
    assert not consent.allows("statistics")
    assert not consent.allows_service("counter")
    assert not consent.decided
    assert consent.revision == ""
    assert not consent.gpc


def test_a_category_and_its_services_are_allowed_apart() -> None:
    consent = consent_to(declared(), "category statistics", "service player")

    assert consent.allows("statistics")
    assert not consent.allows_service("counter")
    assert consent.allows_service("player")
    assert not consent.allows("media")
    assert consent.decided
    assert consent.revision == declared().revision


def test_a_key_that_nothing_declares_is_an_error_that_names_what_is() -> None:
    consent = Consent(declared())

    with pytest.raises(UnknownKey, match=r"'statistic'.*media, necessary, statistics"):
        consent.allows("statistic")
    with pytest.raises(LookupError, match=r"'statistics'.*counter, player"):
        consent.allows_service("statistics")
    with pytest.raises(UnknownKey):
        consent.withdraw("statistic")
    with pytest.raises(UnknownKey):
        consent.withdraw(service="nothing")


@pytest.mark.parametrize(
    "ask",
    [
        lambda consent: consent.allows("statistics"),
        lambda consent: consent.allows_service("counter"),
        lambda consent: consent.decided,
        lambda consent: consent.revision,
    ],
)
def test_whoever_asks_is_noticed_because_the_page_then_depends_on_the_visitor(ask: Any) -> None:
    consent = consent_to(declared())
    assert not consent.read

    ask(consent)

    assert consent.read


@pytest.mark.parametrize(
    ("call", "left"),
    [
        ({}, set()),
        ({"category": "statistics"}, {"media", "player"}),
        ({"service": "counter"}, {"statistics", "media", "player"}),
        ({"category": "media", "service": "counter"}, {"statistics"}),
        ({"category": "necessary"}, {"statistics", "counter", "media", "player"}),
    ],
)
def test_application_code_may_take_back_one_several_or_all(call: dict[str, str], left: set[str]) -> None:
    consent = consent_to(declared(), *ALL)

    consent.withdraw(**call)

    allowed = {key for key in ("statistics", "media") if consent.allows(key)}
    assert allowed | {key for key in ("counter", "player") if consent.allows_service(key)} == left
    assert consent.allows("necessary")


def test_taking_back_twice_is_taking_back_once() -> None:
    consent = consent_to(declared(), *ALL)
    consent.withdraw("statistics")
    once = consent.withdrawn
    consent.withdraw("statistics")

    assert consent.withdrawn == once
    assert consent.withdrawn & ~NECESSARY


def test_a_withdrawal_after_the_response_started_is_not_lost_in_silence() -> None:
    consent = consent_to(declared(), *ALL)
    consent.closed = True

    with pytest.raises(TooLate):
        consent.withdraw()
    assert consent.allows("statistics")


def test_application_code_cannot_grant() -> None:
    offered = {name for name in vars(Consent) if not name.startswith("_")}

    assert offered - {"read", "gpc_read", "closed", "heeded", "withdrawn", "signals"} == {
        "allows", "allows_service", "decided", "revision", "gpc", "withdraw",
    }  # fmt: skip


def notice(**changes: Any) -> Notice:
    """A notice; `changes` replace fields."""
    fields: dict[str, Any] = {
        "surface": "banner",
        "language": "en",
        "revision": "abc",
        "texts": ("A yes lets Example e.V. count visits.",),
        "buttons": (("reject", "Reject all"), ("accept", "Accept all")),
        "grants": ("abcdef",),
    }
    return Notice(**{**fields, **changes})


def test_the_same_words_have_the_same_hash() -> None:
    assert notice().hash == notice().hash
    assert len(notice().hash) == 64


@pytest.mark.parametrize(
    "change",
    [
        {"surface": "settings"},
        {"language": "ar"},
        {"revision": "abd"},
        {"texts": ("A yes lets Example e.V. count visits!",)},
        {"texts": ("A yes lets Example e.V.", "count visits.")},
        {"buttons": (("accept", "Accept all"), ("reject", "Reject all"))},
        {"grants": ()},
    ],
)
def test_any_other_word_order_or_grant_is_another_notice(change: dict[str, Any]) -> None:
    assert notice(**change).hash != notice().hash


def test_a_declaration_without_anything_still_compiles() -> None:
    declaration = Declaration(Settings())

    assert declaration.everything == NECESSARY
    assert unanswered(declaration, None) == []
    assert declared().settings == Settings.model_validate(
        sound(
            categories=[category.model_dump() for category in declared().settings.categories],
            services=[service.model_dump() for service in declared().settings.services],
        )
    )
