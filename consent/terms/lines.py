"""On which line of a TOML file each setting stands, so that a fault can say where to look.

Reads text that `tomllib` has accepted, and so need not check it: it only finds where keys and values begin.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping

from consent.terms.faults import below, place_of

Path = tuple[str | int, ...]

BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
KEY = re.compile(r"""[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*'""")
STRING = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""(?:"(?!")|""(?!"))?'
    r"|'''(?:[^']|'(?!''))*'''(?:'(?!')|''(?!'))?"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
PLAIN = re.compile(r"[^,\]}#\r\n]*")


class Lines:
    """Where settings stand, by their places: `services[1].hosts`, and by key: `services[matomo].hosts`."""

    def __init__(self, text: str) -> None:
        self._raw = tomllib.loads(text)
        self._lines: dict[str, int] = {}
        for path, line in _Reader(text).paths():
            for place in {place_of(path), self._by_key(path)}:
                self._lines.setdefault(place, line)

    def line_of(self, place: str) -> int | None:
        """The line of `place`, else of what it is a part of, else of the `use` that brings it; None if nowhere."""
        for outer in _outward(place):
            if outer in self._lines and not (outer != place and outer in {"categories", "services"}):
                return self._lines[outer]
        if found := re.match(r"(?:services|categories)\[([^\]]*)\]", place):
            return self._line_of_use(found[1])
        return None

    def _line_of_use(self, key: str) -> int | None:
        for position, name in enumerate(self._raw.get("use", ())):
            if str(name).partition("@")[0] == key:
                return self._lines.get(f"use[{position}]")
        return self._lines.get("use")

    def _by_key(self, path: Path) -> str:
        """The place of `path`, with the positions in lists of tables replaced by the tables' keys or names."""
        place = ""
        here: object = self._raw
        for step in path:
            here = here[step] if isinstance(here, dict | list) else None  # type: ignore[index]
            name = here.get("key", here.get("name")) if isinstance(here, Mapping) else None
            keyed = isinstance(step, int) and isinstance(name, str)
            place = f"{place}[{name}]" if keyed else below(place, step)
        return place


def _outward(place: str) -> Iterator[str]:
    """`a[b].c`, then `a[b]`, then `a`."""
    while place:
        yield place
        cut = max(place.rfind("."), place.rfind("["))
        place = place[: max(cut, 0)]


class _Reader:
    """Walks over TOML text once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._tables: dict[Path, int] = {}

    def paths(self) -> Iterator[tuple[Path, int]]:
        """Every path that the text writes, with its line, in order."""
        table: Path = ()
        self._skip()
        while self._at < len(self._text):
            line = self._line()
            if self._next("["):
                table = self._header()
                yield from ((table[:length], line) for length in range(1, len(table) + 1))
            else:
                yield from self._pair(table)
            self._skip()

    def _header(self) -> Path:
        double = self._next("[")
        self._skip()
        written = self._keys()
        self._skip()
        self._at += 2 if double else 1
        path = self._placed(written[:-1])
        last = (*path, written[-1])
        if double:
            self._tables[last] = self._tables.get(last, -1) + 1
        return self._placed((written[-1],), path)

    def _placed(self, keys: Path, path: Path = ()) -> Path:
        """The path of a table: in a list of tables, keys go on from its last one."""
        for key in keys:
            path = (*path, key)
            if path in self._tables:
                path = (*path, self._tables[path])
        return path

    def _pair(self, table: Path) -> Iterator[tuple[Path, int]]:
        line = self._line()
        keys = self._keys()
        yield from (((*table, *keys[:length]), line) for length in range(1, len(keys) + 1))
        self._skip()
        self._at += 1
        self._skip()
        yield from self._value((*table, *keys))

    def _value(self, path: Path) -> Iterator[tuple[Path, int]]:
        if self._next("["):
            yield from self._list(path)
        elif self._next("{"):
            self._skip()
            while not self._next("}"):
                yield from self._pair(path)
                self._skip()
                self._next(",")
                self._skip()
        else:
            found = STRING.match(self._text, self._at) or PLAIN.match(self._text, self._at)
            self._at = found.end() if found else len(self._text)

    def _list(self, path: Path) -> Iterator[tuple[Path, int]]:
        position = 0
        self._skip()
        while not self._next("]"):
            here = (*path, position)
            yield here, self._line()
            yield from self._value(here)
            position += 1
            self._skip()
            self._next(",")
            self._skip()

    def _keys(self) -> tuple[str, ...]:
        keys: list[str] = []
        while found := KEY.match(self._text, self._at):
            self._at = found.end()
            written = found[0]
            quoted = written[0] in "\"'"
            keys.append(tomllib.loads(f"key = {written}")["key"] if quoted else written)
            self._skip()
            if not self._next("."):
                break
            self._skip()
        return tuple(keys)

    def _skip(self) -> None:
        found = BLANK.match(self._text, self._at)
        self._at = found.end() if found else self._at

    def _next(self, sign: str) -> bool:
        """Whether `sign` comes next; if so, go past it."""
        met = self._text.startswith(sign, self._at)
        self._at += met
        return met

    def _line(self) -> int:
        return self._text.count("\n", 0, self._at) + 1
