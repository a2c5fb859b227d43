"""A declaration compiled once: what can be granted, by which short digest, and which name belongs to whom.

Each category and service is granted by a digest over its own material declaration (GDPR 7, EDPB 05/2020 §110):
a typo asks nobody, a new recipient or kind of data starts denied, and everything else stays as answered.
"""

from __future__ import annotations

import hashlib
import re
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal
from urllib.parse import urlsplit

import rfc8785

from consent.terms.category import Category, Service, StorageItem
from consent.terms.hosts import bare_host, is_own_domain, is_within, own_hosts
from consent.terms.settings import Settings
from consent.terms.text import wording

NECESSARY = 1
"""The bit that every visitor has: what needs no consent."""
DIGEST_LENGTH = 6
MARK_LENGTH = 3
"""A revision lists what was asked by the first characters of each digest; a clash only leaves something unasked."""


@dataclass(frozen=True, slots=True)
class Grantable:
    """A category or a service as something that one can say yes to. `bit` is its place in a set of grants.

    `covered` is whether Global Privacy Control turns it off; `despite` is then the digest of a yes that was given
    after a clear notice of the signal, and so holds in spite of it (11 CCR 7025(c)(3)).
    """

    kind: Literal["category", "service"]
    key: str
    category: str
    digest: str
    despite: str
    covered: bool
    bit: int
    asks: bool
    special: bool

    @property
    def in_place(self) -> bool:
        """Whether a placeholder may ask about it: a service of an `ask = "on-use"` category, and none that needs a
        statement of its own (R33).
        """
        return self.kind == "service" and not self.asks and not self.special

    @property
    def mark(self) -> str:
        """How a revision names it."""
        return self.digest[:MARK_LENGTH]


@dataclass(frozen=True, slots=True)
class StorageRule:
    """One declared storage item with the grant it needs; `service` is None where the category itself stores it."""

    item: StorageItem
    bit: int
    category: str
    service: str | None
    foreign: bool = False
    """Lives on another site's domain: shown to people, but never set, read or deleted here."""


@dataclass(frozen=True)
class Declaration:
    """The settings, compiled. `bits` of grants are only ever compared within one declaration."""

    settings: Settings
    grantables: tuple[Grantable, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "grantables", tuple(_grantables(self.settings)))

    @cached_property
    def everything(self) -> int:
        """All bits."""
        return sum(grantable.bit for grantable in self.grantables) | NECESSARY

    @cached_property
    def bit_by_digest(self) -> dict[str, int]:
        """Bits by either digest that a cookie may carry."""
        return {digest: one.bit for one in self.grantables for digest in (one.digest, one.despite)}

    @cached_property
    def bit_despite_signal(self) -> dict[str, int]:
        """Bits by the digests that hold while the browser sends Global Privacy Control."""
        plain = {one.digest: one.bit for one in self.grantables if not one.covered}
        return plain | {one.despite: one.bit for one in self.grantables}

    @cached_property
    def covered(self) -> int:
        """The bits that Global Privacy Control turns off."""
        return sum(one.bit for one in self.grantables if one.covered)

    @cached_property
    def category_bits(self) -> dict[str, int]:
        """The bit that each category key needs; required ones need none but the one everybody has."""
        bits = {category.key: NECESSARY for category in self.settings.categories if category.required}
        return bits | {
            grantable.key: grantable.bit for grantable in self.grantables if grantable.kind == "category"
        }

    @cached_property
    def service_bits(self) -> dict[str, int]:
        """The bit that each service key needs."""
        return {
            grantable.key: grantable.bit for grantable in self.grantables if grantable.kind == "service"
        } | {
            service.key: NECESSARY
            for service in self.settings.services
            if self.category_bits.get(service.category) == NECESSARY
        }

    @cached_property
    def revision(self) -> str:
        """What the present notice asks about: the sorted marks of everything that raises the banner."""
        return "".join(sorted(grantable.mark for grantable in self.grantables if grantable.asks))

    @cached_property
    def storage(self) -> tuple[StorageRule, ...]:
        """Every declared storage item with the bit it needs, necessary ones first."""
        rules = [
            StorageRule(
                item,
                self.category_bits[category.key],
                category.key,
                None,
                _is_foreign(self.settings, item.domain),
            )
            for category in self.settings.categories
            for item in category.storage
        ]
        rules += [
            StorageRule(
                item,
                self.service_bits[service.key],
                service.category,
                service.key,
                _is_foreign(self.settings, item.domain, service.hosts),
            )
            for service in self.settings.services
            if service.key in self.service_bits
            for item in service.storage
        ]
        return tuple(sorted(rules, key=lambda rule: rule.bit != NECESSARY))

    @cached_property
    def host(self) -> str:
        """The site's host name; empty without `base_url`."""
        return urlsplit(self.settings.base_url or "").hostname or ""

    @cached_property
    def own_storage(self) -> tuple[StorageRule, ...]:
        """The storage that this site's own responses can set, read and delete."""
        return tuple(rule for rule in self.storage if not rule.foreign)

    def members(self, category: str) -> list[Grantable]:
        """The services of a category, in declared order."""
        return [one for one in self.grantables if one.kind == "service" and one.category == category]

    def bits_of(self, digests: Iterable[str], *, signal: bool = False) -> int:
        """The grants that a cookie's digests still stand for, with `signal` those that hold in spite of Global
        Privacy Control; unknown ones count for nothing.
        """
        bits = NECESSARY
        by_digest = self.bit_despite_signal if signal else self.bit_by_digest
        for digest in digests:
            bits |= by_digest.get(digest, 0)
        return bits

    def digests_of(self, bits: int, despite: int = 0) -> list[str]:
        """The sorted digests that stand for `bits`; those also in `despite` were given in spite of the signal."""
        return sorted(
            one.despite if one.covered and one.bit & despite else one.digest
            for one in self.grantables
            if one.bit & bits
        )


