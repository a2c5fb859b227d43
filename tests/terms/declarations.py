"""Declarations as a TOML file gives them: one that is sound, and ways to spoil it."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from typing import Any

from consent.errors import Fault, SettingsError
from consent.terms.lints import lint
from consent.terms.settings import Settings

TODAY = date(2026, 11, 24)
SHIPPED = {"en": True, "ar": False}

Raw = dict[str, Any]


def necessary(**changes: Any) -> Raw:
    """A category that needs no consent, with one cookie."""
    return {"key": "necessary", "title": "Necessary", "required": True, "storage": [cart()], **changes}


def cart(**changes: Any) -> Raw:
    """A cookie that the site needs."""
    return {"name": "cart", "max_age": "14 days", "justification": "You filled a basket.", **changes}


def statistics(**changes: Any) -> Raw:
    """A category to consent to."""
    wording = {"title": "Statistics", "description": "count visits", "without": "All pages work without it."}
    return {"key": "statistics", **wording, **changes}


def counter(**changes: Any) -> Raw:
    """A service of it."""
    facts = {"title": "Counter", "provider": "Counter GmbH", "country": "DE", "purpose": "Counts visits"}
    return {"key": "counter", "category": "statistics", "hosts": ["counter.example"], **facts, **changes}


def visits(**changes: Any) -> Raw:
    """A cookie of that service."""
    return {"name": "_visits*", "max_age": "30 days", "purpose": "Tells visits apart", **changes}


def sound(**changes: Any) -> Raw:
    """A declaration without a fault; `changes` replace what it says at the top."""
    return {
        "base_url": "https://www.site.example",
        "updated": date(2026, 11, 1),
        "controllers": [{"name": "Example e.V.", "email": "privacy@site.example"}],
        "categories": [necessary(), statistics()],
        "services": [counter(storage=[visits()])],
        **deepcopy(changes),
    }


def without(raw: Raw, *fields: str) -> Raw:
    """`raw` without some fields."""
    return {field: value for field, value in raw.items() if field not in fields}


def faults_of(raw: Raw) -> list[Fault]:
    """Every fault, of shape or else of meaning."""
    try:
        return lint(Settings.model_validate(raw), TODAY, SHIPPED)
    except SettingsError as error:
        return list(error.faults)


def ids_of(raw: Raw) -> set[str]:
    """The ids of its faults."""
    return {fault.id for fault in faults_of(raw)}
