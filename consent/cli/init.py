"""`consent init`: six questions, a commented declaration that passes `consent check`, and the lines to paste."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from textwrap import indent
from typing import Annotated, TypeVar

import typer
from rich.text import Text

from consent.cli.declaration_text import Answers, declaration_text
from consent.cli.frameworks import FRAMEWORKS, detected, pastes_for
from consent.cli.outcome import INCOMPLETE, AsJson, console, fault_as_json, refuse, say_json, show_faults
from consent.errors import Fault, SettingsError
from consent.pages.renderer import shipped_languages
from consent.settings_file import SECRET_VARIABLE, read_faults
from consent.terms.catalogue import known
from consent.terms.lints import lint
from consent.terms.settings import Settings

KEY_COMMAND = f"export {SECRET_VARIABLE}=$(consent keys new)"


@dataclass(frozen=True, slots=True)
class Question:
    """A question, the option that answers it beforehand, and the answer if none is given."""

    option: str
    text: str
    default: str | None = None


NAME = Question("--name", "Who decides about the data (name of the organisation or person)")
EMAIL = Question("--email", "Where can people write about their data (email)")
BASE_URL = Question("--base-url", "Which address do visitors see", "http://localhost:8000")
LANGUAGES = Question("--languages", "Which languages (" + ", ".join(sorted(shipped_languages())) + ")", "en")
FRAMEWORK = Question("--framework", "Which frameworks (" + ", ".join(FRAMEWORKS) + ")")
SERVICE = Question("--service", "Which of these services (" + ", ".join(sorted(known("services"))) + ")", "")


def init(  # noqa: PLR0913 # One parameter an option.
    file: Annotated[Path, typer.Argument(help="The declaration to write.", metavar="FILE")] = Path(
        "consent.toml"
    ),
    *,
    name: Annotated[
        str | None, typer.Option("--name", "--controller", help="Who decides about the data.")
    ] = None,
    email: Annotated[str | None, typer.Option(help="Where people write about their data.")] = None,
    base_url: Annotated[str | None, typer.Option(help="The address that visitors see.")] = None,
    languages: Annotated[str | None, typer.Option(help="Languages, the first one first: en,ar")] = None,
    framework: Annotated[list[str] | None, typer.Option(help=f"Repeatable: {', '.join(FRAMEWORKS)}.")] = None,
    service: Annotated[list[str] | None, typer.Option(help="Repeatable: a service of the catalogue.")] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Ask nothing; take the defaults for what no option says.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Write over an existing file.")] = False,
    json: AsJson = False,
) -> None:
    """Write a declaration that passes `consent check`, and print what to paste where."""
    if file.exists() and not force:
        refuse(
            f"{file} exists; nothing was written. Edit it, name another file, or use --force to write over it."
        )
    asking = Asking(silent=yes)
    answers = Answers(
        name=asking.text(NAME, name, _wrong_name),
        email=asking.text(EMAIL, email, _wrong_email),
        base_url=asking.text(BASE_URL, base_url, _wrong_base_url),
        languages=asking.several(LANGUAGES, languages and [languages], shipped_languages()) or ["en"],
        frameworks=asking.several(replace(FRAMEWORK, default=",".join(detected())), framework, FRAMEWORKS),
        services=asking.several(SERVICE, service, known("services")),
    )
    today = datetime.now(UTC).date()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(declaration_text(answers, today, shipped_languages()), encoding="utf-8")
    faults = read_faults(file, today, shipped_languages())
    if json:
        say_json(_as_json(file, answers, faults))
    else:
        _show(file, answers, faults)
    raise typer.Exit(INCOMPLETE if any(fault.is_error for fault in faults) else 0)


Answer = TypeVar("Answer")


class Asking:
    """Takes an answer from its option; else asks until the answer is one, or silently takes the default."""

    def __init__(self, *, silent: bool) -> None:
        self._silent = silent

    def text(self, question: Question, given: str | None, wrong: Callable[[str], str | None]) -> str:
        """One text, about which `wrong` says what is wrong with it, if anything."""
        return self._answer(question, given, lambda answer: (answer, wrong(answer)))

    def several(self, question: Question, given: Sequence[str] | None, allowed: Iterable[str]) -> list[str]:
        """Some of the allowed names, each once."""
        names = list(allowed)
        written = None if given is None else ",".join(given)
        return self._answer(question, written, lambda answer: _names_in(answer, names))

    def _answer(
        self, question: Question, given: str | None, read: Callable[[str], tuple[Answer, str | None]]
    ) -> Answer:
        if given is None and self._silent:
            given = question.default
            if given is None:
                refuse(f"{question.option} is needed where nothing is asked")
        if given is not None:
            answer, fault = read(given)
            if fault is not None:
                refuse(f"{question.option}: {fault}")
            return answer
        while True:
            written = typer.prompt(
                question.text, default=question.default, err=True, show_default=bool(question.default)
            )
            answer, fault = read(str(written).strip())
            if fault is None:
                return answer
            console(errors=True).print(Text(fault, style="red"))


def _names_in(written: str, allowed: list[str]) -> tuple[list[str], str | None]:
    names = list(dict.fromkeys(name.strip() for name in written.split(",") if name.strip()))
    for name in names:
        if name not in allowed:
            near = get_close_matches(name, allowed, 1)
            hint = f"did you mean {near[0]}?" if near else f"there are: {', '.join(allowed)}"
            return names, f"{name!r} is not known; {hint}"
    return names, None


def _wrong_at(place: str, values: dict[str, object]) -> str | None:
    """What a declaration of only these values says about a place."""
    try:
        faults = lint(Settings.model_validate(values), datetime.now(UTC).date(), shipped_languages())
    except SettingsError as error:
        faults = list(error.faults)
    found = next((fault for fault in faults if fault.place == place and fault.is_error), None)
    return f"{found.seen} is not {found.expected}" if found else None


def _wrong_name(name: str) -> str | None:
    return None if name else "a name is needed: people are told who asks them"


def _wrong_email(email: str) -> str | None:
    return _wrong_at("controllers[0].email", {"controllers": [{"name": "…", "email": email}]})


def _wrong_base_url(url: str) -> str | None:
    return _wrong_at("base_url", {"base_url": url})


def _as_json(file: Path, answers: Answers, faults: list[Fault]) -> dict[str, object]:
    return {
        "file": str(file),
        "use": answers.use,
        "paste": [
            {"framework": framework, "where": paste.where, "lines": paste.lines}
            for framework, pastes in pastes_for(answers.frameworks, file).items()
            for paste in pastes
        ],
        "key_command": KEY_COMMAND,
        "faults": [fault_as_json(fault) for fault in faults],
    }


def _show(file: Path, answers: Answers, faults: list[Fault]) -> None:
    out = console()
    out.print(
        Text.assemble((f"Wrote {file}", "green"), ". Read it through: the words in it are shown to people.\n")
    )
    if faults:
        show_faults(str(file), faults)
        out.print()
    steps = [("Make a secret key, and keep it where the deployment keeps its secrets", KEY_COMMAND)]
    for framework, pastes in pastes_for(answers.frameworks, file).items():
        steps += [(f"{framework}: {paste.where}", paste.lines) for paste in pastes]
    steps.append(("Check the declaration whenever it changes", f"consent check {file}"))
    for number, (title, lines) in enumerate(steps, 1):
        out.print(Text(f"{number}. {title}\n", style="bold"))
        out.print(Text(indent(lines, "   ")), end="\n\n")
