"""`consent check`: every fault with its line, and what is declared where there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from consent.cli.outcome import OK, WRONG
from tests.cli.run import run
from tests.house.rooms import ROOT
from tests.test_settings_file import SOUND, line_of, write

WORDY = """
[[categories]]
key = "statistics"
title = "Statistics"
description = "{}"
without = "Every page works the same without it."
"""


def test_a_sound_declaration_is_summed_up(tmp_path: Path) -> None:
    ended = run("check", write(tmp_path, SOUND))

    assert ended.code == OK
    assert "can be served" in ended.out
    assert "2 categories, 1 of them necessary; 2 services; 7 names that may be stored; banner of" in ended.out
    assert "consent." not in ended.out.replace("consent.toml", "")


def test_the_same_for_a_program(tmp_path: Path) -> None:
    answer = run("check", "--json", write(tmp_path, SOUND)).json

    assert answer["ok"]
    assert answer["faults"] == []
    assert answer["declared"]["services"] == {"counter": "analytics", "matomo": "analytics"}
    assert answer["declared"]["categories"] == {"necessary": True, "analytics": False}
    assert answer["banner_words"]["en"] > 10


def test_every_fault_is_printed_with_its_line_and_what_to_do(tmp_path: Path) -> None:
    text = SOUND.replace("https://www", "http://www").replace('title = "Counter"', "title = 3")
    path = write(tmp_path, text)
    ended = run("check", path)

    assert ended.code == WRONG
    assert f"{path}:{line_of(text, 'base_url')} consent.E028" in ended.out
    assert f"{path}:{line_of(text, 'title = 3')} consent.E004" in ended.out
    assert 'remedy    base_url = "https://www.site.example"' in ended.out
    assert "2 errors, 0 warnings" in ended.out
    assert "can be served" not in ended.out


def test_faults_are_named_for_a_program(tmp_path: Path) -> None:
    ended = run("check", "--json", write(tmp_path, "base_url = 3"))
    (fault,) = (fault for fault in ended.json["faults"] if fault["place"] == "base_url")

    assert ended.code == WRONG
    assert not ended.json["ok"]
    assert ended.json["declared"] is None
    assert (fault["id"], fault["is_error"], fault["place"], fault["line"]) == (
        "consent.E004",
        True,
        "base_url",
        1,
    )
    assert set(fault) == {"id", "is_error", "title", "place", "line", "seen", "expected", "remedy"}


def test_warnings_alone_are_no_failure(tmp_path: Path) -> None:
    ended = run("check", write(tmp_path, SOUND.replace("updated = 2026-11-01\n", "")))

    assert ended.code == OK
    assert "consent.W047" in ended.out
    assert "0 errors, 1 warning\n" in ended.out
    assert "can be served" in ended.out


def test_a_banner_of_more_words_than_people_read_is_a_warning(tmp_path: Path) -> None:
    ended = run("check", "--json", write(tmp_path, SOUND + WORDY.format("count visits " * 10)))

    assert ended.code == OK
    assert [fault["id"] for fault in ended.json["faults"]] == ["consent.W048"]
    assert ended.json["banner_words"]["en"] > 60
    assert str(ended.json["banner_words"]["en"]) in ended.json["faults"][0]["seen"]


def test_where_nothing_is_asked_there_is_no_banner_to_count(tmp_path: Path) -> None:
    text = "\n".join(SOUND.splitlines()[:17]).replace('use = ["matomo"]', "use = []")
    ended = run("check", write(tmp_path, text))

    assert ended.code == OK
    assert "no banner, since nothing needs asking" in ended.out


def test_a_missing_file_is_a_fault(tmp_path: Path) -> None:
    ended = run("check", tmp_path / "absent.toml")

    assert ended.code == WRONG
    assert "consent.E001" in ended.out


def test_the_file_is_consent_toml_if_none_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, SOUND)
    monkeypatch.chdir(tmp_path)

    assert run("check").code == OK


@pytest.mark.parametrize("path", sorted((ROOT / "examples").rglob("consent.toml")), ids=str)
def test_the_examples_declarations_pass(path: Path) -> None:
    assert run("check", path).code == OK
