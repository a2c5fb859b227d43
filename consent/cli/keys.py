"""`consent keys`: make a secret key, and change one without losing anybody's answer."""

from __future__ import annotations

import os
import secrets

import typer
from rich.text import Text

from consent.cli.outcome import AsJson, console, refuse, say_json
from consent.errors import SettingsError
from consent.settings_file import SECRET_VARIABLE, secret_keys

app = typer.Typer(help="Make and change the key that signs visitors' answers.", no_args_is_help=True)


def fresh_key() -> str:
    """A new secret: 256 bits in 43 characters that no shell or environment file needs quoted."""
    while (key := secrets.token_urlsafe(32)).startswith("-"):
        pass  # A leading dash would read as an option where a key is passed as an argument.
    return key


@app.command()
def new(*, json: AsJson = False) -> None:
    """Print a new secret key, and nothing else."""
    if json:
        say_json({"key": fresh_key()})
    else:
        print(fresh_key())


@app.command()
def rotate(*, json: AsJson = False) -> None:
    """Print how to change the key in CONSENT_SECRET_KEY, in two deployments.

    First every process learns to open what the new key will sign, then the new key signs. So no answer is lost
    while old and new processes run side by side.
    """
    try:
        old = secret_keys(None, os.environ)
    except SettingsError as error:
        refuse(str(error))
    key = fresh_key()
    steps = {"add": ",".join((key, *old)), "sign": ",".join((*old, key)), "drop": key}
    if json:
        say_json({"variable": SECRET_VARIABLE, "steps": steps})
        return
    out = console()
    for number, (step, value) in enumerate(steps.items(), 1):
        out.print(
            Text.assemble(
                (f"{number}. {MEANING[step]}", "bold"), f"\n\n   export {SECRET_VARIABLE}={value}\n"
            )
        )
    out.print(
        "These lines are secrets. Put them where your deployment keeps its secrets, not into a repository."
    )


MEANING = {
    "add": "Deploy this to every process: the new key, first in the list, opens; the old one still signs.",
    "sign": "When all run with it, deploy this: the new key, now last, signs; the old one still opens.",
    "drop": "When the old answers have ended (validity_days, 180 by default), deploy this: the old key is gone.",
}
