"""Rules about what is stored on the visitor's device, above all about what needs no consent."""

from __future__ import annotations

import re
from collections.abc import Iterator

from consent.errors import Fault
from consent.terms.duration import LONGEST, SECONDS
from consent.terms.hosts import bare_host, is_own_domain, is_own_host, is_within
from consent.terms.lints.draft import Draft, Stored, place_of_service
from consent.terms.pattern import overlap

TRACKERS = ("_ga*", "_fbp", "_gcl_*", "IDE", "_hj*", "_clck", "MUID", "_tt*")
"""R5: names that never are strictly necessary."""
FEWEST_CHARACTERS = 3
"""A pattern with no longer run of plain characters stands for names that nobody meant."""
PREFIXES = ("__host-http-", "__host-", "__secure-", "__http-")
DOMAIN = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
OWN_SUFFIXES = ("", "-receipt", "-once", "-said", "-supporter")


def necessary_is_justified(draft: Draft) -> Iterator[Fault]:
    """R5, WP194: strict necessity is judged for each item, from the visitor's view."""
    for stored in draft.stored:
        if stored.required and stored.item.justification is None:
            yield Fault(
                "consent.E012",
                f"{stored.place}.justification",
                "nothing",
                "why the service that the visitor asked for cannot be given without it",
                'justification = "…"',
            )


def trackers_are_not_necessary(draft: Draft) -> Iterator[Fault]:
    """R5, Taskforce type I: known trackers, and patterns that would let one through."""
    for stored in draft.stored:
        met = [tracker for tracker in TRACKERS if overlap(stored.item.name, tracker)]
        if stored.required and met:
            yield Fault(
                "consent.E013",
                stored.place,
                repr(stored.item.name),
                f"no name that meets {', '.join(met)} under a required category",
                "move it to an optional category, or narrow the pattern",
            )


def nothing_lives_too_long(draft: Draft) -> Iterator[Fault]:
    """R5, RFC 6265bis §5.5: a finite life, and one that browsers really give."""
    for stored in draft.stored:
        age = stored.item.max_age
        if age is not None and age > LONGEST:
            yield Fault(
                "consent.E014",
                f"{stored.place}.max_age",
                f"{age} seconds, {age // SECONDS['day']} days",
                "at most 400 days: browsers cut a cookie's life to that",
                'max_age = "13 months", or what is true of the code that sets it',
            )


def necessary_is_first_party(draft: Draft) -> Iterator[Fault]:
    """R5, D16: nothing under a required category comes from or goes to somebody else's host."""
    for service in filter(draft.is_required, draft.settings.services):
        for place, host in enumerate(service.hosts):
            if not is_own_host(draft.settings, host):
                yield _third_party(f"{place_of_service(service)}.hosts[{place}]", host)
    for stored in draft.stored:
        domain = stored.item.domain
        if stored.required and domain is not None and not is_own_domain(draft.settings, domain):
            yield _third_party(f"{stored.place}.domain", domain)


def _third_party(place: str, host: str) -> Fault:
    return Fault(
        "consent.E015",
        place,
        repr(host),
        "a host of the site itself: base_url, own_hosts or cookie_domain",
        f'move it to an optional category; if the host is yours: own_hosts = ["{host}"]',
    )


def preferences_are_closed(draft: Draft) -> Iterator[Fault]:
    """R6, UK Sch. A1: a preference needs no consent while it can hold nothing but the visitor's choice.

    A pattern cannot be closed: the name itself would hold what the value may not.
    """
    for stored in draft.stored:
        if stored.required and stored.item.preference and not stored.item.values:
            yield Fault(
                "consent.E016",
                f"{stored.place}.values",
                "no values",
                "every value that it can have, so that none can be an identifier",
                'values = ["…", "…"]',
            )
        if stored.item.values and stored.item.is_glob:
            yield Fault(
                "consent.E016",
                f"{stored.place}.values",
                f"values of the pattern {stored.item.name!r}",
                "values of one name: a name that varies can hold what the value may not",
                "write each name out, or remove values",
            )


def names_are_declared_once(draft: Draft) -> Iterator[Fault]:
    """One name has one owner: otherwise a yes to one would also be a yes to the other, or refusing one erase both."""
    first: dict[tuple[object, ...], Stored] = {}
    for stored in draft.stored:
        item = stored.item
        owner = stored.place.split(".", 1)[0]
        key = (item.kind, item.name, item.domain, item.path)
        other = first.setdefault(key if _is_settable(draft, stored) else (*key, owner), stored)
        if other is not stored:
            seen = f"a second {item.name!r}, also declared at {other.place}"
            yield Fault("consent.E010", stored.place, seen, "each name once", "remove one of them")


