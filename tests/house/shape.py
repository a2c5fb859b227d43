"""Sizes of files and functions, and the words in their names. `make shape` prints them beside the house's figures."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.house.rooms import PACKAGE, ROOT, modules

Function = ast.FunctionDef | ast.AsyncFunctionDef


class Figures(NamedTuple):
    """Lines of a file, lines of a function without its docstring, positional parameters, public names of a file."""

    file: int
    function: int
    positional: int
    public: int


HOUSE = Figures(file=250, function=25, positional=4, public=30)
HARD = Figures(file=600, function=60, positional=4, public=30)

BANNED = {"manager", "helper", "util", "utility", "common", "misc", "data", "info", "process", "handle"}
# The law's own words, which say exactly what is meant.
LEGAL = re.compile(
    r"personal_data|data_protection|data_subject|data_categor(y|ies)|DataProtection|PersonalData"
)
WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


class Measured(NamedTuple):
    """One figure of one file or function."""

    place: str
    kind: str
    size: int


def length(node: Function) -> int:
    """The lines of a function, from `def` to its end, less its docstring."""
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    first = node.body[0]
    if (
        isinstance(first, ast.Expr)
        and isinstance(first.value, ast.Constant)
        and isinstance(first.value.value, str)
    ):
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def functions(tree: ast.AST, owner: str = "") -> Iterator[tuple[str, Function, bool]]:
    """Every function with its qualified name, and whether its first parameter is the object it belongs to."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, Function):
            marks = {mark.id for mark in node.decorator_list if isinstance(mark, ast.Name)}
            bound = isinstance(tree, ast.ClassDef) and "staticmethod" not in marks
            yield owner + node.name, node, bound
            yield from functions(node, f"{owner}{node.name}.")
        elif isinstance(node, ast.ClassDef):
            yield from functions(node, f"{owner}{node.name}.")
        else:
            yield from functions(node, owner)


def positional(node: Function, *, bound: bool) -> int:
    """Parameters that can be given by position, without `self` or `cls`."""
    return len(node.args.posonlyargs) + len(node.args.args) - bound


def public_names(tree: ast.Module) -> int:
    """Functions and classes a file offers at its top."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return sum(isinstance(node, kinds) and not node.name.startswith("_") for node in tree.body)


def measured(path: Path) -> Iterator[Measured]:
    """Every figure of one file."""
    place, text = str(path.relative_to(ROOT)), path.read_text()
    tree = ast.parse(text)
    yield Measured(place, "file", text.count("\n"))
    yield Measured(place, "public", public_names(tree))
    for name, node, bound in functions(tree):
        yield Measured(f"{place}:{name}", "function", length(node))
        yield Measured(f"{place}:{name}", "positional", positional(node, bound=bound))


def beyond(figures: Figures) -> list[Measured]:
    """What in the package is larger than the figures, largest first."""
    sizes = [one for path in modules() for one in measured(path)]
    return sorted(
        (one for one in sizes if one.size > getattr(figures, one.kind)), key=lambda one: (one.kind, -one.size)
    )


def names(path: Path) -> Iterator[tuple[int, str]]:
    """Every name a file gives: its own, and those of classes, functions, parameters and variables."""
    yield 0, path.stem
    for node in ast.walk(ast.parse(path.read_text())):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield node.lineno, name
            case ast.arg(arg=name) | ast.Name(id=name, ctx=ast.Store()):
                yield node.lineno, name
            case ast.Attribute(attr=name, ctx=ast.Store()):
                yield node.lineno, name


def banned_words(name: str) -> set[str]:
    """The words of a name that say nothing, in singular and plural."""
    words = {word.lower() for word in WORD.findall(LEGAL.sub("", name))}
    return {word for word in words if {word, word.removesuffix("s"), word.removesuffix("es")} & BANNED}


def main() -> None:
    """Print what is larger than the house's figures."""
    paths = modules()
    sizes = [one for path in paths for one in measured(path)]
    lengths = sorted(one.size for one in sizes if one.kind == "function")
    lines = sorted(one.size for one in sizes if one.kind == "file")
    print(f"{PACKAGE.name}: {len(paths)} files, {sum(lines)} lines, {len(lengths)} functions")
    print(f"  file: median {lines[len(lines) // 2]}, longest {lines[-1]} lines")
    print(
        f"  function: median {lengths[len(lengths) // 2]}, 95th percentile {lengths[len(lengths) * 95 // 100]}, "
        f"longest {lengths[-1]} lines"
    )
    for kind in Figures._fields:
        house, hard = getattr(HOUSE, kind), getattr(HARD, kind)
        over = [one for one in beyond(HOUSE) if one.kind == kind]
        print(f"\n{kind}: {len(over)} over the house's {house} (fails over {hard})")
        for one in over:
            print(f"  {one.size:4} {one.place}")


if __name__ == "__main__":
    main()
