"""`inject = "auto"`: banner and footer doors put into pages whose templates one cannot edit.

Only a whole HTML document in one body message is touched; a stream, an encoded or partial body, a fragment, or a page
that the application marked shareable goes out as it is.
"""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING

from starlette.types import Message, Scope

from consent.gate.caching import HeaderList, is_shareable, values_of
from consent.gate.markup import inserted, is_document, language_of, places

if TYPE_CHECKING:
    from consent.web.visit import Visit

log = logging.getLogger("consent")

BYPASSES = frozenset({"http.response.pathsend", "http.response.zerocopysend"})
"""ASGI extensions by which a body reaches the server without passing us."""

CONDITIONS = frozenset({b"if-none-match", b"if-modified-since", b"if-range", b"range"})
ASCII_COMPATIBLE = re.compile(r"utf-?8|us-ascii|iso-8859-\d+|windows-125\d|koi8-[ru]|latin-?1", re.IGNORECASE)
UNREADABLE = "the head of a page could not be read with certainty, so it has no banner; call the template helpers there"
COMPRESSED = (
    "a page was compressed before it reached the middleware, so it has no banner; put compression outside: "
    "app = GZipMiddleware(ConsentMiddleware(app, settings))"
)
UNTOUCHED_STATUS = frozenset({204, 205, 206, 304})


def without_bypasses(scope: Scope) -> Scope:
    """The scope of a request whose response we may change: no way past us, and no answer "not modified" to a page
    that must show a banner or confirmation now.
    """
    visit: Visit = scope["consent"]
    extensions = scope.get("extensions") or {}
    changed: Scope = {}
    if not BYPASSES.isdisjoint(extensions):
        changed["extensions"] = {name: value for name, value in extensions.items() if name not in BYPASSES}
    if visit.opened.asking or visit.is_said:
        headers = [header for header in scope["headers"] if header[0] not in CONDITIONS]
        if len(headers) != len(scope["headers"]):
            changed["headers"] = headers
    return {**scope, **changed} if changed else scope


class Injection:
    """One response on its way out: the start is held until the first body message shows whether it is whole."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._held: Message | None = None

    async def send(self, message: Message) -> None:
        """Pass a message on, changed where it completes a page."""
        if message["type"] == "http.response.start" and self._may_change(message):
            self._held = message
            return
        held, self._held = self._held, None
        if held is not None:
            held, message = self._completed(held, message)
            await self._visit.send(held)
        await self._visit.send(message)

    def _may_change(self, start: Message) -> bool:
        headers = [(name.lower(), value) for name, value in start.get("headers") or ()]
        start["headers"] = headers
        media_type, _, parameters = values_of(headers, b"content-type").partition(b";")
        charset = re.search(rb"charset\s*=\s*\"?([^\s;\"]+)", parameters, re.IGNORECASE)
        encoding = values_of(headers, b"content-encoding").strip().lower()
        if media_type.strip().lower() != b"text/html" or start["status"] in UNTOUCHED_STATUS:
            return False
        if encoding not in {b"", b"identity"}:
            self._warn_once("compressed", COMPRESSED)
            return False
        if charset and not ASCII_COMPATIBLE.fullmatch(charset[1].decode("latin-1")):
            return False
        return (
            not is_shareable(headers) and not values_of(headers, b"content-range") and not self._visit.placed
        )

    def _completed(self, start: Message, message: Message) -> tuple[Message, Message]:
        if message["type"] != "http.response.body" or self._visit.refusal is not None:
            return start, message
        headers: HeaderList = start["headers"]
        body = bytes(message.get("body", b""))
        if self._visit.scope["method"] == "HEAD":
            self._visit.read = self._visit.site.has_optional  # what GET would say of caching
            banner = bool(self._visit.opened.asking)
            return {**start, "headers": _reshaped(headers, None, banner=banner)}, message
        declared = values_of(headers, b"content-length").strip()
        whole = not message.get("more_body", False) or declared == str(len(body)).encode()
        if not whole:
            self._warn_once(
                "streamed", "a page is streamed, so it has no banner; call the template helpers instead"
            )
        if not whole or not is_document(body):
            return start, message
        changed, banner = self._changed(body, headers)
        if changed is None:
            return start, message
        return {**start, "headers": _reshaped(headers, len(changed), banner=banner)}, {
            **message,
            "body": changed,
        }

    def _changed(self, body: bytes, headers: HeaderList) -> tuple[bytes | None, bool]:
        at = places(body)
        if at is None:
            self._warn_once("unreadable", UNREADABLE)
            return None, False
        visit = self._visit
        visit.content_language = values_of(headers, b"content-language").decode("latin-1") or language_of(
            body
        )
        place = visit.place()
        # Asked for even where none is due: that none is shown depends on the visitor too, so caches must know (R63).
        banner = visit.banner()
        first = visit.site.renderer.head(place) + str(banner)
        last = f'<footer class="privacy-doors">{visit.doors()}</footer>'
        content_type = values_of(headers, b"content-type")
        return inserted(body, at, _encoded(first, content_type), _encoded(last, content_type)), bool(banner)

    def _warn_once(self, name: str, text: str) -> None:
        if name not in self._visit.site.reported:
            self._visit.site.reported.add(name)
            log.warning("%s", text)


def _encoded(text: str, content_type: bytes) -> bytes:
    """`text` as bytes; in a page not said to be UTF-8, ASCII with character references."""
    if re.search(rb"charset\s*=\s*\"?utf-?8", content_type, re.IGNORECASE):
        return text.encode()
    return text.encode("ascii", "xmlcharrefreplace")


def _reshaped(headers: HeaderList, length: int | None, *, banner: bool) -> HeaderList:
    """The headers of a changed page. RFC 9110 §8.8: a page with a banner has no validator that outlives the choice,
    one with only doors keeps a weak one; neither offers ranges.
    """
    gone = {b"content-length", b"accept-ranges", *((b"etag", b"last-modified") if banner else ())}
    kept = [(name, _weak(value) if name == b"etag" else value) for name, value in headers if name not in gone]
    return kept if length is None else [*kept, (b"content-length", str(length).encode())]


def _weak(etag: bytes) -> bytes:
    return etag if etag.startswith(b"W/") else b"W/" + etag
