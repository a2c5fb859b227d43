"""Who sent a form: the rule against cross-site requests, without a token, so that pages stay cacheable.

OWASP CSRF (Fetch Metadata, then Origin); R77. In one sentence: a yes needs a sender proven to be this site, and a
no is refused only to a sender proven to be another one.
"""

from __future__ import annotations

from enum import Enum
from urllib.parse import urlsplit

from starlette.datastructures import Headers

from consent.site import ConsentSite

DEFAULT_PORTS = {"http": "80", "https": "443"}


class Sender(Enum):
    """What can be told about the page that sent a form."""

    OURS = "ours"
    UNKNOWN = "unknown"
    FOREIGN = "foreign"


def sender_of(headers: Headers, site: ConsentSite) -> Sender:
    """Tell whether a form came from this site, from another one, or whether it cannot be told."""
    origin = headers.get("origin")
    if origin is not None and _is_listed(origin, site):
        return Sender.OURS
    fetched = headers.get("sec-fetch-site")
    if fetched in {"same-origin", "none"}:
        return Sender.OURS
    if fetched is not None:  # same-site, cross-site, and values not yet invented
        return Sender.FOREIGN
    if origin is None or origin == "null":
        return Sender.UNKNOWN
    sender, base, host = _address(origin), site.settings.base_url, "//" + headers.get("host", "")
    if sender is not None and sender in {_address(host, origin), _address(base)}:
        return Sender.OURS
    # Proof needs a server that knows its address. Where base_url and Host disagree, a proxy rewrites Host or the
    # visitor came by another of the site's names, and the form may well be ours.
    return Sender.FOREIGN if base and _address(host, base) == _address(base) else Sender.UNKNOWN


def _is_listed(origin: str, site: ConsentSite) -> bool:
    return origin.lower() in {listed.lower().rstrip("/") for listed in site.settings.origins}


def _address(url: str | None, like: str = "") -> tuple[str, str] | None:
    """Host and port, the port filled in by the scheme of `url` or of `like`; None where there is no host."""
    try:
        parts = urlsplit(url or "")
        port = str(parts.port or DEFAULT_PORTS.get(parts.scheme or urlsplit(like).scheme, ""))
    except ValueError:
        return None
    return (parts.hostname, port) if parts.hostname else None
