"""Set-Cookie headers that remove a declared cookie in every form in which it may exist.

RFC 6265bis §5.7: a cookie is identified by name, host or Domain, Path and (CHIPS) partition, so removing "the"
cookie means one header for each of these. GDPR 7(3), R27: withdrawal must have effect.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from consent.gate.cookies import glob_matcher
from consent.terms.category import StorageItem
from consent.terms.declaration import StorageRule

FIELD = len(b"set-cookie: \r\n")
BUDGET = 2048
"""Bytes of such headers in one response: common proxies fail a response whose headers pass 4 KB."""
LONGEST_HOST = 253
"""RFC 1035 §2.3.4, written out. A visitor may send a Host header of any length."""


class Site(NamedTuple):
    """Where the headers are sent from: the host name without port, and whether over https."""

    host: str
    secure: bool


def expiry_headers(
    rules: Sequence[StorageRule], carried: Sequence[bytes], unseen: int, site: Site
) -> list[bytes]:
    """Return Set-Cookie values, at most BUDGET bytes, that remove cookies; carried names come first.

    `carried` are names the browser sent and may not have. `unseen` are the bits whose declared cookies are removed
    though not carried: a cookie with a narrower Path is not sent to us. What does not fit is swept later.
    """
    headers: list[bytes] = []
    left = BUDGET
    for header in _unique(_every_header(rules, list(dict.fromkeys(carried)), unseen, site)):
        cost = len(header) + FIELD
        if cost > BUDGET:
            continue
        left -= cost
        if left < 0:
            break
        headers.append(header)
    return headers


def _every_header(
    rules: Sequence[StorageRule], carried: Sequence[bytes], unseen: int, site: Site
) -> Iterator[bytes]:
    cookies = [rule for rule in rules if rule.item.kind == "cookie"]
    matchers = [(glob_matcher(rule.item.name), rule.item) for rule in cookies] if carried else []
    for name in carried:
        for matches, item in matchers:
            if matches(name):
                yield from _removals(name, item, site)
    for rule in cookies:
        if rule.bit & unseen and not rule.item.is_glob:
            yield from _removals(rule.item.name.encode("ascii"), rule.item, site)


def _removals(name: bytes, item: StorageItem, site: Site) -> Iterator[bytes]:
    if name.startswith(b"__Host-"):
        domains: list[str | None] = [None]
    elif item.domain:
        domains = [None, item.domain.lstrip(".")]
    else:
        domains = [None, *parent_domains(site.host)]
    for domain in domains:
        place = f"; Max-Age=0; Path={item.path}" + (f"; Domain={domain}" if domain else "")
        header = name + b"=" + place.encode()
        yield header + b"; Secure" if site.secure else header
        if site.secure:
            yield header + b"; Secure; Partitioned"


def parent_domains(host: str) -> list[str]:
    """Return `host` and each parent with at least two labels, as a cookie's Domain; none for an address."""
    if len(host) > LONGEST_HOST or not re.fullmatch(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*\.[a-z][a-z0-9-]*", host):
        return []
    labels = host.split(".")
    return [".".join(labels[start:]) for start in range(len(labels) - 1)]


def _unique(headers: Iterable[bytes]) -> Iterator[bytes]:
    """Each header once, made only when asked for: a visitor may carry thousands of names."""
    seen: set[bytes] = set()
    for header in headers:
        if header not in seen:
            seen.add(header)
            yield header
