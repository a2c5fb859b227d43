"""Rules about where the site lives: its URL, hosts, paths and the scope of our own cookie."""

from __future__ import annotations

import re
from collections.abc import Iterator

from consent.errors import Fault
from consent.terms.hosts import is_within, parts_of
from consent.terms.lints.draft import Draft, listed, place_of_service
from consent.terms.lints.storage import DOMAIN

LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
PATH = re.compile(r"(?:/[A-Za-z0-9._~-]+)+")
FILTERED = re.compile(
    r"^(?:cookies?-.*|cookieconsent|cc_cookie.*|consent-(?:manage(?:r|ment)|banner|modal|container|wrapper)"
    r"|gdpr-consent|.*-(?:cookie|consent)-banner)$"
)
"""Path segments that lists for ad blockers block or hide (EasyList Cookie), so that our pages would vanish."""
HOST = re.compile(rf"(?:\*\.)?{DOMAIN.pattern}(?::[0-9]{{1,5}})?|\[[0-9a-f:.]+\](?::[0-9]{{1,5}})?")
GENERIC = frozenset({"ac", "co", "com", "edu", "go", "gob", "gov", "gouv", "ne", "net", "or", "org"})
"""Second levels under which countries register others' names (co.uk). Not the whole list of public suffixes, which
changes: browsers have it, and refuse the cookie."""
COOKIE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")


def base_url_is_an_origin(draft: Draft) -> Iterator[Fault]:
    """Links and `Secure` follow from it; RFC 6265bis: plain http keeps no secure cookie."""
    url = draft.settings.base_url
    if url is None:
        yield Fault(
            "consent.W029",
            "base_url",
            "nothing",
            "the address that visitors see, which decides links and secure cookies",
            'base_url = "https://example.org"',
        )
        return
    parts = parts_of(url)
    host = parts.hostname if parts else None
    if parts is None or not host or not _is_plain(url):
        yield _base_url_fault(url, "https://, a host and at most a path", "https://example.org")
    elif parts.scheme != "https" and not (parts.scheme == "http" and _is_local(host)):
        expected = "https (http only for localhost, 127.0.0.1 and [::1])"
        yield _base_url_fault(url, expected, f"https://{parts.netloc}{parts.path}")


def _base_url_fault(url: str, expected: str, better: str) -> Fault:
    return Fault("consent.E028", "base_url", repr(url), expected, f'base_url = "{better}"')


def _is_plain(url: str) -> bool:
    """No user, query, fragment or character that does not belong into a URL; a path only of plain segments."""
    return re.fullmatch(rf"[a-z]+://(?!\*)(?:{HOST.pattern})(?:{PATH.pattern})?/?", url) is not None


def _is_local(host: str) -> bool:
    return host in LOCAL_HOSTS or host.endswith(".localhost")


def origins_are_origins(draft: Draft) -> Iterator[Fault]:
    """R77: who else may send a choice is named exactly; never `null`, never a pattern."""
    for place, origin in enumerate(draft.settings.origins):
        parts = parts_of(origin)
        plain = parts is not None and re.fullmatch(rf"https?://(?!\*)(?:{HOST.pattern})", origin)
        if parts is None or not plain:
            yield Fault(
                "consent.E030",
                f"origins[{place}]",
                repr(origin),
                "scheme, host and port if any, in lower case and nothing more",
                f'write "https://{_bare(origin)}"',
            )


def hosts_are_hosts(draft: Draft) -> Iterator[Fault]:
    """R73: a host goes into the Content-Security-Policy as it is."""
    named = {"own_hosts": draft.settings.own_hosts} | {
        f"{place_of_service(service)}.hosts": service.hosts for service in draft.settings.services
    }
    for where, hosts in named.items():
        for place, host in enumerate(hosts):
            if not HOST.fullmatch(host) or re.fullmatch(r"\*\.[^.]+", host):
                yield Fault(
                    "consent.E030",
                    f"{where}[{place}]",
                    repr(host),
                    'a host name in lower case, such as "www.example.org" or "*.example.org"',
                    f'write "{_bare(host)}"',
                )


