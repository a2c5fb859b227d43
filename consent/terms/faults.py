"""Faults of a declaration: a stable id, the place, what was seen, what was expected, how to put it right.

Ids are public and never reused. Those starting with `E` stop the site from starting; `W` is said and goes on.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

from pydantic import ValidationError

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

FAULTS: dict[str, str] = {
    "consent.E001": "The file cannot be read as TOML",
    "consent.E002": "Unknown setting",
    "consent.E003": "Missing setting",
    "consent.E004": "Value of the wrong kind",
    "consent.E005": "Secret key missing or short",
    "consent.E006": "`use` names nothing in the catalogue",
    "consent.E007": "Secret in the settings file",
    "consent.E010": "Key or name declared twice",
    "consent.E011": "Service in an unknown category",
    "consent.E012": "Necessary storage without justification",
    "consent.E013": "Known tracker declared necessary",
    "consent.E014": "Storage lives too long",
    "consent.E015": "Third party under a required category",
    "consent.E016": "Preference cookie without a closed set of values",
    "consent.E017": "Nobody answers for the data",
    "consent.E018": "Text missing in an offered language",
    "consent.E019": "Answers kept too long",
    "consent.E020": "Category or service without the words a choice needs",
    "consent.E021": "Special category without a statement of its own",
    "consent.E022": "Storage without consent as its basis",
    "consent.E023": "Data sold or shared while the opt-out signal is ignored",
    "consent.E024": "Name pattern too broad",
    "consent.E025": "Names of different owners overlap",
    "consent.E026": "Cookie prefix rule broken",
    "consent.E028": "base_url unusable",
    "consent.E030": "Origin or host malformed",
    "consent.E031": "Path unusable",
    "consent.E032": "observe_until too far ahead",
    "consent.E033": "cookie_domain does not cover base_url",
    "consent.E034": "cookie_name unusable",
    "consent.E035": "Language not offered by this package",
    "consent.E036": "Link malformed",
    "consent.E039": "Consent cookie would be too long",
    "consent.E042": "Two declarations share a digest",
    "consent.E043": "Setting not available in this version",
    "consent.E046": "Banner too long",
    "consent.W027": "Cookie domain outside the site",
    "consent.W029": "base_url not set",
    "consent.W032": "observe_until has passed",
    "consent.W037": "Answers forgotten early",
    "consent.W041": "Transfer without a named safeguard",
    "consent.W044": "Wording that steers",
    "consent.W045": "Shared personal data reveals a special category",
    "consent.W047": "Policy without a date",
}

KINDS: dict[str, str] = {
    "string_type": "a text in quotes",
    "tuple_type": "a list",
    "dict_type": "a table",
    "model_type": "a table",
    "model_attributes_type": "a table",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "date_type": "a date such as 2026-11-24",
    "date_parsing": "a date such as 2026-11-24",
    "date_from_datetime_parsing": "a date such as 2026-11-24",
    "date_from_datetime_inexact": "a date without a time",
}
"""What pydantic's kinds of errors mean for someone who writes TOML."""

PATTERNS: dict[str, str] = {
    "key": "lower-case letters, digits, - and _, beginning with a letter, at most 40",
    "category": "the key of a category: lower-case letters, digits, - and _",
    "country": "the two capital letters of a country (ISO 3166-1), such as DE",
    "email": "an email address",
    "name": "a name without spaces, quotes, commas, semicolons, =, ? or braces",
    "path": 'a path that begins with "/"',
}
"""What the patterns of the models mean, by field."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a declaration. `place` is a path such as `services[1].hosts`; `line` is 1-based."""

    id: str
    place: str
    seen: str
    expected: str
    remedy: str
    line: int | None = None

    @property
    def is_error(self) -> bool:
        """Whether it stops the site from starting."""
        return ".E" in self.id

    @property
    def title(self) -> str:
        """The heading under which the documentation explains it."""
        return FAULTS[self.id]

    def __str__(self) -> str:
        where = f"line {self.line}, {self.place}" if self.line else self.place
        return (
            f"{self.id} {self.title}\n  at:       {where}\n  seen:     {self.seen}\n"
            f"  expected: {self.expected}\n  remedy:   {self.remedy}"
        )


def shape_faults(error: ValidationError, names: Collection[str] = ()) -> list[Fault]:
    """Translate pydantic's findings into faults, one a place. `names` are the settings there are, for suggestions.

    Values are shown cut short; secrets never reach here.
    """
    faults: dict[str, Fault] = {}
    for found in error.errors(include_url=False):
        place = place_of(found["loc"])
        fault = _shape_fault(place, found, names)
        if place in faults:  # a union was tried: each alternative says what it expected
            expected = dict.fromkeys([*faults[place].expected.split(" or "), fault.expected])
            fault = replace(faults[place], expected=" or ".join(expected))
        faults[place] = fault
    return [fault for fault in faults.values() if not any(is_inside(other, fault.place) for other in faults)]


def is_inside(place: str, outer: str) -> bool:
    """Whether `place` is a part of `outer`: `services[1].hosts` of `services[1]`."""
    return place.startswith((f"{outer}.", f"{outer}["))


def place_of(location: tuple[int | str, ...]) -> str:
    """Write a location as people read it: ("services", 1, "hosts") -> "services[1].hosts"."""
    place = ""
    for step in location or ("settings",):
        if isinstance(step, int):
            place += f"[{step}]"
        elif step not in {"str", "dict[str,str]"} and not step.startswith("function-"):
            place += f".{step}" if place else step
    return place


def _shape_fault(place: str, found: ErrorDetails, names: Collection[str]) -> Fault:
    last = place.rsplit(".", 1)[-1]
    if found["type"] == "extra_forbidden":
        if "secret" in last.lower():
            return Fault(
                "consent.E007",
                place,
                "a secret",
                "no secret in a file that is committed",
                "remove the line and set the environment variable CONSENT_SECRET_KEY",
            )
        near = get_close_matches(last, names, 1)
        remedy = f"did you mean {near[0]}?" if near else "correct the spelling or remove it"
        expected = "a setting named in docs/reference/settings.md"
        return Fault("consent.E002", place, repr(last), expected, remedy)
    if found["type"] == "missing":
        return Fault("consent.E003", place, "nothing", f"a value for {last!r}", f"add {last} = …")
    return Fault("consent.E004", place, _shortened(found["input"]), _expected(last, found), f"correct {last}")


def _expected(field: str, found: ErrorDetails) -> str:
    if found["type"] == "string_pattern_mismatch" and field in PATTERNS:
        return PATTERNS[field]
    said = found["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
    return KINDS.get(found["type"], said)


def _shortened(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "…"
