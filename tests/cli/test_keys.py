"""`consent keys`: keys that sign, and a change of key that loses no answer."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from consent.cli.outcome import USAGE
from consent.errors import BadToken
from consent.settings_file import secret_keys
from consent.terms.choice import Answer
from consent.tokens.consent_cookie import ConsentCookieSeal
from tests.cli.run import Ended, run

OLD = "an-old-key-of-more-than-thirty-two-characters"


def rotated(keys: str) -> Ended:
    """`keys rotate` with these keys in the environment."""
    return run("keys", "rotate", "--json", environ={"CONSENT_SECRET_KEY": keys})


def test_a_new_key_is_printed_alone_so_that_a_shell_can_take_it() -> None:
    ended = run("keys", "new")

    assert ended.code == 0
    assert re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_-]{42}\n", ended.out)
    assert ended.err == ""


def test_a_new_key_is_good_enough_for_us_and_new_each_time() -> None:
    first, second = (run("keys", "new", "--json").json["key"] for _ in range(2))

    assert secret_keys(first, {}) == (first,)
    assert first != second


def test_a_key_is_changed_in_two_deployments_without_losing_an_answer() -> None:
    steps = rotated(OLD).json["steps"]
    deployments = [OLD, steps["add"], steps["sign"], steps["drop"]]
    answer = Answer("abc", 20_781, ("abcdef",))

    assert list(steps) == ["add", "sign", "drop"]
    for one, other in pairwise(ConsentCookieSeal(secret_keys(keys, {}), "site") for keys in deployments):
        # Both run side by side for a while, so each opens what the other signs.
        assert one.open(other.seal(answer).encode()) == other.open(one.seal(answer).encode()) == answer


def test_the_old_key_is_worth_nothing_at_the_end() -> None:
    steps = rotated(OLD).json["steps"]
    old = ConsentCookieSeal(secret_keys(OLD, {}), "site")
    end = ConsentCookieSeal(secret_keys(steps["drop"], {}), "site")

    with pytest.raises(BadToken):
        end.open(old.seal(Answer("abc", 20_781, ())).encode())


def test_keys_of_an_unfinished_change_are_kept() -> None:
    steps = rotated(f"{'o' * 43},{OLD}").json["steps"]
    add, sign = steps["add"].split(","), steps["sign"].split(",")

    assert add[1:] == ["o" * 43, OLD] == sign[:-1]
    assert add[0] == sign[-1] == steps["drop"]


def test_the_steps_are_lines_to_copy() -> None:
    ended = run("keys", "rotate", environ={"CONSENT_SECRET_KEY": OLD})
    lines = re.findall(r"^ +export CONSENT_SECRET_KEY=(\S+)$", ended.out, re.MULTILINE)

    assert ended.code == 0
    assert [line.count(",") for line in lines] == [1, 1, 0]
    assert lines[0].endswith(OLD)
    assert lines[1].startswith(OLD)


@pytest.mark.parametrize("keys", ["", "short"])
def test_there_has_to_be_a_key_to_change(keys: str) -> None:
    ended = rotated(keys)

    assert ended.code == USAGE
    assert ended.out == ""
    assert "export CONSENT_SECRET_KEY=$(consent keys new)" in ended.err
