"""Manage Cookies: the cards of what a site declared, with a box for each thing that a visitor may allow or refuse.

A box is ticked by a grant and by nothing else (R13).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from consent.pages.declared import CategoryCard, ServiceCard
from consent.pages.language import Language
from consent.pages.place import Links
from consent.pages.problem import Problem
from consent.pages.template import render
from consent.terms.choice import Answer
from consent.terms.declaration import NECESSARY, Declaration

EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class CookiesPage:
    """What Manage Cookies shows to one visitor; the defaults are what everybody sees who has not answered.

    `signal` is whether the browser sends Global Privacy Control and the site heeds it.
    """

    cards: tuple[CategoryCard, ...]
    links: Links
    notice: str = ""
    next: str = ""
    answer: Answer | None = None
    bits: int = NECESSARY
    done: Markup | None = None
    problem: Problem | None = None
    signal: bool = False


@dataclass(frozen=True, slots=True)
class Chosen:
    """From when to when an answer holds, in words."""

    day: str
    end: str


def draw_cookies(declaration: Declaration, language: Language, page: CookiesPage) -> Markup:
    """Return the main part of Manage Cookies."""
    optional = declaration.everything & ~NECESSARY

    def is_on(card: CategoryCard | ServiceCard) -> bool:
        return bool(card.bit & page.bits)

    def any_on(services: tuple[ServiceCard, ...]) -> bool:
        return any(map(is_on, services))

    return render(
        "cookies.html",
        language,
        page=page,
        optional=bool(optional),
        despite=bool(page.bits & declaration.covered),
        for_all=bool(_general(declaration, signal=page.signal)),
        first=next((card.key for card in page.cards if not card.required), None),
        grouped=any(card.services and not card.required for card in page.cards),
        granted=bool(page.bits & optional),
        chosen=_chosen(page.answer, declaration.settings.validity_days, language) if page.answer else None,
        is_on=is_on,
        any_on=any_on,
    )


def _general(declaration: Declaration, *, signal: bool) -> int:
    """What "accept all" grants: nothing special, and with a browser's signal nothing that it covers."""
    return sum(one.bit for one in declaration.grantables if not one.special and not (signal and one.covered))


def _chosen(answer: Answer, validity_days: int, language: Language) -> Chosen:
    day = EPOCH + timedelta(days=answer.day)
    return Chosen(language.date(day), language.date(day + timedelta(days=validity_days)))
