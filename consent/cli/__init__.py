"""The `consent` command. One file per group; each command says how it ended by its exit code.

0 ok · 1 the thing checked is wrong · 2 incomplete · 3 the command was not used rightly.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.metadata import version
from typing import Annotated

import typer

from consent.cli import check, init, keys
from consent.cli.outcome import INCOMPLETE, USAGE

app = typer.Typer(
    name="consent",
    help="Privacy and cookie consent for ASGI sites: declare it, check it, serve it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("init")(init.init)
app.command("check")(check.check)
app.add_typer(keys.app, name="keys")


def _show_version(wanted: bool) -> None:  # noqa: FBT001 # typer calls it so.
    if wanted:
        print(version("asgi-consent"))
        raise typer.Exit


@app.callback()
def _options(
    *,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit."),
    ] = False,
) -> None:
    """Hold the options that every command has."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command with these arguments, the process's own by default; return the exit code."""
    try:
        code = app(
            args=None if arguments is None else list(arguments), prog_name="consent", standalone_mode=False
        )
    except typer.Abort:
        print("\nStopped; nothing was written.", file=sys.stderr)
        return INCOMPLETE
    except Exception as error:
        show = getattr(
            error, "show", None
        )  # typer's own errors, whatever module they live in, can show themselves
        if show is None:
            raise
        show()
        return USAGE
    return code if isinstance(code, int) else 0
