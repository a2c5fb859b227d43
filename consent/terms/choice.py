"""What a visitor answered, what that allows, and what changes an answer.

`Answer` is what the cookie carries, `Choice` what a form asks for, `Consent` what application code reads.
GDPR 4(11): anything but a clear affirmative act is no consent, so every doubt here ends in "not allowed".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, NamedTuple

from consent.errors import TooLate, UnknownKey
from consent.terms.declaration import MARK_LENGTH, NECESSARY, Declaration

Decision = Literal["accept", "reject", "save", "withdraw", "dismiss", "once", "forget"]
DECISIONS: tuple[Decision, ...] = ("accept", "reject", "save", "withdraw", "dismiss", "once", "forget")


class Said(StrEnum):
    """What the confirmation line after a choice is about; the line itself follows from what is on."""

    SAVED = "saved"
    WITHDRAWN = "withdrawn"
    FORGOTTEN = "forgotten"


class ConsentStatus(StrEnum):
    """Where one visitor stands with one category or service (names: W3C DPV `ConsentStatus`)."""

    UNKNOWN = "unknown"
    REFUSED = "refused"
    GIVEN = "given"
    WITHDRAWN = "withdrawn"


TRANSITIONS: dict[tuple[ConsentStatus, bool], ConsentStatus] = {
    (ConsentStatus.UNKNOWN, True): ConsentStatus.GIVEN,
    (ConsentStatus.UNKNOWN, False): ConsentStatus.REFUSED,
    (ConsentStatus.REFUSED, True): ConsentStatus.GIVEN,
    (ConsentStatus.REFUSED, False): ConsentStatus.REFUSED,
    (ConsentStatus.GIVEN, True): ConsentStatus.GIVEN,
    (ConsentStatus.GIVEN, False): ConsentStatus.WITHDRAWN,
    (ConsentStatus.WITHDRAWN, True): ConsentStatus.GIVEN,
    (ConsentStatus.WITHDRAWN, False): ConsentStatus.WITHDRAWN,
}
"""(status, said yes) -> status. There is no other way from one status to another."""


class Answer(NamedTuple):
    """What the consent cookie says: what was asked (`revision`), on which day (days since 1970), what was granted."""

    revision: str
    day: int
    grants: tuple[str, ...]

    def asked(self, mark: str) -> bool:
        """Whether the notice that was answered asked about the grantable with this mark."""
        step = MARK_LENGTH
        return any(
            self.revision[start : start + step] == mark for start in range(0, len(self.revision), step)
        )


@dataclass(frozen=True, slots=True)
class Choice:
    """What one form or API call asks for, before any rule looked at it.

    `shown` names what the form showed as ticked (`category:analytics`), so that leaving one out is a no. `gpc` is
    whether the browser sent Global Privacy Control with it, to a site that heeds it.
    """

    decision: Decision
    categories: frozenset[str] = frozenset()
    services: frozenset[str] = frozenset()
    shown: frozenset[str] = frozenset()
    notice: str | None = None
    gpc: bool = False


class Consent:
    """One visitor's consent, as application code sees it during one request or connection.

    Reading is free; it may withdraw but never grant (design: a grant needs a notice that was shown).
    """

    # Class-level defaults: what most requests never change costs them nothing.
    read = False
    gpc_read = False
    closed = False
    heeded = False
    withdrawn = 0
    signals: Callable[[], bool] = staticmethod(lambda: False)

    def __init__(self, declaration: Declaration, bits: int = NECESSARY, answer: Answer | None = None) -> None:
        self.declaration = declaration
        self.bits = bits
        self.answer = answer

    def allows(self, category: str) -> bool:
        """Whether the category may be used now. Raises UnknownKey for a key that nothing declares."""
        self.read = True
        try:
            return self.bits & self.declaration.category_bits[category] != 0
        except KeyError:
            raise UnknownKey("category", category, list(self.declaration.category_bits)) from None

    def allows_service(self, key: str) -> bool:
        """Whether the service may be used now. Raises UnknownKey for a key that nothing declares."""
        self.read = True
        try:
            return self.bits & self.declaration.service_bits[key] != 0
        except KeyError:
            raise UnknownKey("service", key, list(self.declaration.service_bits)) from None

    @property
    def decided(self) -> bool:
        """Whether the visitor has answered, and the answer is still valid."""
        self.read = True
        return self.answer is not None

    @property
    def revision(self) -> str:
        """The revision of the notice that the visitor answered; empty when undecided."""
        self.read = True
        return self.answer.revision if self.answer else ""

    @property
    def gpc(self) -> bool:
        """Whether the browser sent Global Privacy Control (`Sec-GPC: 1`)."""
        self.gpc_read = True
        return self.signals()

    def withdraw(self, category: str | None = None, *, service: str | None = None) -> None:
        """Take back one category (with its services), one service, or everything; sent when the response starts.

        Raises TooLate once the response has started (GDPR 7(3): no withdrawal is lost in silence), UnknownKey for
        an undeclared key.
        """
        if self.closed:
            raise TooLate(
                "withdraw() came after the response had started; call it before returning the response"
            )
        taken = self._taken(category, service)
        self.withdrawn |= self.bits & taken & ~NECESSARY
        self.bits &= ~taken | NECESSARY

    def _taken(self, category: str | None, service: str | None) -> int:
        if category is None and service is None:
            return self.declaration.everything
        taken = 0
        if category is not None:
            self.allows(category)
            taken |= self.declaration.category_bits[category]
            taken |= sum(member.bit for member in self.declaration.members(category))
        if service is not None:
            self.allows_service(service)
            taken |= self.declaration.service_bits[service]
        return taken


def unanswered(declaration: Declaration, answer: Answer | None) -> list[str]:
    """The digests that the visitor is to be asked about now; empty when no banner is due (R24, R31).

    Who refused everything is left in peace until the answer ends, unless `ask_refusers_again`; who granted
    something is asked only about what their answer was not about.
    """
    asking = [one for one in declaration.grantables if one.asks]
    if answer is None:
        return [one.digest for one in asking]
    if not answer.grants and not declaration.settings.ask_refusers_again:
        return []
    return [one.digest for one in asking if not answer.asked(one.mark)]
