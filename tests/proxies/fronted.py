"""A site behind a proxy that ends TLS, and a visitor of it who says as much of itself as an old or new browser does."""

from __future__ import annotations

import ssl
from typing import NamedTuple

import httpx

from tests.conftest import Certificate

HOST = "www.site.example"
PUBLIC = f"https://{HOST}"

SENDERS = {
    "a browser with Fetch Metadata": {"sec-fetch-site": "same-origin", "origin": PUBLIC},
    "an older one with Origin": {"origin": PUBLIC},
    "one that says nothing": {},
}
ABLE_TO_ACCEPT = tuple(name for name, headers in SENDERS.items() if headers)


class Front(NamedTuple):
    """How a proxy passes requests on."""

    forwards: bool
    keeps_host: bool

    def location(self, prefix: str, upstream: str) -> str:
        """The nginx location: `upstream` ends in a slash where the prefix is stripped."""
        lines = [f"proxy_pass {upstream};"]
        if self.keeps_host:
            lines.append("proxy_set_header Host $host;")
        if self.forwards:
            lines += [
                "proxy_set_header X-Forwarded-For $remote_addr;",
                "proxy_set_header X-Forwarded-Proto $scheme;",
                "proxy_set_header X-Forwarded-Host $host;",
            ]
        return f"location {prefix}/ {{ {' '.join(lines)} }}"


FRONTS = [Front(forwards, keeps) for forwards in (True, False) for keeps in (True, False)]


def described(front: object) -> str:
    """The name of a Front in a test's id."""
    if not isinstance(front, Front):
        return str(front)
    forwarded = "forwarded" if front.forwards else "unforwarded"
    return f"{forwarded}-{'host-kept' if front.keeps_host else 'host-rewritten'}"


def visitor(url: str, certificate: Certificate) -> httpx.Client:
    """A visitor who believes to be at PUBLIC, while the proxy listens at `url`."""
    trusted = ssl.create_default_context(cafile=certificate.authority)
    return httpx.Client(base_url=url, headers={"host": HOST}, verify=trusted, follow_redirects=False)
