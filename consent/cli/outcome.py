"""What every command says at its end, to people and to programs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.text import Text

from consent.errors import Fault

OK, WRONG, INCOMPLETE, USAGE = 0, 1, 2, 3

AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON, for programs.")]


def console(*, errors: bool = False) -> Console:
    """Where people read: colours only on a terminal, and no line broken that somebody will copy."""
    return Console(stderr=errors, highlight=False, soft_wrap=True)


def say_json(answer: Mapping[str, object]) -> None:
    """Write the answer as one JSON object."""
    print(json.dumps(answer, ensure_ascii=False, indent=2))


def refuse(message: str) -> NoReturn:
    """End because the command was not used rightly."""
    console(errors=True).print(Text(message, style="red"))
    raise typer.Exit(USAGE)


def fault_as_json(fault: Fault) -> dict[str, object]:
    """A fault with its fields by name."""
    return {
        "id": fault.id,
        "is_error": fault.is_error,
        "title": fault.title,
        "place": fault.place,
        "line": fault.line,
        "seen": fault.seen,
        "expected": fault.expected,
        "remedy": fault.remedy,
    }


def show_faults(path: str, faults: Sequence[Fault]) -> None:
    """Print each fault with its line, and how many there are."""
    out = console()
    for fault in faults:
        out.print(_drawn(path, fault), end="\n\n")
    errors = sum(fault.is_error for fault in faults)
    warnings = len(faults) - errors
    out.print(f"{counted(errors, 'error')}, {counted(warnings, 'warning')}")


def counted(count: int, thing: str) -> str:
    """`1 error`, `2 errors`; for words that only take an s."""
    return f"{count} {thing}" + ("" if count == 1 else "s")


def _drawn(path: str, fault: Fault) -> Text:
    colour = "red" if fault.is_error else "yellow"
    where = f"{path}:{fault.line}" if fault.line else path
    drawn = Text.assemble((where, "bold"), " ", (fault.id, f"bold {colour}"), " ", (fault.title, colour))
    for name in ("place", "seen", "expected", "remedy"):
        value = str(getattr(fault, name)).replace("\n", "\n" + " " * 12)
        drawn.append(f"\n  {name:<10}", "dim").append(value)
    return drawn