def _bare(host: str) -> str:
    parts = parts_of(host if "://" in host else f"https://{host}")
    bare = ((parts and parts.hostname) or "").removeprefix("*.")
    return bare if DOMAIN.fullmatch(bare) else "www.example.org"


def the_path_is_usable(draft: Draft) -> Iterator[Fault]:
    """Our pages live below it; a name that ad blockers hide would take the way to withdraw away (R26)."""
    path = draft.settings.path
    if not PATH.fullmatch(path) or {".", ".."} & set(path.split("/")):
        expected = 'plain segments after "/", no slash at the end, no query'
        yield Fault("consent.E031", "path", repr(path), expected, 'path = "/privacy"')
        return
    filtered = [segment for segment in path.lower().split("/") if FILTERED.match(segment)]
    if filtered:
        expected = f"no {filtered[0]!r} in it: ad blockers hide pages and files so named"
        yield Fault("consent.E031", "path", repr(path), expected, 'path = "/privacy"')


def quiet_paths_are_paths(draft: Draft) -> Iterator[Fault]:
    """A path that can never match would leave a banner where none was wanted."""
    for place, path in enumerate(draft.settings.quiet_paths):
        if not re.fullmatch(r"/[^\s?#]*", path):
            expected = 'a path of the site, beginning with "/", without a query'
            yield Fault(
                "consent.E031", f"quiet_paths[{place}]", repr(path), expected, 'quiet_paths = ["/kiosk"]'
            )


def cookie_domain_covers_the_site(draft: Draft) -> Iterator[Fault]:
    """RFC 6265bis §5.7: a browser takes a cookie only for the host's own domain or a parent that is nobody's suffix."""
    domain = draft.settings.cookie_domain
    if domain is None:
        return
    labels = domain.split(".")
    host = draft.base.hostname if draft.base else None
    suffix = len(labels) == 2 and len(labels[1]) == 2 and labels[0] in GENERIC
    if not DOMAIN.fullmatch(domain) or len(labels) < 2 or suffix or labels[-1].isdigit():
        expected = "a domain that is yours, with two labels or more, such as example.org"
    elif host and not is_within(host, domain):
        expected = f"the host of base_url, {host}, or a parent of it"
    else:
        return
    better = ".".join(host.split(".")[-2:]) if host and "." in host else "example.org"
    yield Fault("consent.E033", "cookie_domain", repr(domain), expected, f'cookie_domain = "{better}"')


def cookie_name_is_plain(draft: Draft) -> Iterator[Fault]:
    """RFC 6265: a token; and without a prefix, because the scheme decides which one it gets."""
    name = draft.settings.cookie_name
    if not COOKIE_NAME.fullmatch(name):
        yield Fault(
            "consent.E034",
            "cookie_name",
            repr(name),
            'letters, digits, "-" and "_", at most 40; the prefix __Host- is added where it can be',
            'cookie_name = "consent"',
        )


def languages_are_offered(draft: Draft) -> Iterator[Fault]:
    """R29: our own texts exist in the language, and a person has read them or the site says that it accepts them."""
    for place, tag in enumerate(draft.settings.languages):
        found = tag if tag in draft.shipped else tag.split("-")[0]
        if found not in draft.shipped:
            yield Fault(
                "consent.E035",
                f"languages[{place}]",
                repr(tag),
                f"one of {listed(sorted(draft.shipped))}",
                "remove it until this package speaks it",
            )
        elif not draft.shipped[found] and not {tag, found} & set(draft.settings.accept_unreviewed):
            accepted = ", ".join(
                f'"{one}"' for one in dict.fromkeys([*draft.settings.accept_unreviewed, tag])
            )
            yield Fault(
                "consent.E035",
                f"languages[{place}]",
                f"{tag!r}, which nobody who speaks it has reviewed yet",
                "a reviewed language, or your word that you have read its texts",
                f"accept_unreviewed = [{accepted}]",
            )


RULES = (
    base_url_is_an_origin,
    origins_are_origins,
    hosts_are_hosts,
    the_path_is_usable,
    quiet_paths_are_paths,
    cookie_domain_covers_the_site,
    cookie_name_is_plain,
    languages_are_offered,
)
