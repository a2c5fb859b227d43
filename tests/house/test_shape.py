"""The shape of the house: nothing too long to read at one go, no name that says nothing."""

import pytest

from tests.house.rooms import PACKAGE, ROOT, modules
from tests.house.shape import HARD, banned_words, beyond, measured, names

# What may be larger, each with its reason: {"consent/room/file.py:function": "why it is one piece"}.
LARGER: dict[str, str] = {}

# Names that somebody else chose and calls us by.
GIVEN = {
    "handle_starttag": "html.parser",
    "handle_startendtag": "html.parser",
    "handle_endtag": "html.parser",
    "handle_data": "html.parser",
    "handle_decl": "html.parser",
    "handle_comment": "html.parser",
}


def test_nothing_is_larger_than_the_hard_figures() -> None:
    larger = [f"{one.place}: {one.kind} {one.size}" for one in beyond(HARD) if one.place not in LARGER]

    assert larger == []


def test_every_exception_is_still_needed() -> None:
    assert set(LARGER) <= {one.place for one in beyond(HARD)}


def test_no_name_says_nothing() -> None:
    empty = [
        f"{path.relative_to(ROOT)}:{line} {name}"
        for path in modules()
        for line, name in names(path)
        if banned_words(name) and name not in GIVEN
    ]

    assert empty == []


@pytest.mark.parametrize("name", ["data", "TokenManager", "url_utils", "processes", "handle_choice", "DATA"])
def test_words_that_say_nothing_are_found_in_any_spelling(name: str) -> None:
    assert banned_words(name)


@pytest.mark.parametrize(
    "name", ["personal_data", "database", "information", "processor", "handler", "metadata"]
)
def test_longer_words_and_the_laws_own_are_left_alone(name: str) -> None:
    assert not banned_words(name)


def test_every_folder_of_the_package_is_a_package_or_holds_no_code() -> None:
    bare = {path.parent for path in modules()} - {path.parent for path in PACKAGE.rglob("__init__.py")}

    assert bare == set()


def test_a_function_is_measured_without_its_docstring() -> None:
    sizes = {
        one.place.rpartition(":")[2]: one.size
        for one in measured(ROOT / "tests/house/shape.py")
        if one.kind == "function"
    }

    assert sizes["positional"] == 2
