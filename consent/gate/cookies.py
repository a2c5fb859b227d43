"""The gate on cookies: which Set-Cookie may leave, and which Cookie the application may read.

ePrivacy 5(3): storing *and* gaining access need consent, so both directions are gated. A name passes if it is
declared and what it needs is granted; deletions always pass; what nothing declares does not pass outwards.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Literal, NamedTuple

from consent.terms.declaration import NECESSARY, StorageRule

HeaderList = list[tuple[bytes, bytes]]
Reason = Literal["undeclared", "not granted", "value not declared", "ours"]

REMEMBERED_NAMES = 4096
"""Names seen beyond the declared ones that are kept with their verdict; a visitor can invent more, so it ends."""

ONE, NINE = b"19"
EXPIRES_FORM = re.compile(
    # A day's name that begins as no month does, and a year that is written out: else browsers read another date.
    rb"(?:[Mm]on|[Tt]ue|[Ww]ed|[Tt]hu|[Ff]ri|[Ss]at|[Ss]un)[a-z]{0,6}, "
    rb"\d{2}[ -][A-Za-z]{3}[ -](?:19|[2-9]\d)\d{2} \d{2}:\d{2}:\d{2} GMT"
)
LONGEST_ATTRIBUTE = 1024
"""RFC 6265bis §5.6: browsers ignore an attribute whose value is longer."""


class SetCookie(NamedTuple):
    """The parts of one Set-Cookie header that decide whether it passes."""

    name: bytes
    value: bytes
    max_age: int | None
    expires: float | None

    def deletes(self, now: float) -> bool:
        """Whether a browser removes the cookie on receipt (RFC 6265bis §5.7: Max-Age wins over Expires)."""
        if self.max_age is not None:
            return self.max_age <= 0
        return self.expires is not None and self.expires <= now


Dropped = tuple[bytes, Reason]
"""One Set-Cookie value that did not pass, and why."""


class Verdict(NamedTuple):
    """What the gate did to a response's headers. `headers` is None where nothing had to change."""

    headers: list[tuple[bytes, bytes]] | None
    dropped: Sequence[Dropped]
    observed: Sequence[SetCookie]
    optional_passed: bool


UNCHANGED = Verdict(None, (), (), optional_passed=False)
"""The verdict on most responses."""


def parse_set_cookie(header: bytes) -> SetCookie:
    """Read a Set-Cookie value as browsers do (RFC 6265bis §5.6): last attribute wins, unknown ones are ignored.

    A header without `=` sets a nameless cookie; its name is empty, which nothing declares. Where a Max-Age is
    malformed, browsers disagree about all that says how long the cookie lives, so none of it counts.
    """
    pair, *attributes = header.split(b";")
    name, equals, value = pair.partition(b"=")
    if not equals:
        name, value = b"", name
    max_age: int | None = None
    expires: float | None = None
    malformed = False
    for attribute in attributes:
        key, _, setting = attribute.partition(b"=")
        key = key.strip(b" \t").lower()
        setting = setting.strip(b" \t")
        if len(setting) > LONGEST_ATTRIBUTE:
            continue
        if key == b"expires":
            expires = _expires(setting)
        elif key == b"max-age":
            if re.fullmatch(rb"-?\d+", setting):
                max_age = int(setting)
            else:
                malformed = True
    if malformed:
        max_age = expires = None
    return SetCookie(name.strip(b" \t"), value.strip(b" \t"), max_age, expires)


def _expires(setting: bytes) -> float | None:
    """Seconds since 1970 for a date in one of the two forms servers send; None for what browsers might read apart."""
    if not EXPIRES_FORM.fullmatch(setting):
        return None
    try:
        moment = parsedate_to_datetime(setting.decode("ascii").replace("-", " "))
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC).timestamp()


