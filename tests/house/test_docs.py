"""What a user may rely on has a heading in docs/reference/*.md that names it, as code: ### `base_url`.

The lists come from the code: settings from `ConsentSettings.model_fields`, routes from `consent.web.routes.ROUTES`,
commands from the typer application `consent.cli.app`, fault ids from `consent.errors.FAULTS`.
A heading may name several.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from consent import ConsentSettings
from consent.cli import app
from consent.errors import FAULTS
from consent.web.routes import ROUTES
from tests.house.rooms import ROOT

REFERENCE = ROOT / "docs" / "reference"
HEADING = re.compile(r"^#{1,6} (.*)$", re.MULTILINE)
FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`]+)`")


def headings() -> set[str]:
    """Everything the reference's headings name. A comment in a code block is no heading."""
    texts = [FENCE.sub("", page.read_text()) for page in sorted(REFERENCE.glob("*.md"))]
    return {name for text in texts for heading in HEADING.findall(text) for name in CODE.findall(heading)}


def routes() -> Iterator[str]:
    """Every route, as `GET /privacy/cookies`."""
    for rest, methods in ROUTES.items():
        yield from (f"{method} {ConsentSettings.model_fields['path'].default}{rest}" for method in methods)


def commands(command: Any, words: str) -> Iterator[str]:
    """Every command that does something, as `consent log verify`."""
    if not isinstance(command, TyperGroup):
        yield words
        return
    for name, inner in command.commands.items():
        if not inner.hidden:
            yield from commands(inner, f"{words} {name}")


def settings() -> Iterator[str]:
    """Every setting, by the name it has in the file."""
    yield from (field.alias or name for name, field in ConsentSettings.model_fields.items())


PUBLISHED = {
    "settings": sorted(settings()),
    "routes": sorted(routes()),
    "commands": sorted(commands(get_command(app), "consent")),
    "fault ids": sorted(FAULTS),
}


@pytest.mark.parametrize(("kind", "names"), PUBLISHED.items(), ids=PUBLISHED)
def test_everything_published_has_a_heading(kind: str, names: list[str]) -> None:
    assert names, f"no {kind} found; the list moved"

    missing = [name for name in names if name not in headings()]

    assert missing == [], f"{kind} without a heading in docs/reference"


def test_no_heading_names_a_fault_that_does_not_exist() -> None:
    named = {name for name in headings() if re.fullmatch(r"consent\.[EW]\d{3}", name)}

    assert named - set(FAULTS) == set()
