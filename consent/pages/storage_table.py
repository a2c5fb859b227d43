"""What categories and services store on a device, as rows of a table; ours too, for a list is true only if whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markupsafe import Markup

from consent.pages.language import Language, name
from consent.pages.vocabulary import KINDS, LEAVES_NOTHING, WITHOUT_END
from consent.terms.category import BROWSER_ONLY, StorageItem
from consent.terms.declaration import Declaration, StorageRule
from consent.terms.settings import Settings
from consent.tokens.cookie_name import CookieKind, cookie_name

DAY = 86_400
CONFIRMATION_LIFE = 60
"""Seconds that the cookie lives which carries the confirmation line to the next page (R78: not in its address)."""


@dataclass(frozen=True, slots=True)
class StorageRow:
    """One line of the table. `need` says why it needs no consent, `away` that another site keeps it."""

    name: str
    kind: Markup
    purpose: Markup | None
    need: Markup | None
    kept: Markup
    away: Markup | None = None


def storage_rows(rules: Iterable[StorageRule], language: Language) -> tuple[StorageRow, ...]:
    """Return a row for each declared item."""
    return tuple(_storage_row(rule, language) for rule in rules)


def _storage_row(rule: StorageRule, language: Language) -> StorageRow:
    item = rule.item
    return StorageRow(
        name=item.name,
        kind=language.say(KINDS[item.kind]),
        purpose=language.text(item.purpose) if item.purpose else None,
        need=language.text(item.justification) if item.justification else None,
        kept=_kept(item, language),
        away=_away(rule, language),
    )


def _away(rule: StorageRule, language: Language) -> Markup | None:
    if not rule.foreign or rule.item.kind in LEAVES_NOTHING:
        return None
    domain = name((rule.item.domain or "").lstrip("."))
    # TRANSLATORS: In the table of cookies, about one of another website. %(domain)s: "youtube.com".
    return language.say(
        "It belongs to %(domain)s. This site cannot delete it, but you can in your browser.", domain=domain
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
    minute = language.duration(CONFIRMATION_LIFE)
    rows = (
        StorageRow(_own_name("consent", settings), cookie, choice, need, kept),
        StorageRow(_own_name("said", settings), cookie, said, None, minute),
    )
    if not any(category.ask == "on-use" for category in settings.categories):
        return rows
    # TRANSLATORS: What the short-lived cookie is for that "Show once" sets, where a film or map would be.
    once = language.say("Shows once what you chose to see once.")
    return (*rows, StorageRow(_own_name("once", settings), cookie, once, None, minute))


def _own_name(kind: CookieKind, settings: Settings) -> str:
    # Over plain http, which only a developer's machine uses, the name has no prefix.
    secure = not (settings.base_url or "").startswith("http://")
    return cookie_name(kind, settings.cookie_name, secure=secure, shared=settings.cookie_domain is not None)


def left_in_browser(declaration: Declaration, bits: int) -> list[str]:
    """Return names of what may remain on the device of someone who allows only `bits`: a server cannot delete it."""
    return list(dict.fromkeys(_left_in_browser(declaration, bits)))


def _left_in_browser(declaration: Declaration, bits: int) -> Iterator[str]:
    for rule in declaration.storage:
        kept = rule.item.kind not in LEAVES_NOTHING
        if kept and not rule.bit & bits and (rule.foreign or rule.item.kind in BROWSER_ONLY):
            yield rule.item.name
