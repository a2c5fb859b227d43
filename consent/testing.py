"""For a site's own tests: answer as a visitor would, and fail on what a visitor should never meet.

A pytest plugin (fixture `consent_audit`), and plain functions for any test client that has `get` and `post`.
"""

from __future__ import annotations

from collections.abc import Iterator, MutableSequence
from typing import Any

import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from consent.gate.caching import values_of
from consent.gate.markup import is_document
from consent.web.verdicts import AUDIT_KEY, route_of


def give_consent(client: Any, *keys: str, path: str = "/privacy") -> dict[str, Any]:
    """Answer yes in a test client: to everything that "accept all" covers or, with `keys`, to these alone.

    A key is that of a category or service. Returns the state as `GET /privacy/choice` tells it.
    """
    state = client.get(f"{path}/choice", headers={"accept": "application/json"}).json()
    unknown = set(keys) - set(state["categories"]) - set(state["services"])
    if unknown:
        raise LookupError(f"no category or service is called {sorted(unknown)}; declared: {_declared(state)}")
    return _choose(
        client,
        path,
        decision="save" if keys else "accept",
        category=[key for key in keys if key in state["categories"]],
        service=[key for key in keys if key in state["services"]],
        notice=state["notice"],
    )


def refuse_consent(client: Any, *, path: str = "/privacy") -> dict[str, Any]:
    """Answer no in a test client, to everything. Returns the state as `GET /privacy/choice` tells it."""
    return _choose(client, path, decision="reject")


def _choose(client: Any, path: str, **choice: Any) -> dict[str, Any]:
    response = client.post(f"{path}/choice", json=choice, headers={"sec-fetch-site": "same-origin"})
    if response.status_code != 200:
        raise AssertionError(f"the choice was answered {response.status_code}: {response.text[:200]}")
    state: dict[str, Any] = response.json()
    return state


def _declared(state: dict[str, Any]) -> str:
    return ", ".join([*state["categories"], *state["services"]])


class ConsentAudit:
    """Watches wrapped applications during a test: undeclared cookies, and pages without a way to Manage Cookies."""

    def __init__(self) -> None:
        self.findings: list[str] = []

    def __call__(self, app: ASGIApp, *, path: str = "/privacy") -> ASGIApp:
        """Return `app` (a ConsentMiddleware), watched. `path` is the settings' `path`."""
        return _Watched(app, f"{path}/cookies".encode(), self.findings)

    def check(self) -> None:
        """Fail with everything that was found."""
        if self.findings:
            pytest.fail("\n".join(dict.fromkeys(self.findings)), pytrace=False)


class _Watched:
    def __init__(self, app: ASGIApp, door: bytes, findings: MutableSequence[str]) -> None:
        self._app = app
        self._door = door
        self._findings = findings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        start: Message = {}
        body = bytearray()

        async def watched(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            elif message["type"] == "http.response.body":
                body.extend(message.get("body", b""))
            await send(message)

        scope[AUDIT_KEY] = self._findings
        await self._app(scope, receive, watched)
        is_html = values_of(start.get("headers", ()), b"content-type").startswith(b"text/html")
        if is_html and is_document(bytes(body)) and self._door not in body:
            self._findings.append(
                f"{route_of(scope)}: the page has no link to Manage Cookies (GDPR 7(3): withdrawing must be as easy "
                "as giving); put consent_doors() in its footer"
            )


@pytest.fixture
def consent_audit() -> Iterator[ConsentAudit]:
    """Wrap the application under test in this; the test fails on undeclared cookies and on pages without the door.

    `client = TestClient(consent_audit(app))`
    """
    audit = ConsentAudit()
    yield audit
    audit.check()
