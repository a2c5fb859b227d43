"""Runs the `consent` command in this process, as a shell would."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from consent.cli import main


class Ended(NamedTuple):
    """How a command ended and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it answered to a program."""
        return json.loads(self.out)


def run(*arguments: str | Path, typed: str = "", environ: dict[str, str] | None = None) -> Ended:
    """Run the command; `typed` is what somebody types, `environ` what is added to the environment."""
    out, err = io.StringIO(), io.StringIO()
    with (
        redirect_stdout(out),
        redirect_stderr(err),
        patch("sys.stdin", io.StringIO(typed)),
        patch.dict("os.environ", {"NO_COLOR": "1", "COLUMNS": "200", **(environ or {})}),
    ):
        code = main([str(argument) for argument in arguments])
    return Ended(code, out.getvalue(), err.getvalue())
