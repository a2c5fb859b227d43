"""The banner's view model: who asks, for what, through whom, and how long the answer is kept (R16, R17).

At most 60 words for a usual site, so every sentence here earns its place. What works without comes from the site's
own words: said once if all categories say the same, else beside each.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from markupsafe import Markup

from consent.pages.language import Language, name
from consent.terms.category import Category, Controller
from consent.terms.declaration import Declaration, Grantable
from consent.terms.settings import Settings

DAY = 86_400
MOST_SERVICES = 3
MOST_CONTROLLERS = 2
DECIDING_ROLES = frozenset({"controller", "joint-controller"})


@dataclass(frozen=True, slots=True)
class Request:
    """One purpose that the banner asks about. `without` is None where the banner says it once for all."""

    title: Markup
    description: Markup | None
    services: Markup | None
    without: Markup | None


@dataclass(frozen=True, slots=True)
class BannerView:
    """What the banner says. `reveals` is what a visit may tell about someone."""

    requests: tuple[Request, ...]
    asker: Markup
    without: Markup | None
    reveals: Markup | None
    kept: Markup
    update: bool
    fixed: bool


def asked_in_banner(declaration: Declaration) -> tuple[str, ...]:
    """Return the digests of everything that the first banner asks about."""
    return tuple(one.digest for one in declaration.grantables if one.asks)


def banner_view(
    declaration: Declaration, language: Language, asked: Collection[str], *, update: bool
) -> BannerView:
    """Return the view that asks about the digests in `asked` and nothing else."""
    settings = declaration.settings
    asking = [one for one in declaration.grantables if one.digest in asked]
    categories = [
        category for category in settings.categories if category.key in {one.category for one in asking}
    ]
    shared = len({str(category.without) for category in categories}) == 1
    requests = tuple(_requests(settings, categories, asking, language, shared=shared))
    return BannerView(
        requests=requests,
        asker=asker(settings, language),
        without=language.text(categories[0].without) if shared and categories[0].without else None,
        reveals=language.phrase(settings.reveals) if settings.reveals else None,
        kept=language.duration(settings.validity_days * DAY),
        update=update,
        fixed=settings.banner == "overlay",
    )


def asker(settings: Settings, language: Language) -> Markup:
    """Return the names of who decides about the data."""
    names = [name(language.text(controller.name)) for controller in controllers(settings)]
    # TRANSLATORS: Stands for the name of the organisation in "A yes lets %(asker)s:" if none is known.
    return language.listed(names, MOST_CONTROLLERS) if names else language.say("this site")


def controllers(settings: Settings) -> list[Controller]:
    """Return those who decide about the data (GDPR 4(7)), without those who represent or advise them."""
    return [controller for controller in settings.controllers if controller.role in DECIDING_ROLES]


def _requests(
    settings: Settings,
    categories: list[Category],
    asking: list[Grantable],
    language: Language,
    *,
    shared: bool,
) -> Iterator[Request]:
    for category in categories:
        keys = {one.key for one in asking if one.kind == "service" and one.category == category.key}
        named = [name(language.text(service.title)) for service in settings.services if service.key in keys]
        yield Request(
            title=language.text(category.title),
            description=language.text(category.description) if category.description else None,
            services=language.listed(named, MOST_SERVICES) if named else None,
            without=language.text(category.without) if category.without and not shared else None,
        )
