"""The package as its source text shows it: files, rooms and imports. Nothing is executed."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "consent"

# From the ground up: a module imports only its own room and rooms above it in this list.
ROOMS = (
    "errors",
    "metrics",
    "terms",
    "tokens",
    "gate",
    "log",
    "pages",
    "store",
    "providers",
    "mail",
    "site",
    "settings_file",
    "actions",
    "workers",
    "web",
    "scan",
    "cli",
    "testing",
)


class Import(NamedTuple):
    """One imported module, absolute, and where it is imported."""

    path: Path
    line: int
    name: str

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.line} imports {self.name}"


def modules() -> list[Path]:
    """Every source file of the package."""
    return sorted(PACKAGE.rglob("*.py"))


def room_of(path: Path) -> str:
    """The room a file lies in: the first step below the package. The package's own `__init__` lies in none."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports_of(path: Path) -> Iterator[Import]:
    """Everything a file imports, wherever the statement stands: deferred and for types only as well."""
    package = [PACKAGE.name, *path.relative_to(PACKAGE).parent.parts]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (Import(path, node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            outer = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*outer, *filter(None, [node.module])])
            # `from consent.terms import choice` may name a module; `from x import y` names x in any case.
            yield from (Import(path, node.lineno, f"{base}.{alias.name}") for alias in node.names)


def imports() -> Iterator[Import]:
    """Everything the package imports."""
    for path in modules():
        yield from imports_of(path)
