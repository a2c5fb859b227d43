"""The applications compared, each a bare Starlette answer behind one middleware, and the requests sent to them."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import itsdangerous
from starlette.applications import Starlette
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from consent import Category, ConsentMiddleware, ConsentSettings, Controller, Service, StorageItem
from consent.site import ConsentSite
from consent.terms.choice import Answer

KEY = "a key for benchmarks of more than 32 characters"
BATCH = 300
DECLARED_NAMES = 40
HEADERS = [
    (b"host", b"site.example"),
    (b"user-agent", b"Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0"),
    (b"accept", b"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
    (b"accept-language", b"en-GB,en;q=0.7,ar;q=0.3"),
    (b"accept-encoding", b"gzip, deflate, br, zstd"),
]
OTHER_COOKIES = (
    b"csrftoken=Zm9vYmFyYmF6cXV4Zm9vYmFy; language=en; theme=dark; A1=d3adb33fd3adb33fd3adb33fd3adb33f"
)
SET_COOKIES = [
    (b"set-cookie", b"session=0123456789abcdef; Path=/; HttpOnly; SameSite=Lax"),
    (b"set-cookie", b"csrftoken=0123456789abcdef; Path=/; Max-Age=31449600; SameSite=Lax"),
    (b"set-cookie", b"c7_id=GA1.1.1; Path=/; Max-Age=34560000"),
]


def declared(*, optional: bool = True) -> ConsentSettings:
    """A site with forty declared names in four optional categories and eight services, or with the necessary only."""
    necessary = Category(
        key="necessary",
        title="Necessary",
        description="keep you signed in",
        required=True,
        storage=tuple(
            StorageItem(name=name, purpose="Keeps you signed in", justification="You sign in.")
            for name in ("session", "csrftoken", "language", "theme")
        ),
    )
    categories = [
        Category(key=f"group{n}", title="Group", description="count visits", without="All works.")
        for n in range(4)
    ]
    per_service = (DECLARED_NAMES - 4) // 8
    services = [
        Service(
            key=f"service{n}",
            category=f"group{n % 4}",
            title="Service",
            provider=f"Provider {n}",
            country="DE",
            purpose="Counts visits",
            storage=tuple(
                StorageItem(
                    name=f"c{n}_{'id' if k == 0 else k}{'*' if k == 1 else ''}",
                    purpose="Counts",
                    max_age=1000,
                )
                for k in range(per_service)
            ),
        )
        for n in range(8)
    ]
    return ConsentSettings(
        base_url="https://site.example",
        updated=date(2026, 11, 24),
        controllers=(Controller(name="Example e.V.", email="a@site.example"),),
        categories=(necessary, *categories) if optional else (necessary,),
        services=tuple(services) if optional else (),
    )


def bare(headers: list[tuple[bytes, bytes]] | None = None) -> Starlette:
    """The plain answer that everything else is measured against."""

    async def hello(request: Request) -> Response:
        response = PlainTextResponse("hello")
        response.raw_headers += headers or []
        return response

    return Starlette(routes=[Route("/", hello)])


def cookie_headers(consent_cookies: Callable[[int], bytes]) -> Iterator[list[tuple[bytes, bytes]]]:
    """Request headers without end: each with another session, and the consent cookie that is given for its number."""
    number = 0
    while True:
        session = b"session=%032x.%s; " % (number * 7919, b"eyJ1c2VyIjo0Mn0.ZzYxNzg5MDEyMzQ1Njc4OTAx")
        yield [*HEADERS, (b"cookie", session + OTHER_COOKIES + consent_cookies(number))]
        number += 1


def no_consent_cookie(_: int) -> bytes:
    """The Cookie header of a visitor who has not answered."""
    return b""


def _name(site: ConsentSite) -> bytes:
    return b"; " + site.names[True] + b"="


def same_answer(site: ConsentSite) -> Callable[[int], bytes]:
    """Everybody gave the same answer on the same day: the cookie is known to the process."""
    grants = tuple(sorted(one.digest for one in site.declaration.grantables[:5]))
    cookie = _name(site) + site.seal.seal(Answer(site.declaration.revision, site.today, grants)).encode()
    return lambda _: cookie


def answers_not_seen(site: ConsentSite, count: int) -> Callable[[int], bytes]:
    """Every request brings a valid consent cookie that this process has not seen."""
    digests = sorted(one.digest for one in site.declaration.grantables)
    cookies = []
    for number in range(count):
        chosen, age = divmod(
            number, 179
        )  # answers on every day that is still valid, and as many choices as that takes
        grants = tuple(digest for place, digest in enumerate(digests) if chosen >> place & 1)
        cookies.append(
            _name(site) + site.seal.seal(Answer(site.declaration.revision, site.today - age, grants)).encode()
        )
    return lambda number: cookies[number % count]


class Pass(BaseHTTPMiddleware):
    """BaseHTTPMiddleware that does nothing."""

    async def dispatch(self, request: Request, call_next: Any) -> Response:
        """Call on."""
        response: Response = await call_next(request)
        return response


def touching_session() -> Starlette:
    """SessionMiddleware in an application that reads its session."""

    async def hello(request: Request) -> Response:
        request.session.get("user")
        return PlainTextResponse("hello")

    return Starlette(routes=[Route("/", hello)])


def with_session(cookies: Callable[[int], bytes]) -> Callable[[int], bytes]:
    """The cookies of a signed-in visitor, as SessionMiddleware itself signs them; another session in every request."""
    signer = itsdangerous.TimestampSigner(KEY)

    def cookie(number: int) -> bytes:
        session = b64encode(json.dumps({"user": number}).encode())
        return cookies(number) + b"; s=" + signer.sign(session)

    return cookie


def variants(requests: int) -> dict[str, tuple[Any, Callable[[int], bytes]]]:
    """Name -> application and the consent cookies of its requests; `requests` is how many will be sent at most."""
    wrapped = ConsentMiddleware(bare(), declared(), secret_key=KEY)
    essential = ConsentMiddleware(bare(), declared(optional=False), secret_key=KEY)
    three = ConsentMiddleware(bare(SET_COOKIES), declared(), secret_key=KEY)
    same = same_answer(wrapped.site)
    return {
        "bare": (bare(), same),
        "consent, valid cookie": (wrapped, same),
        "consent, none": (wrapped, no_consent_cookie),
        "consent, first seen": (wrapped, answers_not_seen(wrapped.site, requests)),
        "consent, nothing optional": (essential, no_consent_cookie),
        "bare, three Set-Cookie": (bare(SET_COOKIES), same),
        "consent, three Set-Cookie": (three, same),
        "SessionMiddleware": (
            SessionMiddleware(touching_session(), KEY, session_cookie="s"),
            with_session(same),
        ),
        "BaseHTTPMiddleware": (Pass(bare()), same),
        **peers(same),
    }


def peers(cookies: Callable[[int], bytes]) -> dict[str, tuple[Any, Callable[[int], bytes]]]:
    """Middleware of others, where `make bench` has installed it."""
    found: dict[str, tuple[Any, Callable[[int], bytes]]] = {}
    try:
        from asgi_csrf import asgi_csrf
        from starlette_csrf.middleware import CSRFMiddleware
    except ImportError:
        return found
    found["starlette-csrf"] = (CSRFMiddleware(bare(), secret=KEY), cookies)
    found["asgi-csrf"] = (asgi_csrf(bare(), signing_secret=KEY), cookies)
    return found


def django_variants() -> dict[str, tuple[Any, Callable[[int], bytes]]]:
    """Django bare, behind django-cookie-consent, and behind ours, where `make bench` has installed the peer."""
    try:
        from tests.benchmarks.django_peer import applications
    except ImportError:
        return {}
    found = applications()
    ours = ConsentMiddleware(found["Django"], declared(), secret_key=KEY)
    cookies = same_answer(ours.site)
    return {name: (app, cookies) for name, app in {**found, "Django, consent": ours}.items()}
