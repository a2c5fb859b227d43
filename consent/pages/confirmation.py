"""The one line that confirms a choice: what is on now, and what only the visitor's own browser can remove."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from consent.pages.language import Language, name
from consent.pages.storage_table import left_in_browser
from consent.pages.template import render
from consent.terms.choice import Said
from consent.terms.declaration import Declaration


def draw_confirmation(
    declaration: Declaration, language: Language, said: Said, bits: int, *, most_left: int | None = None
) -> Markup:
    """Return the line for someone whose choice left `bits` granted; it names at most `most_left` things left over."""
    on = list(_on_now(declaration, language, bits))
    left = left_in_browser(declaration, bits) if said is not Said.SAVED else []
    return render(
        "confirmation.html",
        language,
        said=said.value,
        on=language.listed(on) if on else None,
        left=language.listed([name(one) for one in left], most_left) if left else None,
    )


def _on_now(declaration: Declaration, language: Language, bits: int) -> Iterator[Markup]:
    """Titles of the categories that are on, naming the services where not all of a category's are."""
    settings = declaration.settings
    for category in settings.categories:
        if category.required:
            continue
        services = [service for service in settings.services if service.category == category.key]
        on = [service for service in services if declaration.service_bits[service.key] & bits]
        whole = bool(declaration.category_bits[category.key] & bits)
        title = language.text(category.title)
        if on and not (whole and len(on) == len(services)):
            named = language.listed(name(language.text(service.title)) for service in on)
            # TRANSLATORS: A category of which only some services are on: "Statistics (only Matomo)".
            yield language.say("%(category)s (only %(services)s)", category=title, services=named)
        elif whole:
            yield title
