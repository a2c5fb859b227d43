"""A declaration with its faults of shape put aside, so that its meaning can be looked at all the same.

What is put aside is a field, never an entry: the places of everything else stay as written.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from consent.errors import Fault, SettingsError
from consent.terms.faults import below, is_inside
from consent.terms.settings import Settings

ROUNDS = 8
"""Putting one thing aside may show another; a declaration that is still wrong after these is left alone."""

STAND_INS: dict[str, str] = {
    "title": "unnamed",
    "provider": "unnamed",
    "country": "FR",
    "category": "unnamed",
}
"""What stands for a required field that is missing or was put aside; `key` and `name` get ones of their own."""

FOLLOWS: dict[str, frozenset[str]] = {
    field: frozenset(f"consent.{number}" for number in numbers.split())
    for field, numbers in {
        "base_url": "E015 E033 W027 W029",
        "own_hosts": "E015 W027",
        "cookie_domain": "E015 W027",
        "cookie_name": "E025",
        "languages": "E018 E035 E046 W044",
        "accept_unreviewed": "E035",
        "use": "E011 E020",
        "controllers": "E017 W041",
        "role": "E017",
        "email": "E017",
        "url": "E017",
        "address": "E017",
        "name": "E010 E013 E017 E024 E025 E026",
        "country": "W041",
        "categories": "E011 E012 E013 E015 E016 E020 E025",
        "services": "E010 E025",
        "key": "E010 E011 E042",
        "category": "E010 E011 E012 E013 E015 E016 E025 E042 W045",
        "required": "E012 E013 E015 E016 E020 E021 E022 E025",
        "ask": "E046",
        "description": "E020 E046",
        "without": "E020",
        "purpose": "E020",
        "justification": "E012",
        "safeguard": "W041",
        "updated": "W047",
        "storage": "E010 E025",
        "special": "E021 E046 W045",
        "statement": "E021",
        "gpc": "E023",
        "hosts": "W027",
        "domain": "E010 E015 E026 W027",
        "kind": "E010 E025 E026",
        "path": "E010 E026",
        "preference": "E016",
        "values": "E016",
    }.items()
}
"""Faults of meaning that putting a field aside may cause by itself."""


class Repair:
    """Puts aside what is wrong in `raw`, which it changes."""

    def __init__(self, raw: dict[str, Any], faults: Iterable[Fault]) -> None:
        self._raw = raw
        self._faults = list(faults)
        self._aside: set[str] = set()
        self._hidden: set[str] = set()
        self._written: dict[str, str] = {}

    def sound(self) -> Settings | None:
        """The declaration without what is wrong, or None if too much is."""
        faults = self._faults
        for _ in range(ROUNDS):
            self._drop_unknown_use(faults)
            for fault in faults:
                self._put_aside(fault)
            try:
                return Settings.model_validate(self._raw)
            except SettingsError as error:
                faults = list(error.faults)
        return None

    def own(self, faults: Iterable[Fault]) -> list[Fault]:
        """Of some faults of meaning, those that are the declaration's own and not the repair's."""
        renamed = [replace(fault, place=self._as_written(fault.place)) for fault in faults]
        return [
            fault for fault in renamed if fault.id not in self._hidden and not self._is_aside(fault.place)
        ]

    def _is_aside(self, place: str) -> bool:
        return any(place == aside or is_inside(place, aside) for aside in self._aside)

    def _as_written(self, place: str) -> str:
        for stand_in, written in self._written.items():
            place = place.replace(f"[{stand_in}]", f"[{written}]")
        return place

    def _drop_unknown_use(self, faults: Iterable[Fault]) -> None:
        unknown = {fault.place for fault in faults if fault.id == "consent.E006"}
        if unknown:
            self._hide("use")
            self._raw["use"] = [
                name for at, name in enumerate(self._raw["use"]) if f"use[{at}]" not in unknown
            ]

    def _put_aside(self, fault: Fault) -> None:
        found = _innermost(self._raw, "", fault.place) if fault.id != "consent.E006" else None
        if found is None:
            return
        table, field, owner = found
        self._aside.add(fault.place)
        self._hide(field)
        before = table.pop(field, None)
        if fault.id == "consent.E002":
            return
        if field in STAND_INS:
            table[field] = STAND_INS[field]
        elif field in {"key", "name"}:
            table[field] = f"unnamed-{len(self._written)}"
            self._written[table[field]] = (
                before if isinstance(before, str) else owner.rpartition("[")[2].rstrip("]")
            )

    def _hide(self, field: str) -> None:
        """Hide what follows from the loss of a field, also when it was there but misspelt."""
        for name in [field] if field in FOLLOWS else get_close_matches(field, FOLLOWS, 1):
            self._hidden |= FOLLOWS[name]


def _innermost(node: object, here: str, place: str) -> tuple[dict[str, Any], str, str] | None:
    """The innermost table on the way to `place`, which of its fields leads there, and the table's own place."""
    if isinstance(node, dict):
        for field, value in node.items():
            inner = below(here, field)
            if place == inner or is_inside(place, inner):
                return _innermost(value, inner, place) or (node, field, here)
        missing = place.removeprefix(f"{here}.")
        return (node, missing, here) if place == f"{here}.{missing}" and "." not in missing else None
    for position, value in enumerate(node if isinstance(node, list) else ()):
        inner = below(here, position)
        if place == inner or is_inside(place, inner):
            return _innermost(value, inner, place)
    return None
