"""Settings from a TOML file, and secrets from the environment: the two ways in from outside.

A file never holds a secret, and a secret is never shown, not even a part of it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Self

from consent.errors import Fault, SettingsError
from consent.terms.lines import Lines
from consent.terms.lints import lint
from consent.terms.repair import Repair
from consent.terms.settings import Settings

SECRET_VARIABLE = "CONSENT_SECRET_KEY"  # noqa: S105  # the variable's name, not a secret
SHORTEST_SECRET = 32
"""Characters: 43 of base64url hold the 256 bits that SHA-256 can use; fewer than 32 were not made for this."""


class ConsentSettings(Settings):
    """A site's declaration. Build it in Python, or read it from a TOML file with `from_toml`."""

    @classmethod
    def from_toml(cls, path: str | Path) -> Self:
        """Read the declaration. Raises SettingsError with every fault of its shape, each with its line."""
        file = SettingsFile(Path(path))
        raw = file.raw()
        try:
            return cls.model_validate(raw)
        except SettingsError as error:
            raise SettingsError(file.located(error.faults), str(path)) from None


@dataclass(frozen=True)
class SettingsFile:
    """A TOML file with a declaration."""

    path: Path

    def text(self) -> str:
        """The file's text; raises SettingsError if it is missing or not UTF-8."""
        try:
            return self.path.read_bytes().decode("utf-8")
        except FileNotFoundError:
            remedy = f"run `consent init`, or correct the path; looked in {self.path.parent.resolve()}"
            fault = _unreadable(str(self.path), "no such file", remedy)
        except OSError as error:
            fault = _unreadable(
                str(self.path), str(error.strerror), "make it a file that this program may read"
            )
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            seen = f"the byte 0x{error.object[error.start]:02x}, which is not UTF-8"
            fault = replace(_unreadable(str(self.path), seen, "save the file as UTF-8"), line=line)
        raise SettingsError([fault], str(self.path)) from None

    def raw(self) -> dict[str, Any]:
        """The file as Python values; raises SettingsError with the line if it is no TOML."""
        text = self.text()
        try:
            return tomllib.loads(text)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            found = re.search(r"\(at line (\d+), column \d+\)", str(error))
            seen = (
                str(error)
                if found or isinstance(error, tomllib.TOMLDecodeError)
                else "tables nested too deeply"
            )
            line = int(found[1]) if found else None
            if line is None and "end of document" in seen:
                line = text.count("\n") + 1
            fault = replace(
                _unreadable(str(self.path), seen, "correct the line; https://toml.io shows how"), line=line
            )
            raise SettingsError([fault], str(self.path)) from None

    def located(self, faults: Sequence[Fault]) -> list[Fault]:
        """The faults with their lines, in the order of the file."""
        lines = Lines(self.text())
        found = [fault if fault.line else replace(fault, line=lines.line_of(fault.place)) for fault in faults]
        return sorted(found, key=lambda fault: (fault.line or 0, fault.place, fault.id))


def _unreadable(path: str, seen: str, remedy: str) -> Fault:
    return Fault("consent.E001", path, seen, "a TOML file in UTF-8", remedy)


def read_faults(path: str | Path, today: date, shipped: Mapping[str, bool]) -> list[Fault]:
    """Return every fault of a settings file, of shape and of meaning, each with its line where it has one.

    Where the shape is wrong, the rest is looked at as if that were put right, so that all is said at once.
    """
    file = SettingsFile(Path(path))
    try:
        raw = file.raw()
    except SettingsError as error:
        return list(error.faults)
    try:
        return file.located(lint(Settings.model_validate(raw), today, shipped))
    except SettingsError as error:
        repair = Repair(deepcopy(raw), error.faults)
        meant = repair.sound()
        rest = lint(meant, today, shipped) if meant else []
        return file.located([*error.faults, *repair.own(rest)])


def secret_keys(argument: str | Sequence[str] | None, environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return the secret keys, oldest first; the last one signs, all open.

    From the argument, else from CONSENT_SECRET_KEY, where commas part them. Raises SettingsError with the line
    to set if there is none, or one is too short to be a secret.
    """
    given = environ.get(SECRET_VARIABLE, "") if argument is None else argument
    keys = tuple(key.strip() for key in (given.split(",") if isinstance(given, str) else given))
    place = f"the environment variable {SECRET_VARIABLE}" if argument is None else "secret_keys"
    if not any(keys):
        raise SettingsError([_secret_fault(place, "nothing")])
    faults = [
        _secret_fault(place, f"{len(key)} characters in key {position}")
        for position, key in enumerate(keys, 1)
        if len(key) < SHORTEST_SECRET
    ]
    if faults:
        raise SettingsError(faults)
    return keys


def _secret_fault(place: str, seen: str) -> Fault:
    return Fault(
        "consent.E005",
        place,
        seen,
        f"a random key of {SHORTEST_SECRET} characters or more",
        f"export {SECRET_VARIABLE}=$(consent keys new)",
    )
