"""What a declaration must mean, beyond its shape: every rule of law and protocol that settings alone can show.

`lint` says everything at once. Each rule is one small function; the files group them by what they read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from consent.errors import Fault
from consent.terms.lints import address, answers, purposes, storage, words
from consent.terms.lints.draft import Draft
from consent.terms.settings import Settings

Rule = Callable[[Draft], Iterator[Fault]]

RULES: tuple[Rule, ...] = (*words.RULES, *purposes.RULES, *storage.RULES, *address.RULES, *answers.RULES)


def lint(settings: Settings, today: date, shipped: Mapping[str, bool]) -> list[Fault]:
    """Return every fault of `settings`, sorted by place.

    `shipped` says for each language of this package's own texts whether a person has reviewed them.
    """
    draft = Draft(settings, today, shipped)
    faults = {fault for rule in RULES for fault in rule(draft)}
    return sorted(faults, key=lambda fault: (fault.place, fault.id, fault.seen))