class CookieGate:
    """The declared cookie names, compiled. Stateless but for a bounded memory of names already judged."""

    def __init__(self, rules: Sequence[StorageRule], ours: Iterable[str]) -> None:
        cookies = [rule for rule in rules if rule.item.kind == "cookie"]
        self._needs: dict[bytes, int] = {}
        self._values: dict[bytes, frozenset[bytes]] = {}
        globs: dict[str, int] = {}
        for rule in cookies:
            if rule.item.is_glob:
                globs[rule.item.name] = globs.get(rule.item.name, 0) | rule.bit
            else:
                self._declare(rule)
        self._values = {name: values for name, values in self._values.items() if values}
        self._globs = [(glob_matcher(pattern), bit) for pattern, bit in globs.items()]
        self._ours = frozenset(name.encode("ascii") for name in ours)
        self._needs.update(dict.fromkeys(self._ours, 0))
        # Exact necessary names without a closed set of values: most Set-Cookie headers there are, and no more to judge.
        self.free = {name for name, needed in self._needs.items() if needed & NECESSARY} - set(self._values)
        # Names of which the grant alone decides.
        self._bits_by_name = {
            name: needed for name, needed in self._needs.items() if needed and name not in self._values
        }
        # Names that tell us something, and names that any application may read, each also with the space that
        # browsers write before it.
        self._telling: dict[bytes, tuple[bytes, int]] = {}
        self._plain: set[bytes] = set()
        for name, needed in self._needs.items():
            if needed == NECESSARY:
                self._plain |= {name, b" " + name}
            else:
                self._telling[name] = self._telling[b" " + name] = (name, needed)
        self._room = REMEMBERED_NAMES

    def _declare(self, rule: StorageRule) -> None:
        name = rule.item.name.encode("ascii")
        self._needs[name] = self._needs.get(name, 0) | rule.bit
        values = frozenset(value.encode() for value in rule.item.values)
        # One name at two paths is one name in a Cookie header: it may hold what either may, anything if one may.
        known = self._values.get(name, values)
        self._values[name] = known | values if known and values else frozenset()

    def needs(self, name: bytes) -> int:
        """The bits of which one must be granted for `name`; 0 where nothing declares it."""
        known = self._needs.get(name)
        return self._judged(name) if known is None else known

    def _judged(self, name: bytes) -> int:
        bits = 0
        for matches, bit in self._globs:
            if matches(name):
                bits |= bit
        if self._room and len(name) <= 64:
            self._room -= 1
            self._needs[name] = bits
            if not bits:
                self._plain |= {name, b" " + name}
        return bits

    def inbound(self, header: bytes) -> list[tuple[bytes, bytes, int]]:
        """Read one Cookie header; return name, value and needed bits of our own cookies (0) and declared optional
        ones. All others may be read by whoever set them.
        """
        plain = self._plain
        found = []
        for part in header.split(b";"):
            name, _, value = part.partition(b"=")
            if name not in plain:
                known = self._telling.get(name) or self._told(name)
                if known:
                    found.append((known[0], value.strip(b" \t"), known[1]))
        return found

    def _told(self, name: bytes) -> tuple[bytes, int] | None:
        name = name.strip(b" \t")
        needed = self.needs(name)
        return (name, needed) if needed > NECESSARY or name in self._ours else None

    def outbound(
        self, headers: HeaderList, bits: int, clock: Callable[[], float], observe_until: float = 0
    ) -> Verdict:
        """Judge every Set-Cookie of a response; return UNCHANGED where all are necessary ones or there is none.

        `clock` gives seconds since 1970. Before `observe_until`, undeclared cookies pass and are named.
        """
        free, by_name = self.free, self._bits_by_name
        kept: HeaderList | None = None
        dropped: Sequence[Dropped] = ()
        observed: Sequence[SetCookie] = ()
        optional_passed = False
        for header in headers:
            key, value = header
            if len(key) == 10 and (key == b"set-cookie" or key.lower() == b"set-cookie"):
                name, equals, _ = value.partition(b"=")
                if name in free and equals:
                    continue
                needed, reason = self._judge(value, by_name.get(name) if equals else None, bits, clock)
                if reason is None:
                    optional_passed = optional_passed or needed > NECESSARY
                elif reason == "undeclared" and observe_until and clock() < observe_until:
                    observed = [*observed, parse_set_cookie(value)]
                else:
                    dropped = [*dropped, (value, reason)]
                    kept = headers.copy() if kept is None else kept
                    kept.remove(header)
        if not (dropped or observed or optional_passed):
            return UNCHANGED
        # As Verdict(…) would, without its constructor in Python, which costs as much as judging a header.
        return tuple.__new__(Verdict, (kept, dropped, observed, optional_passed))

    def _judge(
        self, header: bytes, needed: int | None, bits: int, clock: Callable[[], float]
    ) -> tuple[int, Reason | None]:
        """What a Set-Cookie needs, and why it may not pass. `needed` is given where the name alone tells."""
        reason: Reason | None = None
        if needed is None:
            needed, reason = self._needed(header)
        if reason is None:
            if needed & bits:
                return needed, None
            reason = "not granted"
        if reason != "ours" and deletes(header, clock):
            return NECESSARY, None
        return needed, reason

    def _needed(self, header: bytes) -> tuple[int, Reason | None]:
        """What a Set-Cookie needs, and why it cannot pass for anyone, by its name and value."""
        name, equals, value = header.partition(b";")[0].partition(b"=")
        name = name.strip(b" \t") if equals else b""
        needed = self.needs(name)
        if not needed:
            # GDPR 7(1), 7(3): an answer ends by its visitor's choice or by age, never by what an application sends.
            return 0, "ours" if name in self._ours else "undeclared"
        allowed = self._values.get(name)
        if allowed is not None and _unquoted(value.strip(b" \t")) not in allowed:
            return needed, "value not declared"
        return needed, None


def _unquoted(value: bytes) -> bytes:
    """A value without one pair of quotes; more would be a place to hide an identifier in."""
    return value[1:-1] if len(value) > 1 and value[:1] == value[-1:] == b'"' else value


def deletes(header: bytes, clock: Callable[[], float]) -> bool:
    """Whether a Set-Cookie value removes its cookie. Most live for a while, and show it without being read in full."""
    at = header.find(b"; Max-Age=", 1, -1)
    if at > 0 and ONE <= header[at + 10] <= NINE:
        return False
    return parse_set_cookie(header).deletes(clock())


def without(header: bytes, refused: Sequence[bytes]) -> bytes:
    """Return a Cookie header less the cookies named in `refused`, the rest byte for byte."""
    names = frozenset(refused)
    kept = [part for part in header.split(b";") if part.partition(b"=")[0].strip(b" \t") not in names]
    return b";".join(kept).strip(b" \t")


def glob_matcher(pattern: str) -> Callable[[bytes], object]:
    """Return a test for names that fit `pattern`, in which `*` stands for any run of characters.

    Visitors invent names, so no part between two stars is looked for twice: time grows with the length alone.
    """
    first, *parts = map(re.escape, pattern.encode("ascii").split(b"*"))
    last = b".*" + parts.pop() if parts else b""
    between = b"".join(b"(?>.*?%s)" % part for part in parts)
    return re.compile(first + between + last, re.DOTALL).fullmatch
