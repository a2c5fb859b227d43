"""The templates: escaped by default, and strict about what a view lacks."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from consent.pages.language import Language


def render(template: str, language: Language, **view: object) -> Markup:
    """Return a template filled in for one language; in it, `say` and `say_count` speak that language."""
    said = _template(template).render(
        language=language, say=language.say, say_count=language.say_count, **view
    )
    return Markup(said)  # noqa: S704 # The environment escapes.


@cache
def _template(name: str) -> Template:
    return _environment().get_template(name)


@cache
def _environment() -> Environment:
    return Environment(
        autoescape=True,
        auto_reload=False,
        loader=PackageLoader("consent.pages"),
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=StrictUndefined,
    )
