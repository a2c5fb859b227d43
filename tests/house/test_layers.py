"""The direction of imports: the plan of the house, held by reading the source."""

import ast
import sys

import pytest

from tests.house.rooms import PACKAGE, ROOMS, ROOT, imports, imports_of, modules, room_of

# A part that only these rooms may touch, so that it can be replaced there and understood there.
KEEPERS = {
    "itsdangerous": {"tokens"},
    "sqlalchemy": {"store"},
    "starlette": {"web", "testing"},
    "playwright": {"scan"},
    "pytest": {"testing"},
    "typer": {"cli"},
    "rich": {"cli"},
    "stripe": {"providers"},
}

# What would let a clock, chance, the environment or the network into rules that take them as arguments.
IMPURE = {"os", "time", "random", "secrets", "socket", "uuid", "subprocess", "threading", "asyncio"}
CLOCKS = {f"{kind}.{call}" for kind in ("date", "datetime") for call in ("now", "today", "utcnow")}


def test_every_file_lies_in_a_room() -> None:
    astray = {room_of(path) for path in modules()} - {*ROOMS, "__init__"}

    assert astray == set(), "name the room in tests/house/rooms.py, at its height"


def test_a_module_imports_only_its_own_room_and_rooms_above_it() -> None:
    height = {room: number for number, room in enumerate(ROOMS)}
    downward = []
    for found in imports():
        outer, _, inner = found.name.partition(".")
        here = room_of(found.path)
        if outer != PACKAGE.name or here == "__init__":
            continue
        there = inner.partition(".")[0]
        if height.get(there, len(ROOMS)) > height[here]:
            downward.append(str(found))

    assert downward == []


@pytest.mark.parametrize(("part", "keepers"), KEEPERS.items(), ids=KEEPERS)
def test_only_its_keepers_import_a_part(part: str, keepers: set[str]) -> None:
    strays = [
        str(found)
        for found in imports()
        if found.name.split(".")[0] == part and room_of(found.path) not in keepers
    ]

    assert strays == []


@pytest.mark.parametrize("room", ["terms", "gate"])
def test_a_pure_room_has_no_clock_chance_environment_or_network(room: str) -> None:
    impure = [
        str(found)
        for found in imports()
        if room_of(found.path) == room and found.name.split(".")[0] in IMPURE
    ]
    clocks = [
        f"{path.relative_to(ROOT)}:{node.lineno} asks a clock"
        for path in modules()
        if room_of(path) == room
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and ast.unparse(node).removeprefix("datetime.") in CLOCKS
    ]

    assert impure + clocks == []


def test_the_verifier_imports_the_standard_library_alone() -> None:
    verifier = PACKAGE / "log" / "verify.py"
    found = imports_of(verifier) if verifier.exists() else ()

    assert [str(one) for one in found if one.name.split(".")[0] not in sys.stdlib_module_names] == []


def test_only_the_web_is_asynchronous() -> None:
    kinds = (ast.AsyncFunctionDef, ast.Await, ast.AsyncFor, ast.AsyncWith)
    asynchronous = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in modules()
        if room_of(path) not in {"web", "testing"}
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, kinds)
    ]

    assert asynchronous == []
