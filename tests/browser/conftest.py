"""The campaign site in a process of its own, and what a browser can say about what it keeps.

The stand-in third party's `/__hits` is the ground truth of what leaked; the browser's own stores are that of what was
kept. Controls are found by `data-consent-action`, which is the same in every language.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from playwright.sync_api import Locator, Page, Request

from tests.conftest import wait_until
from tests.examples.programs import program, wait_for_line

KEPT_BY_SCRIPTS = """async () => ({
    local: Object.keys(localStorage), session: Object.keys(sessionStorage), caches: await caches.keys(),
    databases: (await indexedDB.databases()).map(one => one.name),
    workers: (await navigator.serviceWorker.getRegistrations()).map(one => one.scope),
})"""


class Campaign(NamedTuple):
    """The running site and its stand-in third party."""

    site: str
    third_party: str

    @property
    def hits(self) -> list[str]:
        """The paths that the third party was asked for since the ledger was last emptied."""
        return [hit["path"] for hit in httpx.get(f"{self.third_party}/__hits").json()]

    @property
    def referrers(self) -> set[str | None]:
        """The pages that the third party was told it was asked from."""
        return {hit["referer"] for hit in httpx.get(f"{self.third_party}/__hits").json()}

    def forget_hits(self) -> None:
        """Empty the third party's ledger."""
        httpx.delete(f"{self.third_party}/__hits")

    def wait_for_hits(self, *paths: str) -> None:
        """Wait until the third party was asked for each of `paths`."""
        wait_until(lambda: set(paths) <= set(self.hits), f"the third party is asked for {paths}")


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Campaign]:
    ports = ("--port", "0", "--third-party-port", "0")
    with program("examples.campaign", *ports, folder=tmp_path_factory.mktemp("campaign")) as started:
        site = wait_for_line(started, "Campaign site:")
        third_party = wait_for_line(started, "Stand-in third party:")
        wait_for_line(started, "Stop with")
        yield Campaign(site, third_party)


@pytest.fixture
def campaign(running: Campaign) -> Campaign:
    running.forget_hits()
    return running


def cookies(page: Page) -> set[str]:
    """The names of all cookies that the browser keeps, whoever set them."""
    return {str(cookie.get("name")) for cookie in page.context.cookies()}


def kept_by_scripts(page: Page) -> dict[str, list[str]]:
    """What the page's origin keeps outside its cookies; stores that are empty are left out."""
    kept: dict[str, list[str]] = page.evaluate(KEPT_BY_SCRIPTS)
    return {store: names for store, names in kept.items() if names}


def control(page: Page, action: str) -> Locator:
    """The button or link of the banner or of Manage Cookies that does `action`."""
    return page.locator(
        f"main [data-consent-action={action}], #privacy-choices [data-consent-action={action}]"
    )


def banner(page: Page) -> Locator:
    return page.locator("#privacy-choices")


def confirmation(page: Page) -> Locator:
    return page.locator("#privacy-choices-done")


def manage_cookies(page: Page) -> None:
    """Open Manage Cookies as a visitor does, by the door in the foot of the page."""
    page.locator(".privacy-links [data-consent-action=settings]").click()
    page.wait_for_url("**/privacy/cookies*")


class Requests:
    """Every request that a page makes."""

    def __init__(self, page: Page) -> None:
        self.made: list[Request] = []
        page.context.on("request", self._note)

    def _note(self, request: Request) -> None:
        # A method of our own: Playwright marks what it is given, and a list's append takes no marks.
        self.made.append(request)

    @property
    def urls(self) -> list[str]:
        return [request.url for request in self.made]

    @property
    def pages(self) -> list[str]:
        """Those that asked for a page, in a frame too."""
        return [request.url for request in self.made if request.is_navigation_request()]

    def elsewhere(self, site: str) -> list[str]:
        """Those that left the site."""
        return [url for url in self.urls if not url.startswith(f"{site}/")]

    def query_names(self, site: str) -> set[str]:
        """The names in the queries of the site's own addresses."""
        queries: list[dict[str, Any]] = [
            parse_qs(urlsplit(url).query, keep_blank_values=True)
            for url in self.urls
            if url.startswith(f"{site}/")
        ]
        return {name for query in queries for name in query}
