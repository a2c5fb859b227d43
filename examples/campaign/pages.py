"""The pages and forms of the campaign site.

A page asks before it loads anything from the third party: `consent.allows_service(…)` in the template decides what is
written, and the Content-Security-Policy below names the third party only where the visitor allowed it.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.templating import Jinja2Templates

from consent import Consent, ConsentSettings, consent_context, get_consent
from examples.campaign import writing

HERE = Path(__file__).parent
OWN_PAGE = re.compile(r"/(?:[a-z0-9-]+(?:/[a-z0-9-]+)*)?")
LONGEST_NAME = 40
HALF_A_YEAR = 180 * 86_400
SEE_OTHER = 303

LOADS = {
    "crowd-count": ("script-src", "connect-src"),
    "poster-pixel": ("img-src",),
    "kindred-adverts": ("img-src",),
    "crossing-film": ("frame-src",),
}
"""What each service needs of the Content-Security-Policy."""

LOADING = ("script-src", "connect-src", "img-src", "frame-src")
NOTHING_ELSE = (
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


class Pages:
    """Every endpoint of the site; `third_party` is the origin that the stand-in answers at."""

    def __init__(self, settings: ConsentSettings, third_party: str) -> None:
        self.settings = settings
        self.third_party = third_party
        self.words = writing.words()
        self.articles = {language: writing.articles(language) for language in writing.LANGUAGES}
        self.templates = Jinja2Templates(
            directory=HERE / "templates", context_processors=[consent_context, self._site_context]
        )

    async def home(self, request: Request) -> Response:
        """Open in the language that the visitor picked at an earlier visit."""
        picked = request.cookies.get("language", "")
        if (
            picked in writing.LANGUAGES
            and not writing.path_of(language_of(request))
            and writing.path_of(picked)
        ):
            return RedirectResponse(
                f"{_root(request)}{writing.path_of(picked)}/", SEE_OTHER, {"vary": "cookie"}
            )
        response = self._page(request, "home.html", "/")
        response.headers.add_vary_header("cookie")
        return response

    async def article(self, request: Request) -> Response:
        """Show one article. The ferry's has a second fault: a cookie that nobody declared."""
        slug = request.path_params["slug"]
        article = self.articles[language_of(request)].get(slug)
        if article is None:
            raise HTTPException(404)
        response = self._page(request, "article.html", f"/articles/{slug}", article=article)
        if slug == "night-ferry":
            response.set_cookie("last_read", slug, samesite="lax")
        return response

    async def film(self, request: Request) -> Response:
        """Show the film, or what stands in its place until it is allowed."""
        return self._page(request, "film.html", "/film")

    async def volunteers(self, request: Request) -> Response:
        """Greet who is signed in, else show the form. Only signing in starts a session."""
        session = request.session
        if "name" in session:
            session["visits"] = session.get("visits", 0) + 1
        return self._page(request, "volunteers.html", "/volunteers", visitor=dict(session))

    async def sign_in(self, request: Request) -> Response:
        """Take any name: a demonstration has no accounts."""
        async with request.form() as form:
            name = str(form.get("name", "")).strip()[:LONGEST_NAME]
        if name:
            request.session.clear()
            request.session["name"] = name
        return self._back_to(request, "/volunteers")

    async def sign_out(self, request: Request) -> Response:
        """Forget the session."""
        request.session.clear()
        return self._back_to(request, "/volunteers")

    async def choose_language(self, request: Request) -> Response:
        """Remember the language that was picked, and show the same page in it."""
        async with request.form() as form:
            language, page = str(form.get("language", "")), str(form.get("page", "/"))
        if language not in writing.LANGUAGES:
            raise HTTPException(400, f"this site speaks {', '.join(writing.LANGUAGES)}")
        page = page if OWN_PAGE.fullmatch(page) else "/"
        response = RedirectResponse(f"{_root(request)}{writing.path_of(language)}{page}", SEE_OTHER)
        secure = request.url.scheme == "https"
        response.set_cookie("language", language, HALF_A_YEAR, samesite="lax", httponly=True, secure=secure)
        return response

    async def moved(self, request: Request) -> Response:
        """Lead an old address to where its page is now."""
        return self._back_to(request, "/articles/why-we-walk", 301)

    async def broken(self, _: Request) -> Response:
        """Fail, so that the page for failures can be seen."""
        raise RuntimeError("this page fails on purpose, to show the page for failures")

    async def not_found(self, request: Request, _: Exception) -> Response:
        """Say in the site's own words that there is no such page."""
        return self._page(request, "error.html", "/", error="not_found", status=404)

    async def failed(self, request: Request, _: Exception) -> Response:
        """Say in the site's own words that something broke."""
        return self._page(request, "error.html", "/", error="broken", status=500)

    def _page(
        self, request: Request, template: str, page: str, *, status: int = 200, **more: Any
    ) -> Response:
        policy = content_policy(get_consent(request), self.third_party)
        headers = {
            "content-security-policy": policy,
            # Whoever is asked for a picture need not learn which page it was for.
            "referrer-policy": "same-origin",
            "x-content-type-options": "nosniff",
        }
        return self.templates.TemplateResponse(request, template, {"page": page, **more}, status, headers)

    def _site_context(self, request: Request) -> dict[str, Any]:
        language = language_of(request)
        root = _root(request)
        return {
            "language": language,
            "languages": writing.LANGUAGES,
            "words": self.words[language],
            "articles": list(self.articles[language].values()),
            "root": root,
            "here": root + writing.path_of(language),
            "direction": "rtl" if language in writing.RIGHT_TO_LEFT else "ltr",
            "path_of": writing.path_of,
            "third_party": self.third_party,
        }

    def _back_to(self, request: Request, page: str, status: int = SEE_OTHER) -> Response:
        return RedirectResponse(f"{_root(request)}{writing.path_of(language_of(request))}{page}", status)


def language_of(request: Request) -> str:
    """Return the language of the page, which its path says."""
    return str(request.state.language)


def content_policy(consent: Consent, third_party: str) -> str:
    """Return a Content-Security-Policy that names the third party only for what the visitor allowed."""
    allowed = {name for service, names in LOADS.items() if consent.allows_service(service) for name in names}
    loading = [f"{name} 'self'{f' {third_party}' if name in allowed else ''}" for name in LOADING]
    return "; ".join([NOTHING_ELSE, *loading])


def _root(request: Request) -> str:
    """The path that a proxy or a mount outside the site adds in front of it."""
    return str(request.scope.get("app_root_path", request.scope.get("root_path", "")))
