"""Cache headers of a response that depended on the visitor.

RFC 9111 §3, §5.2 (R63, R71): such a response is `private, no-cache` and varies by what was used. `no-store` is
never weakened, and what did not depend on the visitor is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

HeaderList = list[tuple[bytes, bytes]]

TARGETED = frozenset({b"cdn-cache-control", b"surrogate-control", b"x-accel-expires", b"edge-control"})
SHARED = re.compile(rb"(?:^|[,\s])(?:public|s-maxage|max-age\s*=\s*\"?0*[1-9])", re.IGNORECASE)
KEPT_NOWHERE = re.compile(rb"(?:^|[,\s])(?:private|no-store|off|0)\s*(?:$|[,;])", re.IGNORECASE)
UNSHARED = re.compile(rb"(?:^|[,\s])(?:private|no-store)\b(?!\s*=)", re.IGNORECASE)


def values_of(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> bytes:
    """All values of one header, joined by commas as RFC 9110 §5.3 reads them; empty where absent."""
    return b", ".join(value for key, value in headers if key.lower() == name)


def is_shareable(headers: Sequence[tuple[bytes, bytes]]) -> bool:
    """Whether the application let caches keep the response for other visitors or for a time."""
    if any(_aims_at_one_cache(name) and not KEPT_NOWHERE.search(value) for name, value in headers):
        return True
    control = values_of(headers, b"cache-control")
    return bool(SHARED.search(control)) and not UNSHARED.search(control)


def personal(headers: Sequence[tuple[bytes, bytes]], used: Sequence[bytes]) -> HeaderList:
    """Return the headers of a response that depended on the request headers named in `used`."""
    control = values_of(headers, b"cache-control")
    kept = [header for header in headers if not _says_who_may_keep(header[0].lower())]
    stored_nowhere = b"no-store" in {directive.strip().lower() for directive in control.split(b",")}
    kept.append((b"cache-control", control if stored_nowhere else b"private, no-cache"))
    kept.append((b"vary", _varied(values_of(headers, b"vary"), used)))
    return kept


def varying(headers: Sequence[tuple[bytes, bytes]], used: Sequence[bytes]) -> HeaderList:
    """Return the headers of a response that depended on no visitor, but on the request headers named in `used`."""
    kept = [header for header in headers if header[0].lower() != b"vary"]
    return [*kept, (b"vary", _varied(values_of(headers, b"vary"), used))]


def _says_who_may_keep(name: bytes) -> bool:
    return name in {b"cache-control", b"vary", b"expires"} or _aims_at_one_cache(name)


def _aims_at_one_cache(name: bytes) -> bool:
    """RFC 9213: headers to one cache in front win there over Cache-Control, so they would undo `private`."""
    lowered = name.lower()
    return lowered in TARGETED or lowered.endswith(b"-cdn-cache-control")


def _varied(present: bytes, used: Sequence[bytes]) -> bytes:
    names = [name.strip() for name in present.split(b",") if name.strip()]
    if b"*" in names:
        return present
    known = {name.lower() for name in names}
    return b", ".join([*names, *(name for name in used if name.lower() not in known)])
