"""Sends requests to one variant in process, without a server: `python -m tests.benchmarks.drive NAME BATCHES`."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Iterator
from typing import Any

from tests.benchmarks.variants import BATCH, cookie_headers, variants

MOST_BATCHES = 12


def requests(consent_cookies: Any) -> Iterator[dict[str, Any]]:
    """ASGI scopes without end."""
    for headers in cookie_headers(consent_cookies):
        yield {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "https",
            "path": "/",
            "raw_path": b"/",
            "query_string": b"",
            "root_path": "",
            "headers": headers,
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 2),
            "state": {},
        }


async def send_batch(app: Any, scopes: list[dict[str, Any]]) -> None:
    """Send each request and drop its answer."""

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        pass

    for scope in scopes:
        await app(scope, receive, send)


def main() -> None:
    """Run under callgrind: the difference of two runs with different batch counts is what the requests cost."""
    name, batches = sys.argv[1], int(sys.argv[2])
    app, cookies = variants(BATCH * (MOST_BATCHES + 1))[name]
    endless = requests(cookies)
    prepared = [[next(endless) for _ in range(BATCH)] for _ in range(MOST_BATCHES)]
    gc.disable()
    with asyncio.Runner() as runner:
        for scopes in prepared[:batches]:
            runner.run(send_batch(app, scopes))


if __name__ == "__main__":
    main()
