"""A site: everything assembled once, at start, from its settings; a request only chooses among what stands here."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from time import time
from typing import NamedTuple
from urllib.parse import urlsplit

from consent.errors import BadToken, SettingsError
from consent.gate.cookies import CookieGate
from consent.metrics import Metrics
from consent.pages.renderer import Renderer, shipped_languages
from consent.terms.choice import Answer, unanswered
from consent.terms.declaration import NECESSARY, Declaration
from consent.terms.lints import lint
from consent.terms.notice import Notice, Surface
from consent.terms.settings import Settings
from consent.tokens.consent_cookie import ConsentCookieSeal, digests_in
from consent.tokens.cookie_name import CookieKind, cookie_name, every_cookie_name
from consent.tokens.once_cookie import OnceCookieSeal

log = logging.getLogger("consent")

REMEMBERED_COOKIES = 4096
"""Opened consent cookies kept; two people who answered alike on one day share one, so few are needed."""
REMEMBERED_MEANINGS = 1024
DAY = 86_400
ASKING: tuple[Surface, ...] = ("update", "banner")
MOST_DUPLICATES = 8
"""More consent cookies than this in one request are nobody's answer (R4)."""


class Opened(NamedTuple):
    """A consent cookie as this site's settings read it: the answer, what it grants, what is still to be asked."""

    answer: Answer | None
    bits: int
    asking: tuple[str, ...]
    day: int


