"""Settings from a TOML file, with every fault on its line; secrets from the environment, never shown."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consent import ConsentSettings, SettingsError
from consent.errors import Fault
from consent.settings_file import SettingsFile, read_faults, secret_keys
from consent.terms.repair import FOLLOWS, STAND_INS
from consent.terms.settings import NAMES
from tests.conftest import CASES
from tests.terms.declarations import SHIPPED, TODAY

SOUND = """\
base_url = "https://www.site.example"
updated = 2026-11-01
use = ["matomo"]

[[controllers]]
name = "Example e.V."
email = "privacy@site.example"

[[categories]]
key = "necessary"
title = "Necessary"
required = true

[[categories.storage]]
name = "cart"
max_age = "14 days"
justification = "You filled a basket."

[[services]]
key = "counter"
category = "analytics"
title = "Counter"
provider = "Counter GmbH"
country = "DE"
purpose = "Counts visits"
"""
SECRET = "j7Qz-a-secret-that-nobody-may-ever-see-in-a-message"


def write(folder: Path, text: str) -> Path:
    """A declaration in a file."""
    path = folder / "consent.toml"
    path.write_text(text, encoding="utf-8")
    return path


def faults(folder: Path, text: str) -> list[Fault]:
    """Every fault of a declaration in a file."""
    return read_faults(write(folder, text), TODAY, SHIPPED)


def found(folder: Path, text: str) -> dict[tuple[str, str], int | None]:
    """Its faults by id and place, with their lines."""
    return {(fault.id, fault.place): fault.line for fault in faults(folder, text)}


def line_of(text: str, beginning: str) -> int:
    """The first line that begins so."""
    return next(number for number, line in enumerate(text.splitlines(), 1) if line.startswith(beginning))


def test_a_sound_file_is_read(tmp_path: Path) -> None:
    declared = ConsentSettings.from_toml(write(tmp_path, SOUND))

    assert type(declared) is ConsentSettings
    assert declared.updated == date(2026, 11, 1)
    assert {service.key for service in declared.services} == {"counter", "matomo"}
    assert ConsentSettings.from_toml(str(tmp_path / "consent.toml")) == declared
    assert faults(tmp_path, SOUND) == []


def test_a_missing_file_says_where_it_was_looked_for(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        ConsentSettings.from_toml(tmp_path / "absent.toml")

    (fault,) = caught.value.faults
    assert fault.id == "consent.E001"
    assert str(tmp_path) in fault.remedy


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    (fault,) = read_faults(tmp_path, TODAY, SHIPPED)

    assert fault.id == "consent.E001"


def test_bytes_that_are_not_utf_8_are_found_on_their_line(tmp_path: Path) -> None:
    path = tmp_path / "consent.toml"
    path.write_bytes(b'path = "/privacy"\nauthority = "Ma\xdftab"\n')

    (fault,) = read_faults(path, TODAY, SHIPPED)
    assert (fault.id, fault.line) == ("consent.E001", 2)
    assert "0xdf" in fault.seen


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('path = "/privacy"\nlanguages = [en]\n', 2),
        ("path = \n", 1),
        ("a = 1\na = 2\n", 2),
        ('path = "/privacy"\n\n[controllers', 3),
        ('\ufeffpath = "/privacy"', 1),
        ("a = " + "[" * 3_000 + "]" * 3_000, None),
    ],
)  # fmt: skip
def test_what_is_no_toml_is_told_with_its_line(tmp_path: Path, text: str, line: int | None) -> None:
    path = write(tmp_path, text)

    with pytest.raises(SettingsError) as caught:
        ConsentSettings.from_toml(path)
    (fault,) = caught.value.faults
    assert (fault.id, fault.line) == ("consent.E001", line)
    assert str(path) in str(caught.value)


def test_faults_of_shape_stop_reading_and_have_their_lines(tmp_path: Path) -> None:
    text = SOUND.replace('country = "DE"', 'country = "Germany"\nprovidr = "x"').replace(
        'title = "Necessary"\n', ""
    )

    with pytest.raises(SettingsError) as caught:
        ConsentSettings.from_toml(write(tmp_path, text))
    assert {(fault.id, fault.place): fault.line for fault in caught.value.faults} == {
        ("consent.E003", "categories[0].title"): line_of(text, "[[categories]]"),
        ("consent.E004", "services[0].country"): line_of(text, "country"),
        ("consent.E002", "services[0].providr"): line_of(text, "providr"),
    }


def test_faults_of_shape_and_of_meaning_are_said_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = (
        SOUND.replace("https://www", "http://www")
        .replace('title = "Counter"', "title = 3")
        .replace("14 d", "900 d")
    )
    text += "hosts = ['https://counter.example']\n"
    said = faults(tmp_path, text)

    assert [(fault.id, fault.place) for fault in said] == [
        ("consent.E028", "base_url"),
        ("consent.E014", "categories[necessary].storage[cart].max_age"),
        ("consent.E004", "services[0].title"),
        ("consent.E030", "services[counter].hosts[0]"),
    ]
    assert [fault.line for fault in said] == [
        line_of(text, "base_url"),
        line_of(text, "max_age"),
        line_of(text, "title = 3"),
        line_of(text, "hosts"),
    ]


def test_a_fault_of_the_catalogues_part_points_to_the_use_that_brought_it(tmp_path: Path) -> None:
    text = SOUND.replace(
        'use = ["matomo"]', 'languages = ["en", "ar", "tlh"]\naccept_unreviewed = ["ar"]\nuse = ["matomo"]'
    )

    assert found(tmp_path, text)["consent.E018", "services[matomo].purpose"] == line_of(text, "use")


ASIDE: list[tuple[str, str, str, set[tuple[str, str]]]] = [
    # What is written, what it becomes, the fault; and which further fault is the declaration's own.
    ('email = "privacy@site.example"', "email = 3", "controllers[0].email", set()),
    ('justification = "You', 'justificaton = "You', "categories[0].storage[0].justificaton", set()),
    ("required = true", 'required = "perhaps"', "categories[0].required", set()),
    ("required = true", "requird = true", "categories[0].requird", set()),
    ('key = "necessary"', 'key = "The Needed"', "categories[0].key", set()),
    ('key = "necessary"\n', "", "categories[0].key", set()),
    ('name = "cart"', 'name = "a cart"', "categories[0].storage[0].name", set()),
    ('title = "Counter"', "title = {en = 3}", "services[0].title.en", set()),
    ('title = "Counter"', "title = {}", "services[0].title", set()),
    ('category = "analytics"\n', "", "services[0].category", set()),
    ('country = "DE"\n', "", "services[0].country", set()),
    ('purpose = "Counts visits"', 'purpos = "Counts visits"', "services[0].purpos", set()),
    ('use = ["matomo"]', 'use = ["matomoo"]', "use[0]", set()),
    ('use = ["matomo"]', 'use = ["matomoo", "matomo"]', "use[0]", set()),
    ('use = ["matomo"]', 'use = "matomo"', "use", set()),
    ('base_url = "https://www.site.example"', "base_url = 1", "base_url", set()),
    (
        'base_url = "https://www.site.example"',
        'languages = "en"\nbase_url = "https://x.example"',
        "languages",
        set(),
    ),
    ("updated = 2026-11-01", 'updated = "yesterday"', "updated", set()),
    (
        '[[controllers]]\nname = "Example e.V."\nemail = "privacy@site.example"',
        '[controllers]\nname = "Example e.V."\nemail = "privacy@site.example"',
        "controllers",
        set(),
    ),
    ('use = ["matomo"]', 'use = ["matomo"]\n"a.b [c]" = 1', '"a.b [c]"', set()),
    ("14 days", "a while", "categories[0].storage[0].max_age", set()),
    ('title = "Counter"', 'titel = "Counter"', "services[0].titel", {("consent.E003", "services[0].title")}),
]


@pytest.mark.parametrize(
    ("written", "wrong", "place", "more"), ASIDE, ids=[row[2] + "-" + row[1][:12] for row in ASIDE]
)
def test_a_fault_of_shape_brings_no_fault_that_is_only_its_consequence(
    tmp_path: Path, written: str, wrong: str, place: str, more: set[tuple[str, str]]
) -> None:
    assert written in SOUND
    said = {(fault.id, fault.place) for fault in faults(tmp_path, SOUND.replace(written, wrong, 1))}

    assert {fault for fault in said if fault[1] != place} == more
    assert place in {fault[1] for fault in said}


def test_an_entry_without_a_usable_key_is_named_as_written(tmp_path: Path) -> None:
    text = SOUND.replace('key = "necessary"', 'key = "The Needed"').replace("14 days", "900 days")

    assert found(tmp_path, text)["consent.E014", "categories[The Needed].storage[cart].max_age"] == line_of(
        text, "max_age"
    )
    without = text.replace('key = "The Needed"\n', "")
    assert found(tmp_path, without)["consent.E014", "categories[0].storage[cart].max_age"] == line_of(
        without, "max_age"
    )


def test_what_is_put_aside_is_named_as_the_settings_are() -> None:
    assert set(FOLLOWS) | set(STAND_INS) <= NAMES


VALUES = st.one_of(
    st.integers(-5, 5),
    st.booleans(),
    st.sampled_from(
        [
            '""',
            '"x"',
            '"*"',
            '"https://x"',
            "[]",
            "[1]",
            '["x"]',
            "{}",
            '{en = "x"}',
            "2026-12-01",
            "[{}]",
            "1.5",
        ]
    ),
)
LINES = st.builds(
    lambda name, value: f"{name} = {str(value).lower() if isinstance(value, bool) else value}",
    st.sampled_from(sorted(NAMES)),
    VALUES,
)


@given(
    st.lists(st.tuples(st.integers(0, SOUND.count("\n")), LINES), max_size=4),
    st.sets(st.integers(0, 26), max_size=4),
)
@settings(max_examples=CASES, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_file_is_read_or_refused_with_faults(
    tmp_path: Path, added: list[tuple[int, str]], removed: set[int]
) -> None:
    lines = [line for number, line in enumerate(SOUND.splitlines()) if number not in removed]
    for number, line in added:
        lines.insert(number, line)
    path = write(tmp_path, "\n".join(lines))

    said = read_faults(path, TODAY, SHIPPED)

    try:
        ConsentSettings.from_toml(path)
    except SettingsError as refused:
        said_at_once = {(fault.id, fault.place) for fault in refused.faults}
    else:
        said_at_once = set()
    assert said_at_once <= {(fault.id, fault.place) for fault in said}
    assert all(fault.line is None or 1 <= fault.line <= len(lines) for fault in said)
    assert all(not fault.place.startswith("categories[unnamed") for fault in said)


def test_lines_are_those_of_the_file_as_an_editor_counts_them(tmp_path: Path) -> None:
    path = tmp_path / "consent.toml"
    path.write_bytes(SOUND.replace("https://", "ftp://").replace("\n", "\r\n").encode())

    (fault,) = read_faults(path, TODAY, SHIPPED)
    assert (fault.place, fault.line) == ("base_url", 1)
    assert SettingsFile(path).raw() == tomllib.loads(SOUND.replace("https://", "ftp://"))


KEY, OTHER = "k" * 32, "o" * 43


@pytest.mark.parametrize(
    ("argument", "environ", "expected"),
    [
        (None, {"CONSENT_SECRET_KEY": KEY}, (KEY,)),
        (None, {"CONSENT_SECRET_KEY": f"{OTHER}, {KEY}"}, (OTHER, KEY)),
        (KEY, {}, (KEY,)),
        (f"{OTHER},{KEY}", {}, (OTHER, KEY)),
        ([OTHER, KEY], {"CONSENT_SECRET_KEY": "ignored"}, (OTHER, KEY)),
        ((KEY,), {}, (KEY,)),
    ],
)
def test_keys_come_from_the_argument_or_the_environment_oldest_first(
    argument: Any, environ: dict[str, str], expected: tuple[str, ...]
) -> None:
    assert secret_keys(argument, environ) == expected


@pytest.mark.parametrize(
    ("argument", "environ", "seen"),
    [
        (None, {}, "nothing"),
        (None, {"CONSENT_SECRET_KEY": ""}, "nothing"),
        (None, {"CONSENT_SECRET_KEY": " , "}, "nothing"),
        ("", {"CONSENT_SECRET_KEY": KEY}, "nothing"),
        ([], {}, "nothing"),
        (None, {"CONSENT_SECRET_KEY": "short"}, "5 characters in key 1"),
        (None, {"CONSENT_SECRET_KEY": f"{KEY},"}, "0 characters in key 2"),
        ([KEY, SECRET[:31]], {}, "31 characters in key 2"),
    ],
)
def test_a_missing_or_short_key_is_an_error_that_prints_the_line_to_set(
    argument: Any, environ: dict[str, str], seen: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        secret_keys(argument, environ)

    (fault,) = caught.value.faults
    assert (fault.id, fault.seen) == ("consent.E005", seen)
    assert fault.remedy == "export CONSENT_SECRET_KEY=$(consent keys new)"


def test_no_part_of_a_key_is_ever_shown() -> None:
    with pytest.raises(SettingsError) as caught:
        secret_keys([SECRET, SECRET[:20]], {})

    assert SECRET[:8] not in str(caught.value)
