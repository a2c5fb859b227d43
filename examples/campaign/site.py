"""The campaign site as an application: a Starlette app, a careless middleware, and `ConsentMiddleware` around both."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from consent import ConsentMiddleware, ConsentSettings, Service
from examples.campaign import writing
from examples.campaign.careless import CarelessMeasurement
from examples.campaign.pages import Pages

HERE = Path(__file__).parent
DECLARATION = HERE / "consent.toml"


@dataclass(frozen=True)
class Address:
    """Where this site and the stand-in third party are reached, as browsers see them."""

    site: str
    third_party: str


@dataclass(frozen=True)
class Secrets:
    """The keys that sign the consent cookie and the volunteers' session."""

    consent: str
    session: str


class Speaking:
    """Says which language the pages inside are in; templates and the banner both read it from there."""

    def __init__(self, app: ASGIApp, language: str) -> None:
        self.app = app
        self.language = language

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Note the language, then pass on."""
        if scope["type"] == "http":
            scope.setdefault("state", {})["language"] = self.language
        await self.app(scope, receive, send)


def campaign_site(address: Address, keys: Secrets) -> ASGIApp:
    """Return the whole site, wrapped."""
    settings = declared(address)
    pages = Pages(settings, address.third_party)
    routes = [
        Route("/", pages.home),
        Route("/articles/{slug}", pages.article),
        Route("/film", pages.film),
        Route("/volunteers", pages.volunteers),
        Route("/volunteers", pages.sign_in, methods=["POST"]),
        Route("/volunteers/leave", pages.sign_out, methods=["POST"]),
        Route("/news", pages.moved),
        Route("/broken", pages.broken),
    ]
    site = Starlette(
        routes=[
            Mount("/static", StaticFiles(directory=HERE / "static")),
            Route("/language", pages.choose_language, methods=["POST"]),
            *(
                Mount(path, routes=routes, middleware=[Middleware(Speaking, language=language)])
                for language in writing.LANGUAGES
                if (path := writing.path_of(language))
            ),
            *routes,
        ],
        middleware=[
            Middleware(Speaking, language="en"),
            Middleware(SessionMiddleware, secret_key=keys.session, https_only=_is_secure(address)),
        ],
        exception_handlers={404: pages.not_found, 500: pages.failed},
    )
    # The one line: whatever is inside, every byte that leaves passes the gate.
    return ConsentMiddleware(CarelessMeasurement(site), settings, secret_key=keys.consent)


def declared(address: Address) -> ConsentSettings:
    """Return the declaration with this run's addresses: a real site writes its own into consent.toml and is done."""
    settings = ConsentSettings.from_toml(DECLARATION)
    host = address.third_party.split("://", 1)[-1].split("/", 1)[0]
    services = tuple(_at(host, service) for service in settings.services)
    return settings.model_copy(update={"base_url": address.site, "services": services})


def _at(host: str, service: Service) -> Service:
    """The service as the stand-in plays it: at `host`, where its own cookies are too."""
    domain = host.rsplit(":", 1)[0]
    storage = tuple(
        item.model_copy(update={"domain": domain}) if item.domain else item for item in service.storage
    )
    return service.model_copy(update={"hosts": (host,), "storage": storage})


def _is_secure(address: Address) -> bool:
    return address.site.startswith("https:")
