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
    if _address(origin) in {
        _address("//" + headers.get("host", ""), origin),
        _address(site.settings.base_url, origin),
    }:
        return Sender.OURS
    # Behind a proxy that rewrites Host, our own pages look foreign until base_url says who we are.
    return Sender.FOREIGN if site.settings.base_url else Sender.UNKNOWN


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
