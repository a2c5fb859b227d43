"""What application code and templates call: the visitor's Consent, and the banner, stylesheet and footer doors."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from consent.terms.choice import Consent
from consent.web.visit import visit_of


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

    A context processor for Starlette's Jinja2Templates and for Django.
    """
    return {
        "consent": get_consent(request),
        "consent_head": lambda language=None: consent_head(request, language),
        "consent_banner": lambda language=None: consent_banner(request, language),
        "consent_doors": lambda language=None: consent_doors(request, language),
    }
