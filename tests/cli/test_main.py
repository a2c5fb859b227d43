"""The command itself: its exit codes and what it says when it is used wrongly."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from consent.cli.outcome import INCOMPLETE, OK, USAGE, WRONG
from tests.cli.run import run


def test_the_exit_codes_are_those_that_scripts_rely_on() -> None:
    assert (OK, WRONG, INCOMPLETE, USAGE) == (0, 1, 2, 3)


@pytest.mark.parametrize(
    "arguments",
    [["nonsense"], ["check", "--nonsense"], ["check", "a", "b"], ["keys", "nonsense"], ["init", "--name"]],
)
def test_a_command_that_is_not_there_is_wrong_usage(arguments: list[str]) -> None:
    ended = run(*arguments)

    assert ended.code == USAGE
    assert "Error" in ended.err
    assert ended.out == ""


@pytest.mark.parametrize("arguments", [[], ["keys"]])
def test_without_a_command_the_commands_are_listed(arguments: list[str]) -> None:
    ended = run(*arguments)

    assert ended.code == USAGE
    assert "Commands" in ended.out + ended.err


@pytest.mark.parametrize(
    "arguments", [["--help"], ["init", "--help"], ["check", "--help"], ["keys", "rotate", "--help"]]
)
def test_help_is_no_failure(arguments: list[str]) -> None:
    ended = run(*arguments)

    assert ended.code == OK
    assert "Usage: consent" in ended.out


def test_the_version_is_that_of_the_distribution() -> None:
    assert run("--version") == (OK, version("asgi-consent") + "\n", "")


def test_the_installed_command_ends_with_its_exit_code(tmp_path: Path) -> None:
    command = Path(sys.executable).with_name("consent")
    ended = subprocess.run(
        [command, "check", tmp_path / "absent.toml"], capture_output=True, check=False, text=True
    )

    assert ended.returncode == WRONG
    assert "consent.E001" in ended.stdout