def _grantables(settings: Settings) -> Iterator[Grantable]:
    optional = {category.key: category for category in settings.categories if not category.required}
    controllers = sorted(
        # In the site's first language alone: a translated name is no other controller.
        _plain(wording(one.name, settings.languages[0], settings.languages).text)
        for one in settings.controllers
        if one.role.endswith("controller")
    )
    bit = NECESSARY
    for category in optional.values():
        bit <<= 1
        material = _material_category(category, controllers)
        covered = _is_covered(settings, category.sells_or_shares)
        yield _grantable(category, category, material, bit, covered=covered)
    for service in settings.services:
        if group := optional.get(service.category):
            bit <<= 1
            material = _material_service(service, group, controllers)
            covered = _is_covered(settings, service.sells_or_shares or group.sells_or_shares)
            yield _grantable(service, group, material, bit, covered=covered)


def _is_covered(settings: Settings, sells_or_shares: bool) -> bool:  # noqa: FBT001 # A fact about the item.
    """Whether the signal turns an item off: all that is optional, or what the law names (11 CCR 7025(c)(1))."""
    return settings.gpc == "honour" or (settings.gpc == "banner" and sells_or_shares)


def _grantable(
    owner: Category | Service,
    category: Category,
    material: dict[str, object],
    bit: int,
    *,
    covered: bool,
) -> Grantable:
    special = category.special is not None
    return Grantable(
        kind="category" if isinstance(owner, Category) else "service",
        key=owner.key,
        category=category.key,
        digest=_digest(material),
        despite=_digest({**material, "despite": "global privacy control"}),
        covered=covered,
        bit=bit,
        asks=category.ask == "banner" and not special,
        special=special,
    )


def _material_category(category: Category, controllers: list[str]) -> dict[str, object]:
    """What a yes to a category is a yes to. Titles and prose stay out: correcting them asks nobody (R24)."""
    return {
        "category": category.key,
        "controllers": controllers,
        "special": category.special and _plain(category.special),
        "sells_or_shares": category.sells_or_shares,
        "personal_data": sorted(map(_plain, category.personal_data)),
        "storage_kinds": sorted({item.kind for item in category.storage}),
    }


def _material_service(service: Service, category: Category, controllers: list[str]) -> dict[str, object]:
    """What a yes to a service is a yes to: who receives, where, for which category, which kinds of data."""
    return {
        "service": service.key,
        "category": category.key,
        "controllers": controllers,
        "special": category.special and _plain(category.special),
        "provider": _plain(service.provider),
        "country": service.country,
        "sells_or_shares": service.sells_or_shares or category.sells_or_shares,
        "personal_data": sorted(map(_plain, service.personal_data)),
        "storage_kinds": sorted({item.kind for item in service.storage}),
    }


def _is_foreign(settings: Settings, domain: str | None, hosts: Sequence[str] = ()) -> bool:
    """Whether a cookie's domain is another site's: none of ours or, where ours are unknown, a service's."""
    if domain is None:
        return False
    if own_hosts(settings):
        return not is_own_domain(settings, domain)
    return any(is_within(bare_host(host), domain.lstrip(".")) for host in hosts)


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().casefold()


def _digest(material: dict[str, object]) -> str:
    hashed = hashlib.sha256(rfc8785.dumps(material)).digest()  # type: ignore[arg-type]  # str, bool, None and lists
    return urlsafe_b64encode(hashed)[:DIGEST_LENGTH].decode()
