"""Which hosts and cookie domains are the site's own: its `base_url`, `own_hosts` and `cookie_domain`."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit

from consent.terms.settings import Settings


def own_hosts(settings: Settings) -> tuple[str, ...]:
    """The site's hosts in lower case; empty where the settings name none."""
    base = parts_of(settings.base_url or "")
    named = ((base and base.hostname) or "", *settings.own_hosts, settings.cookie_domain or "")
    return tuple(bare_host(host) for host in named if host)


def is_own_host(settings: Settings, host: str) -> bool:
    """Whether a host is one of the site's own, or below one."""
    return any(is_within(bare_host(host), own) for own in own_hosts(settings))


def is_own_domain(settings: Settings, domain: str) -> bool:
    """Whether a cookie with this Domain can be the site's own: at, below or above one of its hosts.

    RFC 6265bis §5.1.3: a host may set a cookie for itself and for the domains above it.
    """
    domain = bare_host(domain.lstrip("."))
    return is_own_host(settings, domain) or any(is_within(own, domain) for own in own_hosts(settings))


def bare_host(host: str) -> str:
    """`host` without a leading `*.` and without a port, in lower case."""
    return host.removeprefix("*.").rsplit(":", 1)[0].lower() if not host.startswith("[") else host.lower()


def is_within(host: str, domain: str) -> bool:
    """Whether `host` is `domain` or below it."""
    return host == domain or host.endswith("." + domain)


def parts_of(url: str) -> SplitResult | None:
    """A URL in parts; None where it has none, such as a port that is no number."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return None
    return parts
