"""One request or connection passing through the gate: reads the cookies, hands the application its Consent, and
decides at the start of the response, which holds for streams, error pages, redirects and 304 alike.
"""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup
from starlette.datastructures import QueryParams
from starlette.types import Message, Scope, Send

from consent.actions.record_choice import Outcome, withdraw
from consent.gate.caching import HeaderList, is_shareable, personal, varying
from consent.gate.cookies import UNCHANGED, without
from consent.gate.expiry import Site, expiry_headers
from consent.gate.signals import global_privacy_control, is_signal
from consent.pages.renderer import Frame, Place
from consent.site import DAY, ConsentSite, Opened
from consent.terms.choice import Answer, Consent, Said
from consent.tokens.cookie_name import set_cookie
from consent.web.forms import LONGEST_NEXT
from consent.web.languages import offered, preferred
from consent.web.verdicts import report

if TYPE_CHECKING:
    from consent.web.refusal import Refusal

STARTS = frozenset({"http.response.start", "websocket.accept", "websocket.http.response.start"})
SAID_SECONDS = 60
SAID = {said.value.encode(): said for said in Said}


class Visit(Consent):
    """One visitor's Consent during one request, as the web knows it, and that request's way through the gate.

    `send` is what the application is given; it never awaits before the server's own.
    """

    strict = False
    touched = False
    """Whether anything but reading the Consent may change the response's headers."""
    refused: Sequence[bytes] = ()
    used: Sequence[bytes] = ()
    placed = False
    doors_shown = False
    former = False
    moving: Answer | None = None
    once: int | None = None
    embedded: Sequence[str] = ()
    said: Said | None = None
    content_language: str | None = None
    refusal: Refusal | None = None

    def __init__(self, site: ConsentSite, scope: Scope, server_send: Send) -> None:
        self.site = site
        self.scope = scope
        self.root_path: str = scope.get("root_path", "")  # a router that mounts changes the very same scope
        self.server_send = server_send
        self.declaration = site.declaration
        self.opened = opened = self._read_headers(site) if site.has_optional else site.nobody
        self.answer = opened.answer
        self.bits = opened.bits if self.once is None else opened.bits | self.once

    def _read_headers(self, site: ConsentSite) -> Opened:
        found: list[tuple[bytes, bytes, int]] | None = None
        for name, value in self.scope["headers"]:
            if name == b"cookie":  # HTTP/2 may send several (RFC 9113 §8.2.3)
                more = site.gate.inbound(value)
                found = more if found is None else found + more
            elif name == b"sec-gpc" and is_signal(value) and site.heeds_gpc:
                self.heeded = True
        if not found:
            opened = site.nobody
        elif len(found) == 1 and found[0][0] == (site.fixed_name or site.names[self.secure]):
            opened = site.open_one(found[0][1])
        else:
            opened = self._opened(site, found)
        if self.heeded:
            site.metrics.count("gpc", "heeded")
            opened = site.under_signal(opened)
        if found and (len(found) > 1 or opened.answer is None):
            self._settle(site, found, opened.bits)
        return opened

    def _settle(self, site: ConsentSite, found: Sequence[tuple[bytes, bytes, int]], bits: int) -> None:
        """Note what else the browser sent: a cookie for this one view, and optional ones that it may not have."""
        once = site.once_names[self.secure]
        for name, value, _ in found:
            if name == once:
                self.once = (self.once or 0) | site.bits_for_once(value, signal=self.heeded)
        bits |= self.once or 0
        self.refused = [name for name, _, needed in found if needed and not needed & bits]
        self.touched = True

    def _opened(self, site: ConsentSite, found: list[tuple[bytes, bytes, int]]) -> Opened:
        ours = site.names[self.secure]
        opened = site.open([value for name, value, _ in found if name == ours])
        if site.former_name is None or not self.secure:
            return opened
        former = [value for name, value, _ in found if name == site.former_name]
        self.former = self.touched = bool(former)
        if opened.answer is None:
            opened = site.open(former, former=True)
            self.moving = opened.answer
        return opened

    @property
    def secure(self) -> bool:
        """Whether the visitor's connection is https."""
        return self.site.is_secure(self.scope["scheme"])

    def signals(self) -> bool:
        """Whether the browser sent Global Privacy Control."""
        return global_privacy_control(self.scope["headers"])

    def scope_for_app(self) -> Scope:
        """The scope as the application sees it: with its Consent, without the cookies it may not read (R11)."""
        scope = self.scope
        if self.refused:
            scope = {**scope, "headers": self._readable_headers()}
        scope["consent"] = self
        state = scope.get("state")
        if state is None:
            scope["state"] = {"consent": self}
        else:
            state["consent"] = self
        return scope

    def _readable_headers(self) -> HeaderList:
        headers = []
        for name, value in self.scope["headers"]:
            readable = without(value, self.refused) if name == b"cookie" else value
            if readable or name != b"cookie":
                headers.append((name, readable))
        return headers

    def send(self, message: Message) -> Awaitable[None]:
        """Pass a message on to the server, gated."""
        if message["type"] in STARTS:
            if self.refusal is not None and self.refusal.replaces(message):
                return self.refusal.send(self)
            message = self.started(message)
        elif self.refusal is not None and self.refusal.sent:
            return _nothing()
        return self.server_send(message)

    def started(self, message: Message) -> Message:
        """Return the message that starts a response, with its headers gated."""
        self.closed = True
        headers = message.get("headers") or []
        if type(headers) is not list:
            headers = message["headers"] = list(headers)
        site = self.site
        verdict = site.gate.outbound(headers, self.bits, site.clock, site.observe_until)
        mattered = self.read or self.touched or self.gpc_read or self.withdrawn
        if verdict is UNCHANGED and not mattered:
            return message
        kept, dropped, observed, optional_passed = verdict
        if dropped or observed:
            report(self, dropped, observed)
        gated = headers if kept is None else kept
        if mattered or optional_passed:
            gated = self._answered(gated, personal_anyhow=optional_passed)
        message = message.copy()  # type: ignore[attr-defined]  # a dict; the application may send one message many times
        message["headers"] = gated
        return message

    def _answered(self, headers: HeaderList, *, personal_anyhow: bool) -> HeaderList:
        """The headers with our own cookies, and with what caches must know where the visitor mattered."""
        ours = self.own_cookies(headers) if self.touched or self.withdrawn else ()
        if self.gpc_read or (self.read and self.site.heeds_gpc):
            self.use(b"Sec-GPC")
        if ours or personal_anyhow or self.read or self.used:
            return personal(headers, [b"Cookie", *self.used]) + [(b"set-cookie", value) for value in ours]
        return varying(headers, [b"Sec-GPC"]) if self.doors_shown else headers

    def own_cookies(self, headers: HeaderList) -> list[bytes]:
        """What this response has to say to the browser's cookie store on our behalf."""
        if self.scope["type"] != "http":
            return []
        if self.withdrawn:
            return self.cookies_for(withdraw(self.site, self.opened, self.withdrawn))
        ours: list[bytes] = []
        if self.said is not None:
            ours.append(_ended(self.site.said_names[self.secure]))
        if self.once is not None:
            ours.append(_ended(self.site.once_names[self.secure]))
        if (self.refused or self.former) and not is_shareable(headers):
            ours += self._without_former() + self.removals(self.refused, 0)
            if self.moving is not None:
                ours.append(self._consent_cookie(self.moving))
        return ours

    def _without_former(self) -> list[bytes]:
        """What ends the cookie of the time before `cookie_domain`."""
        return [set_cookie((self.site.former_name or b"").decode(), "", max_age=0)] if self.former else []

    def cookies_for(self, outcome: Outcome) -> list[bytes]:
        """The Set-Cookie values that carry out a choice: the answer, and the end of what was taken back."""
        cookies: list[bytes] = []
        if outcome.changed or self.former:
            cookies += [*self._without_former(), self._consent_cookie(outcome.answer)]
        carried = self._carried_optional(outcome.bits)
        return cookies + self.removals(carried, outcome.withdrawn)

    def _consent_cookie(self, answer: Answer | None) -> bytes:
        site = self.site
        name, domain = site.names[self.secure].decode(), site.settings.cookie_domain
        if answer is None:
            return set_cookie(name, "", max_age=0, domain=domain)
        left = answer.day + site.settings.validity_days - site.today
        return set_cookie(name, site.seal.seal(answer), max_age=left * DAY, domain=domain)

    def _carried_optional(self, bits: int) -> list[bytes]:
        return [name for name, _, needed in self._carried() if needed and not needed & bits]

    def _carried(self) -> list[tuple[bytes, bytes, int]]:
        carried: list[tuple[bytes, bytes, int]] = []
        for name, value in self.scope["headers"]:
            if name == b"cookie":
                carried += self.site.gate.inbound(value)
        return carried

    def removals(self, carried: Sequence[bytes], unseen: int) -> list[bytes]:
        """Set-Cookie values that expire declared cookies; the order turns, so that none is always left for later."""
        if not carried and not unseen:
            return []
        turn = int(self.site.clock()) % len(carried) if carried else 0
        site = Site(self.host.partition(":")[0].lower(), self.secure)
        return expiry_headers(
            self.site.declaration.own_storage, [*carried[turn:], *carried[:turn]], unseen, site
        )

    @property
    def host(self) -> str:
        """The host the visitor sees: `base_url` decides, else the Host header."""
        if self.site.base_host:
            return self.site.base_host
        return next((value.decode("latin-1") for name, value in self.scope["headers"] if name == b"host"), "")

    def language(self, page_language: object = None) -> str:
        """The language to speak: the page's, else the visitor's `?lang=`, else what the browser prefers."""
        languages = self.site.renderer.languages
        state = self.scope.get("state")
        named = state.get("language") if isinstance(state, dict) else getattr(state, "language", None)
        for said in (page_language, named, self.content_language):
            if found := offered(said, languages):
                return found
        query = QueryParams(self.scope.get("query_string", b"")).get("lang")
        if found := offered(query, languages):
            return found
        if len(languages) > 1:
            self.use(b"Accept-Language")
        accepted = next((value for name, value in self.scope["headers"] if name == b"accept-language"), b"")
        return preferred(accepted.decode("latin-1"), languages) or languages[0]

    def use(self, header: bytes) -> None:
        """Note that the response depends on a request header (RFC 9110 §12.5.5)."""
        self.touched = True
        if header not in self.used:
            self.used = [*self.used, header]

    @property
    def prefix(self) -> str:
        """What stands before the application's paths in links: where it is mounted, or behind which sub-path."""
        root = self.root_path.rstrip("/")
        base = self.site.base_prefix
        return root if root.startswith(base) else base + root

    def place(self, page_language: object = None, next_path: str | None = None) -> Place:
        """Where something is shown in this request, for the renderer."""
        return Place(
            self.language(page_language), self.prefix, next_path if next_path is not None else self.next
        )

    @property
    def next(self) -> str:
        """The present page as a form's `next`; empty where too long to be taken back."""
        raw = self.scope.get("raw_path")
        path = raw.decode("latin-1") if raw else self.scope["path"]
        query = self.scope.get("query_string", b"").decode("latin-1")
        base = self.site.base_prefix
        if not path.startswith(base or "/"):
            path = base + path
        whole = f"{path}?{query}" if query else path
        return whole if len(whole) <= LONGEST_NEXT else ""

    @property
    def is_said(self) -> bool:
        """Whether a choice was just made and is still to be confirmed."""
        return self._said_sent() is not None

    def take_said(self) -> Said | None:
        """What is to be confirmed after a choice, once: the cookie goes with this response."""
        self.said = self._said_sent()
        self.touched = True
        return self.said

    def _said_sent(self) -> Said | None:
        ours = self.site.said_names[self.secure]
        return next((SAID.get(value) for name, value, _ in self._carried() if name == ours), None)

    def banner(self, page_language: object = None) -> Markup:
        """The banner if one is due, the confirmation line if a choice was just made, else nothing."""
        self.placed = True
        if not self.site.has_optional:
            return Markup()
        self.read = True
        place = self.place(page_language)
        said = self.take_said()
        parts = [self.site.renderer.confirmation(place, said, self.bits)] if said else []
        if self.opened.asking and not self.is_quiet:
            # Who answered a placeholder alone was not asked by a banner yet.
            update = bool(self.opened.answer and self.opened.answer.revision)
            parts.append(self.site.renderer.banner(place, self.opened.asking, update))
        return Markup("".join(parts))  # noqa: S704 - our own renderer's output, escaped there

    def doors(self, page_language: object = None) -> Markup:
        """The footer links, with the line that the browser's signal is heeded where it is (R60)."""
        if self.heeded:
            self.read = True
        elif self.site.heeds_gpc:
            self.doors_shown = self.touched = True
        return Markup(self.site.renderer.doors(self.place(page_language), self))  # noqa: S704 - escaped there

    def embed(
        self, service: str, src: str, *, title: str, language: object = None, **attributes: object
    ) -> Markup:
        """A frame of `service`, or what stands in its place and asks until it is allowed (R3; ask = "on-use").

        `src` is where the frame leads, on one of the service's `hosts`; `title` says what it shows, for screen
        readers too. Other attributes (`width`, `class_`, `allow`) go to the frame. Raises UnknownKey for a service
        that nothing declares, ValueError for a host that it does not have.
        """
        allowed = self.allows_service(service)
        first = service not in self.embedded
        self.embedded = [*self.embedded, service]
        frame = Frame(service, src, title, first, attributes)
        renderer = self.site.renderer
        place = self.place(language)
        return Markup(  # noqa: S704 - our own renderer's output, escaped there
            renderer.frame(frame) if allowed else renderer.placeholder(place, frame, signal=self.heeded)
        )

    @property
    def is_quiet(self) -> bool:
        """Whether `quiet_paths` keeps the banner off this page."""
        path: str = self.scope["path"].removeprefix(self.root_path)
        return any(
            path.startswith(quiet[:-1]) if quiet.endswith("*") else path == quiet
            for quiet in self.site.settings.quiet_paths
        )


def _ended(name: bytes) -> bytes:
    return set_cookie(name.decode(), "", max_age=0, http_only=True)


async def _nothing() -> None:
    """Swallow a message of a response that was replaced."""


def visit_of(connection: object) -> Visit:
    """The Visit of a request, connection or scope; raises LookupError where no middleware stands before it."""
    scope = connection if isinstance(connection, dict) else getattr(connection, "scope", None)
    visit = scope.get("consent") if isinstance(scope, dict) else None
    if not isinstance(visit, Visit):
        raise LookupError(  # noqa: TRY004 - the caller's type is right, the middleware is missing
            "no ConsentMiddleware stands before this code; wrap the whole application: "
            "app = ConsentMiddleware(app, settings). Django's runserver without daphne, its test client and WSGI "
            "servers pass the wrapped asgi.py by"
        )
    return visit
