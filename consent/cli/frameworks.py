"""The frameworks that people wrap: how each is told, which presets hold its cookies, which lines to paste where."""

from __future__ import annotations

from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from consent.terms.toml_string import toml_string

IMPORT = "from consent import ConsentMiddleware, ConsentSettings"
WRAP = 'ConsentMiddleware({app}, ConsentSettings.from_toml("consent.toml"))'
JINJA = (
    "in <head>:            {{ consent_head() }}\n"
    "first in <body>:      {{ consent_banner() }}\n"
    "in the footer:        {{ consent_doors() }}"
)
DJANGO_TEMPLATE = JINJA.replace("()", "")


@dataclass(frozen=True, slots=True)
class Paste:
    """Lines for one file of the site."""

    where: str
    lines: str


@dataclass(frozen=True, slots=True)
class Framework:
    """`distribution` is what is installed; `within` another framework whose lines hold; `inject` where templates
    that one does not own show pages (an admin), or cannot reach the request.
    """

    distribution: str
    presets: tuple[str, ...]
    pastes: tuple[Paste, ...] = ()
    within: tuple[str, ...] = ()
    inject: bool = False
    note: str = ""


def _app(name: str = "app", *, adapter: str = "") -> Paste:
    line = WRAP.format(app=f"{adapter}({name})" if adapter else name)
    more = f"from asgiref.wsgi import {adapter}  # pip install asgiref\n" if adapter else ""
    return Paste("where the application is made, last", f"{more}{IMPORT}\n\n{name} = {line}")


STARLETTE_TEMPLATES = Paste(
    "where the templates are made",
    "from consent import consent_context\n\n"
    'templates = Jinja2Templates("templates", context_processors=[consent_context])',
)
JINJA_TEMPLATE = Paste("the base template", JINJA)

SESSION_NOTE = "only if the site uses SessionMiddleware"

FRAMEWORKS: dict[str, Framework] = {
    "starlette": Framework(
        "starlette",
        ("starlette-session",),
        (_app(), STARLETTE_TEMPLATES, JINJA_TEMPLATE),
        note=SESSION_NOTE,
    ),
    "fastapi": Framework(
        "fastapi",
        ("starlette-session",),
        (_app(), STARLETTE_TEMPLATES, JINJA_TEMPLATE),
        note=SESSION_NOTE,
    ),
    "django": Framework(
        "django",
        ("django",),
        (
            Paste(
                "asgi.py, which uvicorn or daphne serves; `manage.py runserver` alone passes it by",
                f"from pathlib import Path\n\n{IMPORT}\n\n"
                'DECLARATION = Path(__file__).resolve().parent.parent / "consent.toml"\n'
                "application = ConsentMiddleware(get_asgi_application(), ConsentSettings.from_toml(DECLARATION))",
            ),
            Paste(
                "settings.py, in TEMPLATES, OPTIONS, context_processors: only to place the banner yourself, or to ask"
                " `consent` in templates",
                '"consent.consent_context",',
            ),
            Paste("the base template: only to place the banner yourself", DJANGO_TEMPLATE),
        ),
        inject=True,
    ),
    "wagtail": Framework("wagtail", ("wagtail",), within=("django",), inject=True),
    "litestar": Framework("litestar", ("litestar",), (_app(),), inject=True),
    "quart": Framework(
        "quart",
        ("quart",),
        (
            Paste(
                "where the application is made, last",
                f"{IMPORT}, consent_context\nfrom quart import request\n\n"
                "app.context_processor(lambda: consent_context(request))\n"
                f"app.asgi_app = {WRAP.format(app='app.asgi_app')}",
            ),
            JINJA_TEMPLATE,
        ),
    ),
    "flask": Framework("flask", ("flask",), (_app(adapter="WsgiToAsgi"),), inject=True),
    "starlette-csrf": Framework("starlette-csrf", ("starlette-csrf",), within=("starlette", "fastapi")),
    "asgi-csrf": Framework("asgi-csrf", ("asgi-csrf",), within=("starlette", "fastapi", "quart", "litestar")),
    "fastapi-users": Framework("fastapi-users", ("fastapi-users",), within=("fastapi",)),
}

STANDS_FOR = {"fastapi": {"starlette"}, "quart": {"flask"}}
"""Installing the first brings the second along, which then says nothing."""


def is_installed(name: str) -> bool:
    """Whether a distribution is installed beside us."""
    try:
        distribution(name)
    except PackageNotFoundError:
        return False
    return True


def detected() -> list[str]:
    """The frameworks that are installed here, without those that only came along with another or with us."""
    found = [name for name, framework in FRAMEWORKS.items() if is_installed(framework.distribution)]
    came_along = {other for name in found for other in STANDS_FOR.get(name, set())}
    served = [
        name for name in found if FRAMEWORKS[name].pastes and name != "starlette" and name not in came_along
    ]
    if served:
        came_along.add("starlette")  # this package itself needs it
    return [name for name in found if name not in came_along]


def pastes_for(names: list[str], file: Path) -> dict[str, tuple[Paste, ...]]:
    """The lines to paste, by framework; one that lives within another adds none if that one is there.

    `file` is the declaration, by the name that the lines give it.
    """
    served = [name for name in names if FRAMEWORKS[name].pastes]
    served += [
        FRAMEWORKS[name].within[0]
        for name in names
        if FRAMEWORKS[name].within and not set(FRAMEWORKS[name].within) & set(served)
    ]
    return {
        name: tuple(
            replace(paste, lines=paste.lines.replace('"consent.toml"', toml_string(file.as_posix())))
            for paste in FRAMEWORKS[name].pastes
        )
        for name in dict.fromkeys(served or ["starlette"])
    }
