"""A visitor chooses: the one door through which anything is granted, and through which anything can be refused."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

from consent.errors import StaleNotice
from consent.site import ConsentSite, Opened
from consent.terms.choice import Answer, Choice, Decision, Said
from consent.terms.declaration import MARK_LENGTH, NECESSARY, Declaration
from consent.terms.notice import PLACEHOLDERS, Notice

MOST_FOREIGN = 64
"""Grants and marks of another running version that are carried along; more would be no version but rubbish."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a choice led to. `answer` is what the cookie must say now, None where it must go ("forget").

    `changed` is False where the visitor's valid cookie says it already. `withdrawn` are the bits taken back. `once` is
    the digest of a service that may be used in the next view alone, and `place` the key of one that was asked about
    where it is used.
    """

    answer: Answer | None
    bits: int
    said: Said
    changed: bool
    withdrawn: int
    once: str | None = None
    place: str | None = None


def record_choice(site: ConsentSite, choice: Choice, visitor: Opened) -> Outcome:
    """Carry out `choice` for a visitor whose cookie was read as `visitor`.

    Raises StaleNotice when it asks for a yes without citing a notice now served; a no needs none (GDPR 7(3)).
    """
    held = visitor.bits
    if choice.decision == "forget":
        everything = site.declaration.everything & ~NECESSARY
        return Outcome(None, NECESSARY, Said.FORGOTTEN, changed=True, withdrawn=everything)
    notice = site.cited(choice.notice, visitor.asking, choice.services)
    offered = _offered(site.declaration, notice, gpc=choice.gpc)
    if choice.decision == "once":
        return _once(site.declaration, visitor, notice, offered)
    if choice.gpc and not (notice and notice.surface in PLACEHOLDERS):
        # 11 CCR 7025(c)(3): "accept all" is no yes to what the signal covers, which is asked about by itself.
        general = site.declaration.everything & ~site.declaration.covered
    else:
        general = site.declaration.everything
    bits = NECESSARY | _wanted(site.declaration, choice, held, offered & general)
    if bits & ~held & ~offered or (choice.decision == "accept" and notice is None):
        raise StaleNotice("the yes cites no notice that is now served")
    outcome = _outcome(site, visitor, bits, _Grounds(choice.decision, notice, offered, choice.gpc))
    return replace(outcome, place=_asked_in_place(site.declaration, notice))


def _once(declaration: Declaration, visitor: Opened, notice: Notice | None, offered: int) -> Outcome:
    """One view of the service that a placeholder asked about. No answer is kept, so nothing is to be taken back."""
    if notice is None or notice.surface not in PLACEHOLDERS or not offered:
        raise StaleNotice("the yes for one view cites no placeholder that is now served")
    place = _asked_in_place(declaration, notice)
    return Outcome(
        visitor.answer,
        visitor.bits | offered,
        Said.SAVED,
        changed=False,
        withdrawn=0,
        once=notice.grants[0],
        place=place,
    )


def _asked_in_place(declaration: Declaration, notice: Notice | None) -> str | None:
    if notice is None or notice.surface not in PLACEHOLDERS:
        return None
    return next(one.key for one in declaration.grantables if notice.grants[0] in {one.digest, one.despite})


def withdraw(site: ConsentSite, visitor: Opened, taken: int) -> Outcome:
    """Take back the grants in `taken`: what application code asks for through `Consent.withdraw`."""
    return _outcome(site, visitor, visitor.bits & ~taken | NECESSARY, _Grounds("withdraw"))


def _wanted(declaration: Declaration, choice: Choice, held: int, offered: int) -> int:
    if choice.decision == "reject":
        return NECESSARY
    if choice.decision == "dismiss":
        # R20: closing is a no to what was asked, and no withdrawal of what was not.
        return held
    if choice.decision == "accept":
        # GDPR 9(2)(a), R33: "accept all" never says yes to a special category.
        general = sum(one.bit for one in declaration.grantables if not one.special)
        return held | (offered & general)
    if choice.decision == "withdraw":
        return held & ~_named(declaration, choice) if choice.categories or choice.services else NECESSARY
    return _saved(declaration, choice)


def _saved(declaration: Declaration, choice: Choice) -> int:
    """What a form's ticks stand for.

    A category ticked afresh, with none of its services ticked or shown as ticked, takes its services along.
    One shown as ticked and now unticked takes them away. Else each box speaks for itself.
    """
    bits = 0
    for category in declaration.grantables:
        if category.kind == "category":
            members = declaration.members(category.key)
            ticked = sum(member.bit for member in members if member.key in choice.services)
            was_on = f"category:{category.key}" in choice.shown
            if category.key not in choice.categories:
                bits |= 0 if was_on else ticked
            elif was_on or ticked or any(f"service:{member.key}" in choice.shown for member in members):
                bits |= category.bit | ticked
            else:
                bits |= category.bit | sum(member.bit for member in members)
    return bits


def _named(declaration: Declaration, choice: Choice) -> int:
    bits = 0
    for one in declaration.grantables:
        if one.category in choice.categories or (one.kind == "service" and one.key in choice.services):
            bits |= one.bit
    return bits


def _offered(declaration: Declaration, notice: Notice | None, *, gpc: bool) -> int:
    """What a notice may grant; with the signal, only what it offers in spite of it."""
    return declaration.bits_of(notice.grants, signal=gpc) & ~NECESSARY if notice else 0


class _Grounds(NamedTuple):
    """What a change rests on: the decision, the cited notice, what it offered, and whether the browser sent GPC."""

    decision: Decision
    notice: Notice | None = None
    offered: int = 0
    gpc: bool = False


def _outcome(site: ConsentSite, visitor: Opened, bits: int, grounds: _Grounds) -> Outcome:
    withdrawn = visitor.bits & ~bits
    said = Said.WITHDRAWN if grounds.decision == "withdraw" or withdrawn else Said.SAVED
    answer = _answer(site, visitor.answer, bits, grounds)
    before = visitor.answer
    changed = before is None or before.grants != answer.grants or bool(visitor.asking)
    return Outcome(answer if changed else before, bits, said, changed, withdrawn)


def _answer(site: ConsentSite, before: Answer | None, bits: int, grounds: _Grounds) -> Answer:
    """The new answer. What a version running beside this one asked and was granted is kept with any remaining yes."""
    declaration = site.declaration
    kept = declaration.bits_of(before.grants, signal=True) if before else 0
    grants = declaration.digests_of(bits, declaration.everything if grounds.gpc else kept)
    if not grants:
        return Answer(declaration.revision, site.today, ())
    in_place = grounds.notice is not None and grounds.notice.surface in PLACEHOLDERS
    # Who was asked about one film, in its place, was asked about nothing else.
    marks = set() if in_place else _marks(declaration.revision)
    if before is not None:
        foreign = {digest for digest in before.grants if digest not in declaration.bit_by_digest}
        older = _marks(before.revision)
        if len(foreign) <= MOST_FOREIGN and len(older) <= MOST_FOREIGN:
            grants = sorted({*grants, *foreign})
            marks |= older
    renewed = not bits & ~NECESSARY & ~grounds.offered
    # An old yes is not renewed by a notice without it.
    day = site.today if renewed or before is None else before.day
    return Answer("".join(sorted(marks)), day, tuple(grants))


def _marks(revision: str) -> set[str]:
    return {revision[start : start + MARK_LENGTH] for start in range(0, len(revision), MARK_LENGTH)}
