"""The privacy policy as a view: who answers for the data, in which role, and how to reach them (GDPR 13, R42).

The rest of the page is the same categories, services and storage that Manage Cookies lists. Nothing else is claimed.
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from consent.pages.declared import CategoryCard
from consent.pages.language import Language, name
from consent.pages.place import Links
from consent.pages.storage_table import DAY
from consent.pages.template import render
from consent.pages.vocabulary import ROLES
from consent.terms.category import Controller
from consent.terms.declaration import NECESSARY, Declaration


@dataclass(frozen=True, slots=True)
class Party:
    """Someone who decides about the data, represents who does, or watches over it."""

    role: Markup
    name: Markup
    address: Markup | None
    country: str | None
    email: str | None
    phone: str | None
    url: str | None


@dataclass(frozen=True, slots=True)
class PolicyView:
    """What the policy says beyond the categories."""

    parties: tuple[Party, ...]
    authority: Markup | None
    updated: str | None
    kept: Markup
    sells: bool
    optional: bool


def draw_policy(
    declaration: Declaration,
    language: Language,
    cards: tuple[CategoryCard, ...],
    links: Links,
    *,
    sells: bool,
) -> Markup:
    """Return the main part of the policy; `sells` is whether anything declared sells or shares personal data."""
    settings = declaration.settings
    view = PolicyView(
        parties=tuple(_party(controller, language) for controller in settings.controllers),
        authority=name(language.text(settings.authority)) if settings.authority else None,
        updated=language.date(settings.updated) if settings.updated else None,
        kept=language.duration(settings.validity_days * DAY),
        sells=sells,
        optional=declaration.everything != NECESSARY,
    )
    return render("policy.html", language, view=view, cards=cards, links=links)


def _party(controller: Controller, language: Language) -> Party:
    return Party(
        role=language.say(ROLES[controller.role]),
        name=name(language.text(controller.name)),
        address=name(language.text(controller.address)) if controller.address else None,
        country=language.country(controller.country) if controller.country else None,
        email=controller.email,
        phone=controller.phone,
        url=controller.url,
    )
