"""Where something is shown, and the addresses that its links lead to."""

from __future__ import annotations

from dataclasses import dataclass

from consent.pages.assets import stylesheet
from consent.terms.settings import Settings


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is shown: in which language, what stands before our path in links, where forms return to."""

    language: str
    prefix: str
    next: str


@dataclass(frozen=True, slots=True)
class Links:
    """The addresses of our pages as seen from one place."""

    home: str
    policy: str
    cookies: str
    choice: str
    stylesheet: str


def links_from(settings: Settings, prefix: str, language: str, *, several: bool) -> Links:
    """Return the addresses below `prefix`; they name the language if there are several, so that it does not change."""
    ours = prefix + settings.path
    query = f"?lang={language}" if several else ""
    return Links(
        home=f"{prefix}/",
        policy=settings.policy_url or ours + query,
        cookies=f"{ours}/cookies{query}",
        choice=f"{ours}/choice{query}",
        stylesheet=f"{ours}/assets/{stylesheet().name}",
    )