def _is_settable(draft: Draft, stored: Stored) -> bool:
    """Whether it is a cookie of this site: what others keep under their own host cannot clash with ours."""
    domain = stored.item.domain
    return stored.item.kind == "cookie" and (domain is None or is_own_domain(draft.settings, domain))


def patterns_are_narrow(draft: Draft) -> Iterator[Fault]:
    """R3: a pattern stands for one tool's names, not for whatever may come."""
    for stored in draft.stored:
        if not stored.item.is_glob:
            continue
        name = _without_prefix(stored.item.name)
        if max(map(len, name.split("*"))) < FEWEST_CHARACTERS:
            yield Fault(
                "consent.E024",
                f"{stored.place}.name",
                repr(stored.item.name),
                f"at least {FEWEST_CHARACTERS} plain characters in a row",
                "write the names out, or a longer beginning",
            )


def _without_prefix(name: str) -> str:
    for prefix in PREFIXES:
        if name.lower().startswith(prefix):
            return name[len(prefix) :]
    return name


def necessary_and_optional_stay_apart(draft: Draft) -> Iterator[Fault]:
    """R1: a name that is both would pass unasked, or be deleted although the site needs it."""
    cookies = [stored for stored in draft.stored if _is_settable(draft, stored)]
    necessary = [stored for stored in cookies if stored.required]
    for stored in cookies:
        name = stored.item.name
        for other in necessary if not stored.required else ():
            if overlap(name, other.item.name):
                yield _meets(stored, f"{other.item.name!r} at {other.place}")
        own = [one for one in own_names(draft.settings.cookie_name) if overlap(name, one)]
        if own:
            yield _meets(stored, f"our own cookie {own[0]!r}")


def own_names(base: str) -> list[str]:
    """Every name that a cookie of this package may have."""
    return [prefix + base + suffix for prefix in ("", "__Host-", "__Secure-") for suffix in OWN_SUFFIXES]


def _meets(stored: Stored, other: str) -> Fault:
    return Fault(
        "consent.E025",
        f"{stored.place}.name",
        f"{stored.item.name!r}, which meets {other}",
        "no name that both stand for",
        "narrow the pattern, or write the names out",
    )


def prefixes_are_kept(draft: Draft) -> Iterator[Fault]:
    """RFC 6265bis §4.1.3: browsers refuse a prefixed cookie that breaks its prefix's rule, so it cannot exist."""
    for stored in draft.stored:
        item = stored.item
        if item.kind != "cookie" or not item.name.lower().startswith("__host-"):
            continue
        if item.domain is not None:
            yield _prefix_fault(f"{stored.place}.domain", repr(item.domain), "no domain", "remove the domain")
        if item.path != "/":
            yield _prefix_fault(f"{stored.place}.path", repr(item.path), 'path = "/"', 'path = "/"')


def _prefix_fault(place: str, seen: str, expected: str, remedy: str) -> Fault:
    return Fault("consent.E026", place, seen, f"{expected}, because the name begins with __Host-", remedy)


def domains_are_domains(draft: Draft) -> Iterator[Fault]:
    """A cookie domain is a bare host name; it goes into the header that deletes the cookie."""
    for stored in draft.stored:
        domain = stored.item.domain
        if domain is not None and not DOMAIN.fullmatch(domain):
            bare = domain.strip().lower().lstrip(".")
            yield Fault(
                "consent.E030",
                f"{stored.place}.domain",
                repr(domain),
                "a host name in lower case, without a leading dot, scheme or port",
                f'domain = "{bare if DOMAIN.fullmatch(bare) else "example.org"}"',
            )


def domains_are_reachable(draft: Draft) -> Iterator[Fault]:
    """R27: only cookies of the site's own domains can be deleted by it; a third party's belong to its service."""
    for stored in draft.stored:
        domain = stored.item.domain
        if domain is None or stored.required or is_own_domain(draft.settings, domain):
            continue
        if _is_of_its_service(stored, domain):
            continue
        yield Fault(
            "consent.W027",
            f"{stored.place}.domain",
            repr(domain),
            "a domain of the site or, in a service, of one of its hosts",
            f'correct it; if it is yours: own_hosts = ["{domain}"]; if the service uses it: add the host to hosts',
        )


def _is_of_its_service(stored: Stored, domain: str) -> bool:
    hosts = stored.service.hosts if stored.service else ()
    return any(is_within(bare_host(host), domain) or is_within(domain, bare_host(host)) for host in hosts)


RULES = (
    necessary_is_justified,
    trackers_are_not_necessary,
    nothing_lives_too_long,
    necessary_is_first_party,
    preferences_are_closed,
    names_are_declared_once,
    patterns_are_narrow,
    necessary_and_optional_stay_apart,
    prefixes_are_kept,
    domains_are_domains,
    domains_are_reachable,
)
