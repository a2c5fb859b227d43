"""Faults of a declaration: a stable id, the place, what was seen, what was expected, how to put it right.

Ids are public and never reused. Those starting with `E` stop the site from starting; `W` is said and goes on.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

from pydantic import ValidationError

from consent.errors import Fault
from consent.terms.toml_string import toml_string

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

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

BARE = re.compile("[A-Za-z0-9_-]+")
"""Names that TOML writes without quotes."""


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
    for step in location:
        branch = isinstance(step, str) and (step in {"str", "dict[str,str]"} or step.startswith("function-"))
        if not (
            branch and place
        ):  # pydantic's name for one of a union's alternatives is no step of the file's
            place = below(place, step)
    return place or "settings"


def below(place: str, step: int | str) -> str:
    """The place of one part of `place`; a name that TOML would have to quote is quoted."""
    if isinstance(step, int):
        return f"{place}[{step}]"
    name = step if BARE.fullmatch(step) else toml_string(step)
    return f"{place}.{name}" if place else name


def _shape_fault(place: str, found: ErrorDetails, names: Collection[str]) -> Fault:
    last = str(found["loc"][-1]) if found["loc"] else place
    if found["type"] == "extra_forbidden":
        return _unknown_setting(place, last, names)
    if found["type"] == "missing":
        return Fault("consent.E003", place, "nothing", f"a value for {last!r}", f"add {last} = …")
    field = place.rpartition(".")[2]
    remedy = f"correct {field}"
    if found["type"] == "tuple_type" and isinstance(found["input"], Mapping):
        remedy = f"write [[{place}]] with what it needs, such as its key, above [[{place}.…]]"
    return Fault("consent.E004", place, _shortened(found["input"]), _expected(field, found), remedy)


def _unknown_setting(place: str, name: str, names: Collection[str]) -> Fault:
    if "secret" in name.lower():
        remedy = "remove the line and set the environment variable CONSENT_SECRET_KEY"
        return Fault("consent.E007", place, "a secret", "no secret in a file that is committed", remedy)
    near = get_close_matches(name, names, 1)
    if name in near:
        owner = place.rpartition(".")[0]
        remedy = f"write it above the first [[table]]: TOML reads it as a part of {owner}"
    else:
        remedy = f"did you mean {near[0]}?" if near else "correct the spelling or remove it"
    return Fault("consent.E002", place, repr(name), "a setting named in docs/reference/settings.md", remedy)


def _expected(field: str, found: ErrorDetails) -> str:
    if found["type"] == "string_pattern_mismatch" and field in PATTERNS:
        return PATTERNS[field]
    said = found["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
    return KINDS.get(found["type"], said)


def _shortened(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "…"
