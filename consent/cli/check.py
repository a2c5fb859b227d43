"""`consent check`: everything that is wrong with a declaration, with its line, before a visitor sees it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from consent.cli.outcome import OK, WRONG, AsJson, console, counted, fault_as_json, say_json, show_faults
from consent.errors import Fault
from consent.pages.renderer import Renderer, shipped_languages
from consent.settings_file import ConsentSettings, SettingsFile, read_faults
from consent.terms.declaration import Declaration
from consent.terms.lints.words import LONGEST_BANNER, word_count
from consent.terms.text import wording

File = Annotated[Path, typer.Argument(help="The declaration, a TOML file.", metavar="FILE")]


def check(file: File = Path("consent.toml"), *, json: AsJson = False) -> None:
    """Read a declaration and say everything that is wrong with it. Warnings alone are no failure."""
    faults = read_faults(file, datetime.now(UTC).date(), shipped_languages())
    sound = not any(fault.is_error for fault in faults)
    settings = ConsentSettings.from_toml(file) if sound else None
    banners = banner_words(settings) if settings else {}
    faults += SettingsFile(file).located(long_banners(banners)) if banners else []
    if json:
        say_json(
            {
                "file": str(file),
                "ok": sound,
                "faults": [fault_as_json(fault) for fault in faults],
                "declared": declared(settings) if settings else None,
                "banner_words": banners,
            }
        )
    else:
        if faults:
            show_faults(str(file), faults)
        if settings:
            console().print(
                Text.assemble((f"{file} can be served", "green"), f": {summary(settings, banners)}")
            )
    raise typer.Exit(OK if sound else WRONG)


def banner_words(settings: ConsentSettings) -> dict[str, int]:
    """The words of the banner in each language; nothing where no banner is shown (R31)."""
    declaration = Declaration(settings)
    if not declaration.revision:
        return {}
    renderer = Renderer(declaration)
    return {
        language: sum(word_count(text) for text in renderer.notice("banner", language).texts)
        for language in renderer.languages
    }


def long_banners(words: dict[str, int]) -> list[Fault]:
    """A warning for each language in which the banner is longer than people read."""
    remedy = 'shorten titles and descriptions, or write ask = "on-use" for what can be asked for at its place of use'
    return [
        Fault(
            "consent.W048",
            "categories",
            f"{count} words in {language!r}",
            f"at most {LONGEST_BANNER} words, buttons included",
            remedy,
        )
        for language, count in words.items()
        if count > LONGEST_BANNER
    ]


def declared(settings: ConsentSettings) -> dict[str, object]:
    """What a declaration holds, by key."""
    return {
        "controllers": [
            wording(controller.name, settings.languages[0], settings.languages).text
            for controller in settings.controllers
        ],
        "languages": list(settings.languages),
        "categories": {category.key: category.required for category in settings.categories},
        "services": {service.key: service.category for service in settings.services},
        "storage": len(Declaration(settings).storage),
    }


def summary(settings: ConsentSettings, banners: dict[str, int]) -> str:
    """What a declaration holds, in a line."""
    count = len(settings.categories)
    required = sum(category.required for category in settings.categories)
    words = ", ".join(f"{count} words in {language}" for language, count in banners.items())
    return "; ".join(
        [
            f"{count} {'category' if count == 1 else 'categories'}, {required} of them necessary",
            counted(len(settings.services), "service"),
            f"{counted(len(Declaration(settings).storage), 'name')} that may be stored",
            f"banner of {words}" if words else "no banner, since nothing needs asking",
        ]
    )
