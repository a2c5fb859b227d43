"""Examples started as a reader starts them: `python -m examples.…` in a terminal of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import wait_until

ROOT = Path(__file__).parents[2]
SECONDS_TO_STOP = 10


@dataclass(frozen=True)
class Program:
    """A running example. `said` is what it printed, `log` what it logged."""

    child: subprocess.Popen[bytes]
    out: Path
    err: Path

    @property
    def said(self) -> list[str]:
        """The lines that it printed."""
        return self.out.read_text().splitlines()

    @property
    def log(self) -> str:
        """What it wrote to its log."""
        return self.err.read_text()

    def interrupt(self) -> int:
        """Press Ctrl-C, and return the exit code."""
        self.child.send_signal(signal.SIGINT)
        return self.child.wait(timeout=SECONDS_TO_STOP)


@contextmanager
def program(
    module: str, *arguments: str, folder: Path, environment: Mapping[str, str] | None = None
) -> Iterator[Program]:
    """Run `python -m MODULE ARGUMENTS --data FOLDER` in the project's folder, until the block ends."""
    folder.mkdir(parents=True, exist_ok=True)
    out, err = folder / "out.txt", folder / "err.txt"
    command = [sys.executable, "-m", module, *arguments, "--data", str(folder)]
    with out.open("wb") as stdout, err.open("wb") as stderr:
        child = subprocess.Popen(
            command, cwd=ROOT, stdout=stdout, stderr=stderr, env={**os.environ, **(environment or {})}
        )
    running = Program(child, out, err)
    try:
        yield running
    finally:
        if child.poll() is None:
            running.interrupt()


def wait_for_line(running: Program, start: str) -> str:
    """Return the rest of the first printed line that begins with `start`, waiting for it."""

    def lines() -> list[str]:
        return [line for line in running.said if line.startswith(start)]

    wait_until(lambda: bool(lines()) or running.child.poll() is not None, f"the program says {start!r}")
    assert lines(), f"the program ended: {running.log[-2000:]}"
    return lines()[0].removeprefix(start).strip()
