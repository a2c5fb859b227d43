"""What categories and services store on a device, as rows of a table; ours too, for a list is true only if whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markupsafe import Markup

from consent.pages.language import Language
from consent.pages.vocabulary import KINDS, WITHOUT_END
from consent.terms.category import BROWSER_ONLY, StorageItem
from consent.terms.declaration import Declaration
from consent.terms.settings import Settings
from consent.tokens.cookie_name import CookieKind, cookie_name

DAY = 86_400
CONFIRMATION_LIFE = 60
"""Seconds that the cookie lives which carries the confirmation line to the next page (R78: not in its address)."""


@dataclass(frozen=True, slots=True)
class StorageRow:
    """One line of the table. `need` says why it needs no consent."""

    name: str
    kind: Markup
    purpose: Markup | None
    need: Markup | None
    kept: Markup


def storage_rows(items: Iterable[StorageItem], language: Language) -> tuple[StorageRow, ...]:
    """Return a row for each item."""
    return tuple(
        StorageRow(
            name=item.name,
            kind=language.say(KINDS[item.kind]),
            purpose=language.text(item.purpose) if item.purpose else None,
            need=language.text(item.justification) if item.justification else None,
            kept=_kept(item, language),
        )
        for item in items
    )


def _kept(item: StorageItem, language: Language) -> Markup:
    if item.max_age is None and item.kind != "cookie":
        return language.say(WITHOUT_END[item.kind])
    return language.duration(item.max_age)


def own_rows(settings: Settings, language: Language) -> tuple[StorageRow, ...]:
    """Return the rows of the cookies that this package itself sets."""
    # TRANSLATORS: What the cookie is for that holds the visitor's choice. It holds no number that could name a person.
    choice = language.say("Remembers your choice. It holds no number that could name you.")
    # TRANSLATORS: Why that cookie needs no permission.
    need = language.say("Without it the site would have to ask you on every page.")
    # TRANSLATORS: What the short-lived cookie is for that makes the next page confirm a choice.
    said = language.say("Lets the next page confirm your choice once.")
    cookie = language.say(KINDS["cookie"])
    kept = language.duration(settings.validity_days * DAY)
    return (
        StorageRow(_own_name("consent", settings), cookie, choice, need, kept),
        StorageRow(_own_name("said", settings), cookie, said, None, language.duration(CONFIRMATION_LIFE)),
    )


def _own_name(kind: CookieKind, settings: Settings) -> str:
    # Over plain http, which only a developer's machine uses, the name has no prefix.
    secure = not (settings.base_url or "").startswith("http://")
    return cookie_name(kind, settings.cookie_name, secure=secure, shared=settings.cookie_domain is not None)


def left_in_browser(declaration: Declaration, bits: int) -> list[str]:
    """Return names of what may remain on the device of someone who allows only `bits`: a server cannot delete it."""
    return list(dict.fromkeys(_left_in_browser(declaration, bits)))


def _left_in_browser(declaration: Declaration, bits: int) -> Iterator[str]:
    for rule in declaration.storage:
        if not rule.bit & bits and (rule.foreign or rule.item.kind in BROWSER_ONLY):
            yield rule.item.name
