"""The package's public names: listed once, sorted, all there, and loaded only when asked for."""

import ast
import subprocess
import sys
from types import ModuleType

import consent
from tests.house.rooms import PACKAGE, ROOT


def test_public_names_are_sorted_and_named_once() -> None:
    assert list(consent.__all__) == sorted(set(consent.__all__))


def test_every_public_name_can_be_imported() -> None:
    missing = [name for name in consent.__all__ if not hasattr(consent, name)]

    assert missing == []


def test_what_can_be_seen_is_what_is_public() -> None:
    for name in consent.__all__:
        getattr(consent, name)  # Loads it, which must not make anything else appear.
    seen = {name for name in dir(consent) if not name.startswith("_")}
    rooms = {name for name in seen if isinstance(getattr(consent, name), ModuleType)}

    assert seen - rooms == set(consent.__all__)


def test_type_checkers_see_what_the_lazy_loading_gives() -> None:
    tree = ast.parse((PACKAGE / "__init__.py").read_text())
    typed = {
        alias.asname: node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("consent.")
        for alias in node.names
    }

    assert typed == consent._HOMES


def test_an_unknown_name_is_an_attribute_error() -> None:
    assert not hasattr(consent, "no_such_name")


def test_importing_the_package_loads_none_of_its_rooms() -> None:
    program = "import consent, sys; print([name for name in sys.modules if name.startswith('consent.')])"
    said = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )

    assert said.stdout.strip() == "[]"


def test_the_names_of_the_package_hold_no_logic_beyond_loading() -> None:
    tree = ast.parse((PACKAGE / "__init__.py").read_text())
    functions = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)}

    assert functions <= {"__getattr__", "__dir__"}
