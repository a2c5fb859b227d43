"""Rules about categories and services: what is asked, on which ground, and who receives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from consent.errors import Fault
from consent.terms.category import Category, Service
from consent.terms.declaration import Declaration
from consent.terms.lints.draft import Draft, listed, place_of_category, place_of_service

EEA = frozenset({
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS",
    "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
})  # fmt: skip
LONGEST_COOKIE = 4096
"""RFC 6265bis §5.6: octets of a cookie's name and value together."""
COOKIE_FRAME = len("__Secure-") + len("v1.") + len("999999.") + len("..") + 43
"""What a consent cookie holds beside its revision and grants; 43 characters sign it."""


def keys_are_declared_once(draft: Draft) -> Iterator[Fault]:
    """A grant names one thing."""
    settings = draft.settings
    yield from _twice("categories", "key", [category.key for category in settings.categories])
    yield from _twice("services", "key", [service.key for service in settings.services])
    yield from _twice("languages", "", settings.languages)
    yield from _twice("use", "", [name.partition("@")[0] for name in settings.use])


def _twice(where: str, field: str, names: Iterable[str]) -> Iterator[Fault]:
    seen: Counter[str] = Counter()
    for place, name in enumerate(names):
        seen[name] += 1
        if seen[name] == 2:
            at = f"{where}[{place}]" + (f".{field}" if field else "")
            yield Fault("consent.E010", at, f"a second {name!r}", "each once", "rename or remove one of them")


def services_have_a_category(draft: Draft) -> Iterator[Fault]:
    """R16: a service is accepted or refused for a purpose that is shown."""
    for service in draft.settings.services:
        if service.category not in draft.categories:
            near = get_close_matches(service.category, draft.categories, 1)
            remedy = (
                f'category = "{near[0]}"'
                if near
                else f'[[categories]]\nkey = "{service.category}"\ntitle = "…"'
            )
            yield Fault(
                "consent.E011",
                f"{place_of_service(service)}.category",
                repr(service.category),
                f"one of {listed(draft.categories)}",
                remedy,
            )


def consent_is_the_basis(draft: Draft) -> Iterator[Fault]:
    """Directive 2002/58/EC art. 5(3), D15: storing rests on consent or strict necessity; there is no third ground."""
    for category in draft.settings.categories:
        allowed = "strictly-necessary" if category.required else "consent"
        if category.legal_basis not in {None, allowed}:
            yield Fault(
                "consent.E022",
                f"{place_of_category(category)}.legal_basis",
                repr(category.legal_basis),
                f"{allowed!r} for a category with required = {str(category.required).lower()}",
                f'legal_basis = "{allowed}"',
            )


def selling_heeds_the_signal(draft: Draft) -> Iterator[Fault]:
    """R64, 11 CCR 7026(a)(4): who sells or shares must obey Global Privacy Control."""
    selling = [place for place, owner in _owners(draft) if owner.sells_or_shares]
    if selling and draft.settings.gpc == "off":
        expected = f"the signal obeyed, because {', '.join(selling)} sells or shares"
        yield Fault("consent.E023", "gpc", "'off'", expected, 'gpc = "honour"')


def _owners(draft: Draft) -> Iterator[tuple[str, Category | Service]]:
    yield from ((place_of_category(category), category) for category in draft.settings.categories)
    yield from ((place_of_service(service), service) for service in draft.settings.services)


def sharing_reveals_nothing_special(draft: Draft) -> Iterator[Fault]:
    """R32, R34: where a visit reveals a special category, who sells or shares it needs explicit consent of its own."""
    if draft.settings.reveals is None:
        return
    for place, owner in _owners(draft):
        category = owner if isinstance(owner, Category) else draft.category_of(owner)
        if owner.sells_or_shares and category is not None and category.special is None:
            yield Fault(
                "consent.W045",
                f"{place}.sells_or_shares",
                f"true, while a visit may reveal {draft.settings.reveals}",
                "a category with special and a statement of its own (GDPR 9(2)(a); Regulation (EU) 2024/900 art. 18)",
                f'special = "{draft.settings.reveals}" and statement = "I agree that …" in a category of its own',
            )


def transfers_have_a_safeguard(draft: Draft) -> Iterator[Fault]:
    """GDPR 13(1)(f): a recipient outside the EEA is told with its safeguard; an adequacy decision is one."""
    home = {controller.country for controller in draft.settings.controllers if controller.country}
    for service in draft.settings.services:
        if service.country not in EEA | home and service.safeguard is None:
            yield Fault(
                "consent.W041",
                f"{place_of_service(service)}.safeguard",
                f"country = {service.country!r} and no safeguard",
                "what protects the data there: an adequacy decision, standard contractual clauses, …",
                'safeguard = "…"',
            )


def the_cookie_fits(draft: Draft) -> Iterator[Fault]:
    """R69: the consent cookie with everything granted is one that browsers keep."""
    declaration = Declaration(draft.settings)
    grants = "".join(grantable.digest for grantable in declaration.grantables)
    length = COOKIE_FRAME + len(draft.settings.cookie_name) + len(declaration.revision) + len(grants)
    if length > LONGEST_COOKIE:
        yield Fault(
            "consent.E039",
            "services",
            f"{len(declaration.grantables)} categories and services, {length} octets when all are granted",
            f"at most {LONGEST_COOKIE} octets",
            "declare fewer services, or several hosts of one provider as one service",
        )


def digests_differ(draft: Draft) -> Iterator[Fault]:
    """A grant's short digest stands for one thing only; a clash of two is one in some ten million sites."""
    first: dict[str, str] = {}
    for grantable in Declaration(draft.settings).grantables:
        place = f"{'categories' if grantable.kind == 'category' else 'services'}[{grantable.key}]"
        other = first.setdefault(grantable.digest, place)
        if other != place:
            seen = f"the digest {grantable.digest}, as {other}"
            yield Fault("consent.E042", f"{place}.key", seen, "a digest of its own", "choose another key")


RULES = (
    keys_are_declared_once,
    services_have_a_category,
    consent_is_the_basis,
    selling_heeds_the_signal,
    sharing_reveals_nothing_special,
    transfers_have_a_safeguard,
    the_cookie_fits,
    digests_differ,
)
