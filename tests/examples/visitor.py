"""A visitor without a browser: keeps cookies, reads the forms of a page, and sends them as a browser would."""

from __future__ import annotations

import re
from typing import Self

import httpx

NOTICE = re.compile(r'name="notice"\s+value="([0-9a-f]{64})"')


class Visitor:
    """One person with one browser, at one site."""

    def __init__(self, base: str, *, language: str = "en") -> None:
        self.client = httpx.Client(
            base_url=base, headers={"accept": "text/html", "accept-language": language}
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()

    @property
    def cookies(self) -> set[str]:
        """The names of the cookies that the browser keeps."""
        return {cookie.name for cookie in self.client.cookies.jar}

    def open(self, path: str) -> httpx.Response:
        """Open a page; a redirect is shown, not followed."""
        return self.client.get(path)

    def submit(self, path: str, **fields: str | list[str]) -> httpx.Response:
        """Send a form from a page of the site."""
        return self.client.post(path, data=fields, headers={"sec-fetch-site": "same-origin"})

    def choose(
        self, decision: str, *, on: str = "/privacy/cookies", **fields: str | list[str]
    ) -> httpx.Response:
        """Answer with the notice that the page `on` shows; Manage Cookies shows one at any time."""
        shown = NOTICE.search(self.open(on).text)
        assert shown, f"{on} shows no notice"
        response = self.submit("/privacy/choice", decision=decision, notice=shown[1], **fields)
        assert response.status_code == 303, response.text[:500]
        return response


def cookies_set(response: httpx.Response) -> dict[str, str]:
    """The cookies that a response sets: name -> the rest of the header. Those that it deletes are not among them."""
    headers = [header.partition("=") for header in response.headers.get_list("set-cookie")]
    return {name: rest for name, _, rest in headers if "max-age=0" not in rest.lower()}


def cookies_deleted(response: httpx.Response) -> set[str]:
    """The names of the cookies that a response deletes."""
    headers = response.headers.get_list("set-cookie")
    return {header.partition("=")[0] for header in headers if "max-age=0" in header.lower()}
