"""What a site declared, as cards: every category, service and storage item in words, made once per language.

Manage Cookies, the policy and the refusal page show the same cards, so they cannot say different things.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from consent.pages.language import Language, name
from consent.pages.storage_table import StorageRow, own_rows, storage_rows
from consent.terms.category import Category, Service
from consent.terms.declaration import NECESSARY, Declaration, StorageRule
from consent.terms.text import Text


@dataclass(frozen=True, slots=True)
class ServiceCard:
    """One service: who it is, what it does, learns and stores."""

    key: str
    bit: int
    title: Markup
    purpose: Markup | None
    provider: Markup
    country: str
    hosts: Markup | None
    learns: Markup | None
    safeguard: Markup | None
    retention: Markup | None
    privacy_url: str | None
    sells: bool
    storage: tuple[StorageRow, ...]


@dataclass(frozen=True, slots=True)
class CategoryCard:
    """One category with its services. `statement` is what one agrees to where the category is special (GDPR 9)."""

    key: str
    bit: int
    title: Markup
    description: Markup | None
    without: Markup | None
    statement: Markup | None
    basis: str
    learns: Markup | None
    retention: Markup | None
    sells: bool
    storage: tuple[StorageRow, ...]
    services: tuple[ServiceCard, ...]

    @property
    def required(self) -> bool:
        """Whether it is on for everybody and so has no box."""
        return self.bit == NECESSARY


def category_cards(declaration: Declaration, language: Language) -> tuple[CategoryCard, ...]:
    """Return every category in declared order; what everybody has stands first, our own cookies in it."""
    cards = [_category_card(declaration, category, language) for category in declaration.settings.categories]
    ours = own_rows(declaration.settings, language)
    required = [card for card in cards if card.required] or [_necessary(language)]
    first = _with_storage(required[0], ours)
    return (first, *required[1:], *(card for card in cards if not card.required))


def _category_card(declaration: Declaration, category: Category, language: Language) -> CategoryCard:
    services = [service for service in declaration.settings.services if service.category == category.key]
    return CategoryCard(
        key=category.key,
        bit=declaration.category_bits[category.key],
        title=language.text(category.title),
        description=_optional(category.description, language),
        without=_optional(category.without, language),
        statement=_optional(category.statement, language) if category.special else None,
        basis=category.legal_basis or ("strictly-necessary" if category.required else "consent"),
        learns=_learns(category.personal_data, language),
        retention=_optional(category.retention, language),
        sells=category.sells_or_shares,
        storage=storage_rows(_stored_by(declaration, category.key, None), language),
        services=tuple(_service_card(declaration, service, language) for service in services),
    )


def _service_card(declaration: Declaration, service: Service, language: Language) -> ServiceCard:
    return ServiceCard(
        key=service.key,
        bit=declaration.service_bits[service.key],
        title=name(language.text(service.title)),
        purpose=_optional(service.purpose, language),
        provider=name(service.provider),
        country=language.country(service.country),
        hosts=language.listed(name(host) for host in service.hosts) if service.hosts else None,
        learns=_learns(service.personal_data, language),
        safeguard=_optional(service.safeguard, language),
        retention=_optional(service.retention, language),
        privacy_url=service.privacy_url,
        sells=service.sells_or_shares,
        storage=storage_rows(_stored_by(declaration, service.category, service.key), language),
    )


def _stored_by(declaration: Declaration, category: str, service: str | None) -> list[StorageRule]:
    return [rule for rule in declaration.storage if (rule.category, rule.service) == (category, service)]


def _necessary(language: Language) -> CategoryCard:
    """What a site has that declares nothing necessary: our own cookies."""
    return CategoryCard(
        key="necessary",
        bit=NECESSARY,
        # TRANSLATORS: Heading above the cookies that need no permission.
        title=language.say("Necessary"),
        # TRANSLATORS: What necessary cookies are for. Stands after the label "What it is for".
        description=language.say("remember what you chose here"),
        without=None,
        statement=None,
        basis="strictly-necessary",
        learns=None,
        retention=None,
        sells=False,
        storage=(),
        services=(),
    )


def _with_storage(card: CategoryCard, rows: tuple[StorageRow, ...]) -> CategoryCard:
    return replace(card, storage=(*card.storage, *rows))


def _optional(text: Text | None, language: Language) -> Markup | None:
    return language.text(text) if text else None


def _learns(phrases: Sequence[str], language: Language) -> Markup | None:
    return language.listed(language.phrase(phrase) for phrase in phrases) if phrases else None