class ConsentSite:
    """One site's compiled settings, keys, gate and pages. Raises SettingsError with every fault at once."""

    def __init__(
        self, settings: Settings, secret_keys: Sequence[str], clock: Callable[[], float] = time
    ) -> None:
        self.settings = settings
        self.clock = clock
        _check(settings, clock)
        self.declaration = Declaration(settings)
        self.renderer = Renderer(self.declaration)
        self.metrics = Metrics()
        self.reported: set[str] = set()
        base = urlsplit(settings.base_url or "")
        self.base_host = base.netloc.lower()
        self.base_prefix = base.path.rstrip("/")
        self._base_secure = base.scheme == "https" if settings.base_url else None
        self.fixed_name: bytes | None = None
        self._validity = settings.validity_days
        self.injects = settings.inject == "auto"
        self.path = settings.path
        realm = settings.cookie_domain or base.hostname or ""
        self.seal = ConsentCookieSeal(secret_keys, realm)
        self.once = OnceCookieSeal(secret_keys, realm, clock)
        # An answer given before `cookie_domain` was set is read once more, and then kept in the shared cookie.
        former = cookie_name("consent", settings.cookie_name, secure=True, shared=False).encode()
        self.former_name = former if settings.cookie_domain else None
        self._former_seal = ConsentCookieSeal(secret_keys, base.hostname or "")
        self.names = self._names_of("consent")
        self.said_names = self._names_of("said")
        self.once_names = self._names_of("once")
        if self._base_secure is not None:
            self.fixed_name = self.names[self._base_secure]
        self.gate = CookieGate(self.declaration.own_storage, every_cookie_name(settings.cookie_name))
        self.has_optional = bool(self.declaration.grantables)
        self.heeds_gpc = self.has_optional and settings.gpc != "off"
        self.nobody = Opened(None, NECESSARY, tuple(unanswered(self.declaration, None)), 0)
        self.observe_until = (_epoch_day(settings.observe_until) + 1) * DAY if settings.observe_until else 0
        self.opened = lru_cache(REMEMBERED_COOKIES)(self._open)
        self._meaning = lru_cache(REMEMBERED_MEANINGS)(self._means)
        self.under_signal = lru_cache(REMEMBERED_MEANINGS)(self._under_signal)
        self._notices = {
            notice.hash: notice
            for language in self.renderer.languages
            for notice in (
                self.renderer.notice("banner", language),
                self.renderer.notice("settings", language),
                *([self.renderer.notice("signal", language)] if self.heeds_gpc else []),
            )
        }

    def start(self) -> None:
        """Begin serving. Nothing to start in this version: the read path needs no store."""

    def stop(self) -> None:
        """Stop serving. Nothing to drain in this version."""

    def is_secure(self, scheme: str) -> bool:
        """Whether the visitor's connection is https: `base_url` decides; without one, what the server sees."""
        return self._base_secure if self._base_secure is not None else scheme in {"https", "wss"}

    @property
    def today(self) -> int:
        """Days since 1970 (UTC), by the server's clock alone (R55)."""
        return int(self.clock()) // DAY

    def cited(
        self, hash_: str | None, asking: Sequence[str], services: Collection[str] = ()
    ) -> Notice | None:
        """The notice now served whose hash this is, or None.

        `asking` is what this visitor's banner asks about, `services` what a placeholder may have asked about.
        """
        if hash_ is None:
            return None
        return self._notices.get(hash_) or next(
            (notice for notice in self._possible(asking, services) if notice.hash == hash_), None
        )

    def _possible(self, asking: Sequence[str], services: Collection[str]) -> Iterator[Notice]:
        """The notices, beside those that all visitors have in common, that a form of this visitor may cite."""
        placed = [one.digest for one in self.declaration.grantables if one.key in services and one.in_place]
        for language in self.renderer.languages:
            for surface in ASKING if asking else ():
                yield self.renderer.notice(surface, language, tuple(asking))
            for digest in placed:
                yield self.renderer.notice("placeholder", language, (digest,))
                if self.heeds_gpc:
                    yield self.renderer.notice("placeholder-signal", language, (digest,))

    def bits_for_once(self, value: bytes, *, signal: bool) -> int:
        """What a cookie for one view allows in this one; nothing where it is not ours or has passed."""
        try:
            return self.declaration.bits_of([self.once.open(value)], signal=signal)
        except BadToken:
            return NECESSARY

    def _under_signal(self, opened: Opened) -> Opened:
        """What an answer means while the browser sends Global Privacy Control (R59): what the signal covers is off,
        though it was granted, and is not asked about; a yes in spite of the signal stays.
        """
        declaration = self.declaration
        grants = opened.answer.grants if opened.answer else ()
        silent = {one.digest for one in declaration.grantables if one.covered}
        return opened._replace(
            bits=opened.bits & declaration.bits_of(grants, signal=True),
            asking=tuple(digest for digest in opened.asking if digest not in silent),
        )

    def open(self, values: Sequence[bytes], *, former: bool = False) -> Opened:
        """Read the consent cookies of one request, or with `former` those from before `cookie_domain`. Any doubt is
        "undecided" (R4).

        The latest day wins among valid duplicates; on a tie counts only what all of them grant. An answer of either
        kind ends after the same time (R22), and one from the future was not made by this clock.
        """
        if len(values) == 1 and not former:
            return self.open_one(values[0])
        seal = self._former_seal if former else self.seal
        return self._latest(seal, values) if 0 < len(values) <= MOST_DUPLICATES else self.nobody

    def open_one(self, value: bytes) -> Opened:
        """Read the only consent cookie of a request, as nearly every request has it."""
        try:
            opened = self.opened(value)
        except BadToken:
            return self.nobody
        return opened if -1 <= int(self.clock()) // DAY - opened.day < self._validity else self.nobody

    def _latest(self, seal: ConsentCookieSeal, values: Sequence[bytes]) -> Opened:
        valid: list[Answer] = []
        for value in values:
            try:
                answer = seal.open(value)
            except BadToken:
                continue
            if -1 <= self.today - answer.day < self._validity:
                valid.append(answer)
        if not valid:
            return self.nobody
        latest = [answer for answer in valid if answer.day == max(one.day for one in valid)]
        shared = set(latest[0].grants).intersection(*(answer.grants for answer in latest))
        return self.read(Answer(latest[0].revision, latest[0].day, tuple(sorted(shared))))

    def read(self, answer: Answer) -> Opened:
        """What an answer means under this site's settings."""
        bits = self.declaration.bits_of(answer.grants)
        is_present = answer.revision == self.declaration.revision
        asking = () if is_present else tuple(unanswered(self.declaration, answer))
        return Opened(answer, bits, asking, answer.day)

    def _open(self, value: bytes) -> Opened:
        revision, day, grants = self.seal.read(value)
        asked, digests, bits, asking = self._meaning(revision, grants)
        return Opened(Answer(asked, day, digests), bits, asking, day)

    def _means(self, revision: bytes, grants: bytes) -> tuple[str, tuple[str, ...], int, tuple[str, ...]]:
        """What an answer means apart from its day: many visitors answer alike on many days."""
        answer = Answer(revision.decode("ascii"), 0, digests_in(grants))
        opened = self.read(answer)
        return answer.revision, answer.grants, opened.bits, opened.asking

    def _names_of(self, kind: CookieKind) -> dict[bool, bytes]:
        """What one of our cookies is called, by whether over https."""
        base, shared = self.settings.cookie_name, self.settings.cookie_domain is not None
        return {
            secure: cookie_name(kind, base, secure=secure, shared=shared).encode() for secure in (True, False)
        }


def _check(settings: Settings, clock: Callable[[], float]) -> None:
    today = datetime.fromtimestamp(clock(), UTC).date()
    faults = lint(settings, today, shipped_languages())
    errors = [fault for fault in faults if fault.is_error]
    if errors:
        raise SettingsError(errors)
    for fault in faults:
        log.warning(
            "%s %s (%s): %s; `consent check` tells more", fault.id, fault.title, fault.place, fault.remedy
        )


def _epoch_day(day: date) -> int:
    return (day - date(1970, 1, 1)).days
