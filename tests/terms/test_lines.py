"""Where settings stand in a TOML file, held against what the file says there."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent.terms.faults import place_of
from consent.terms.lines import Lines

FILE = '''\
# A comment with = and [brackets]
base_url = "https://site.example" # not "this"
"quoted key" = 'a # b'
dotted.inner."x.y" = 1
use = [
    "django", # one
    'matomo@2026-11',

]
text = """
[[services]]
fake = true
"""
raw = \'\'\'
[nothing]\'\'\'

[[controllers]]
name = "X"

[[services]]
key = "counter"
hosts = ["a.example", "b.example",
    "c.example"]
title = {en = "Counter", ar = "عدّاد", nested = {deep = [1, {deeper = 2}]}}
[[services.storage]]
name = "_c*"
[[services.storage]]
name = "seen"
  max_age="1 day"

[[ services ]]
key = "other"

[table.below]
at = 1979-05-27 07:32:00
'''


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("base_url", 2),
        ('"quoted key"', 3),
        ('dotted.inner."x.y"', 4),
        ("use", 5),
        ("use[0]", 6),
        ("use[1]", 7),
        ("text", 10),
        ("raw", 14),
        ("controllers[0].name", 18),
        ("services[0]", 20),
        ("services[counter]", 20),
        ("services[counter].key", 21),
        ("services[0].hosts[1]", 22),
        ("services[counter].hosts[2]", 23),
        ("services[counter].title.ar", 24),
        ("services[counter].title.nested.deep[1].deeper", 24),
        ("services[counter].storage[0]", 25),
        ("services[counter].storage[seen]", 27),
        ("services[counter].storage[seen].max_age", 29),
        ("services[1]", 31),
        ("services[other].key", 32),
        ("table.below.at", 35),
        # What is not there: the nearest thing that it would be a part of.
        ("services[counter].storage[seen].purpose", 27),
        ("services[other].provider", 31),
        ("controllers[0].email", 17),
        # What a `use` brought.
        ("services[matomo].storage[_pk_id*].purpose", 7),
        ("categories[analytics].title", 5),
        # What is nowhere.
        ("updated", None),
        ("path", None),
    ],
)
def test_a_place_is_found_by_position_and_by_key(place: str, line: int | None) -> None:
    assert Lines(FILE).line_of(place) == line


def test_windows_line_ends_count_once() -> None:
    assert Lines(FILE.replace("\n", "\r\n")).line_of("services[other].key") == 32


def test_a_file_without_settings_has_no_places() -> None:
    assert Lines("").line_of("base_url") is None
    assert Lines("# nothing").line_of("services[x]") is None


KEYS = st.one_of(
    st.from_regex(r"[A-Za-z0-9_-]{1,6}", fullmatch=True),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=5),
)
SCALARS = st.one_of(
    st.integers(-(2**40), 2**40),
    st.booleans(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=6,
)
DOCUMENTS = st.dictionaries(
    KEYS,
    VALUES | st.lists(st.dictionaries(KEYS, VALUES, min_size=1, max_size=3), min_size=1, max_size=3),
    max_size=5,
)


class Writer:
    """Writes a document as TOML, in one of the many ways there are, and notes the line of each path."""

    def __init__(self, seed: int) -> None:
        self._chance = Random(seed)
        self.text = ""
        self.lines: dict[tuple[str | int, ...], int] = {}

    def _choose(self, *ways: Any) -> Any:
        return self._chance.choice(ways)

    def _note(self, path: tuple[str | int, ...]) -> None:
        self.lines.setdefault(path, self.text.count("\n") + 1)

    def document(self, document: dict[str, Any]) -> None:
        """Plain settings first, then the tables."""
        tables = {
            key: value
            for key, value in document.items()
            if self._is_table_list(value) and self._choose("", "as tables")
        }
        for key, value in document.items():
            if key not in tables:
                self._pair((), key, value)
        for key, value in tables.items():
            for position, table in enumerate(value):
                self._note((key,))
                self._note((key, position))
                self.text += f"[[{self._choose('', ' ')}{self._key(key)}]]{self._choose('', ' # [[x]]')}\n"
                for inner, inside in table.items():
                    self._pair((key, position), inner, inside)

    @staticmethod
    def _is_table_list(value: Any) -> bool:
        return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)

    def _pair(self, path: tuple[str | int, ...], key: str, value: Any) -> None:
        self.text += self._choose("", "\n", "# note = 1\n", "  ")
        self._note((*path, key))
        self.text += f"{self._key(key)}{self._choose('=', ' = ')}"
        self._value((*path, key), value, inline=False)
        self.text += self._choose("\n", " # ] } \" '\n")

    def _value(self, path: tuple[str | int, ...], value: Any, *, inline: bool) -> None:
        if isinstance(value, dict):
            self.text += "{"
            for position, (key, inner) in enumerate(value.items()):
                self.text += ", " if position else ""
                self._note((*path, key))
                self.text += f"{self._key(key)} = "
                self._value((*path, key), inner, inline=True)
            self.text += "}"
        elif isinstance(value, list):
            self.text += "["
            for position, inner in enumerate(value):
                self.text += self._choose("", " ") if inline else self._choose("", "\n  ", " # ,]\n")
                self._note((*path, position))
                self._value((*path, position), inner, inline=inline)
                self.text += "," if position < len(value) - 1 else self._choose("", ",", " ")
            self.text += "]"
        else:
            self.text += self._scalar(value, inline=inline)

    def _key(self, key: str) -> str:
        return key if key.isascii() and key.replace("-", "_").isidentifier() else self._quoted(key)

    def _scalar(self, value: Any, *, inline: bool) -> str:
        if isinstance(value, bool):
            return str(value).lower()
        if not isinstance(value, str):
            return str(value)
        plain = value.isprintable() and "'" not in value
        ways = [self._quoted(value), *([f"'{value}'"] if plain else [])]
        if not inline:
            ways.append('"""\n' + self._quoted(value)[1:-1] + '"""')
            ways += ["'''\n" + value + "'''"] if plain else []
        return str(self._choose(*ways))

    @staticmethod
    def _quoted(text: str) -> str:
        return (
            '"'
            + "".join(
                f"\\U{ord(sign):08x}" if not sign.isprintable() or sign in '"\\' else sign for sign in text
            )
            + '"'
        )


def _says_nothing_twice(document: dict[str, Any]) -> bool:
    """Whether each place means one setting: a table may also be called by its key or name."""
    return not {"key", "name", "str"} & set(_steps(document))


def _steps(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _steps(inner)


@given(DOCUMENTS.filter(_says_nothing_twice), st.integers(0, 2**32))
def test_every_setting_of_any_file_is_found_on_its_line(document: dict[str, Any], seed: int) -> None:
    writer = Writer(seed)
    writer.document(document)
    assert tomllib.loads(writer.text) == document

    lines = Lines(writer.text)
    for path, line in writer.lines.items():
        assert lines.line_of(place_of(path)) == line, (path, writer.text)
