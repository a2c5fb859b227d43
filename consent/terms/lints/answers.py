"""Rules about time and about what this version can do: how long answers count, how long observing lasts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from consent.errors import Fault
from consent.terms.lints.draft import Draft

LONGEST_ANSWER = 400
"""R23: days; also the longest life that browsers give a cookie (RFC 6265bis §5.5)."""
SHORTEST_ANSWER = 180
"""R22: Garante, 10 June 2021: nobody is asked again within six months."""
LONGEST_OBSERVATION = 30


def answers_last_six_months(draft: Draft) -> Iterator[Fault]:
    """R22, R23: long enough to leave people in peace, short enough to be a present wish."""
    days = draft.settings.validity_days
    if days > LONGEST_ANSWER:
        expected = f"at most {LONGEST_ANSWER} days; {SHORTEST_ANSWER} is usual"
        yield Fault(
            "consent.E019", "validity_days", str(days), expected, f"validity_days = {SHORTEST_ANSWER}"
        )
    elif days < SHORTEST_ANSWER:
        expected = f"{SHORTEST_ANSWER} days or more, so that who refused is not asked again within six months"
        yield Fault(
            "consent.W037", "validity_days", str(days), expected, f"validity_days = {SHORTEST_ANSWER}"
        )


def observing_ends(draft: Draft) -> Iterator[Fault]:
    """R3: undeclared storage passes for a few weeks at most."""
    until = draft.settings.observe_until
    if until is None:
        return
    latest = draft.today + timedelta(days=LONGEST_OBSERVATION)
    if until > latest:
        expected = f"a day up to {latest}, {LONGEST_OBSERVATION} days from now"
        yield Fault("consent.E032", "observe_until", str(until), expected, f"observe_until = {latest}")
    elif until < draft.today:
        expected = "no date that has passed: undeclared cookies are dropped since then"
        yield Fault("consent.W032", "observe_until", str(until), expected, "remove the line")


def the_policy_is_dated(draft: Draft) -> Iterator[Fault]:
    """R42, R43: a policy says as of when it is true."""
    updated = draft.settings.updated
    if draft.settings.policy_url is None and (updated is None or updated > draft.today):
        expected = "the day on which you last read the declaration through, not one to come"
        seen = "nothing" if updated is None else str(updated)
        yield Fault("consent.W047", "updated", seen, expected, f"updated = {draft.today}")


def only_what_this_version_does(draft: Draft) -> Iterator[Fault]:
    """No setting is taken and then ignored. Its value is not shown: a database URL may hold a password."""
    if draft.settings.log is not None:
        yield Fault("consent.E043", "log", "a value", "nothing: this version keeps no log", "remove the line")


RULES = (answers_last_six_months, observing_ends, the_policy_is_dated, only_what_this_version_does)
