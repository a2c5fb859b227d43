"""The text of a first declaration: short, commented, and true for what was answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from consent.cli.frameworks import FRAMEWORKS
from consent.terms.catalogue import known
from consent.terms.toml_string import toml_list, toml_string


@dataclass(frozen=True, slots=True)
class Answers:
    """What `consent init` was told."""

    name: str
    email: str
    base_url: str
    languages: list[str]
    frameworks: list[str]
    services: list[str]

    @property
    def use(self) -> list[str]:
        """The presets and services to use, pinned to their newest editions."""
        return [entry for entry, _ in _uses(self)]


def declaration_text(answers: Answers, today: date, shipped: Mapping[str, bool]) -> str:
    """Return the TOML text."""
    return "\n".join([HEAD, *_site(answers, today, shipped), *_use(answers), "", *_controller(answers), TAIL])


def _site(answers: Answers, today: date, shipped: Mapping[str, bool]) -> Iterator[str]:
    yield "# The address that visitors see. It decides links and whether cookies are sent over https only."
    yield f"base_url = {toml_string(answers.base_url)}"
    yield ""
    yield "# The languages of the site's own pages; the first is the one where a visitor's is not among them."
    yield f"languages = {toml_list(answers.languages)}"
    unreviewed = [tag for tag in answers.languages if not shipped.get(tag, True)]
    if unreviewed:
        yield "# No speaker has reviewed this package's sentences in these yet. Read them before you keep this line."
        yield f"accept_unreviewed = {toml_list(unreviewed)}"
    yield ""
    yield "# The day on which you last read this file through. The privacy policy shows it."
    yield f"updated = {today}"
    yield ""
    injects = any(FRAMEWORKS[name].inject for name in answers.frameworks)
    yield "# Puts the banner and the footer links into every HTML page, also into those whose templates you do not own."
    yield 'inject = "auto"' if injects else '# inject = "auto"'
    yield ""
    yield "# While you find out what the site sets: until then, at most 30 days ahead, undeclared cookies pass and are"
    yield "# reported."
    yield f"# observe_until = {today + timedelta(days=14)}"
    yield ""


def _use(answers: Answers) -> Iterator[str]:
    uses = list(_uses(answers))
    yield "# Cookies of frameworks, and well-known services with what they store. An edition never changes once it is"
    yield "# out, so an upgrade of the package changes nothing here. docs/reference/catalogue.md lists them all."
    if not uses:
        yield "use = []"
        return
    yield "use = ["
    for entry, note in uses:
        yield f"    {toml_string(entry)}," + (f"  # {note}" if note else "")
    yield "]"


def _uses(answers: Answers) -> Iterator[tuple[str, str]]:
    presets = {
        preset: FRAMEWORKS[name].note for name in answers.frameworks for preset in FRAMEWORKS[name].presets
    }
    for preset, note in presets.items():
        yield f"{preset}@{known('presets')[preset][-1]['edition']}", note
    for service in answers.services:
        edition = known("services")[service][-1]
        yield f"{service}@{edition['edition']}", f"{edition['provider']}, {edition['country']}"


def _controller(answers: Answers) -> Iterator[str]:
    yield "# Who decides about the data and answers for it. A second one, a representative or a data protection officer"
    yield '# gets a table of its own, with role = "joint-controller", "representative" or "data-protection-officer".'
    yield "[[controllers]]"
    yield f"name = {toml_string(answers.name)}"
    yield f"email = {toml_string(answers.email)}"
    yield '# address = "Street 1, 12345 Town"'
    yield '# country = "DE"'


HEAD = """\
# What this site says about privacy, once. The server lets through only what is declared here and allowed by the
# visitor; the banner, Manage Cookies and the privacy policy are made from it. After a change: consent check FILE
# A text is a string, or a table by language: {en = "Statistics", ar = "الإحصاءات"}
"""

TAIL = """
# A cookie of your own that the site cannot do without. It is set without asking, so it has to be justified.
# [[categories]]
# key = "necessary"
# title = "Necessary"
# required = true
# [[categories.storage]]
# name = "cart"
# max_age = "14 days"
# purpose = "Keeps what you put into the basket."
# justification = "You put something into the basket; without it the basket would be empty on the next page."

# Something that is asked for: what a yes adds, and what works without it.
# [[categories]]
# key = "statistics"
# title = "Statistics"
# description = "count visits"
# without = "Every page works the same without it."

# A service that the catalogue does not know, or a fact that is otherwise for you: then only the key and that fact.
# [[services]]
# key = "counter"
# category = "statistics"
# title = "Counter"
# provider = "Counter GmbH"
# country = "DE"
# hosts = ["counter.example"]
# purpose = "Counts visits"
# [[services.storage]]
# name = "_counter*"
# max_age = "30 days"
# purpose = "Tells visits apart."
"""
