"""What application code and templates call: the visitor's Consent, and the banner, stylesheet and footer doors."""

from __future__ import annotations

import logging
from functools import cache
from typing import Any

from markupsafe import Markup

from consent.terms.choice import Consent
from consent.web.visit import visit_of

log = logging.getLogger("consent")


def get_consent(connection: Any) -> Consent:
    """Return the visitor's Consent from a request, a connection (anything with `.scope`) or a scope.

    Also at `request.state.consent` and `scope["consent"]`. Raises LookupError where no middleware stands before.
    """
    return visit_of(connection)


def consent_head(connection: Any, language: str | None = None) -> Markup:
    """Return the stylesheet link, for the document's head."""
    visit = visit_of(connection)
    return Markup(visit.site.renderer.head(visit.place(language)))  # noqa: S704 - our renderer escapes


def consent_banner(connection: Any, language: str | None = None) -> Markup:
    """Return the banner when one is due, the confirmation line right after a choice, else nothing.

    Place it first in the body. The page's language is `language`, else `request.state.language`, else the visitor's.
    """
    return visit_of(connection).banner(language)


def consent_doors(connection: Any, language: str | None = None) -> Markup:
    """Return the footer links to the privacy policy and Manage Cookies; GDPR 7(3): on every page, at one place."""
    return visit_of(connection).doors(language)


def consent_context(request: Any) -> dict[str, Any]:
    """Give templates `consent`, `consent_head()`, `consent_banner()` and `consent_doors()`.

    A context processor for Starlette's Jinja2Templates and for Django, whose `request.LANGUAGE_CODE` says the page's
    language. A page that no middleware stands before (Django's runserver and test client, WSGI) allows nothing and
    shows nothing of ours, so that it works as it did; that is logged once.
    """
    try:
        consent: Consent | Unasked = get_consent(request)
    except LookupError as error:
        _log_once(str(error))
        return dict.fromkeys(("consent_head", "consent_banner", "consent_doors"), _nothing) | {
            "consent": Unasked()
        }
    spoken = getattr(request, "LANGUAGE_CODE", None)
    return {
        "consent": consent,
        "consent_head": lambda language=None: consent_head(request, language or spoken),
        "consent_banner": lambda language=None: consent_banner(request, language or spoken),
        "consent_doors": lambda language=None: consent_doors(request, language or spoken),
    }


class Unasked:
    """What templates find where no middleware stands before the page: nobody was asked, so nothing is allowed."""

    decided = False
    revision = ""
    gpc = False

    def allows(self, _: str) -> bool:
        """Nothing is allowed."""
        return False

    allows_service = allows

    def embed(self, *_: object, **__: object) -> Markup:
        """Nothing is shown."""
        return Markup()


def _nothing(_: str | None = None) -> Markup:
    return Markup()


@cache
def _log_once(text: str) -> None:
    log.warning("%s", text)
