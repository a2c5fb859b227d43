"""The wheel holds everything the package reads, and neither it nor the locks hold anything of this machine."""

import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from importlib import metadata
from importlib.metadata import entry_points
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.rooms import PACKAGE, ROOT

LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
# An index address, a link, a path: whatever would tie a lock to a machine or a registry.
FOREIGN = re.compile(r"^\s*-(i|f)\b|--(extra-)?index|--find-links|://| @ |(^|\s)/\w|file:", re.MULTILINE)
PIN = re.compile(r"^[\w.-]+(\[[\w,-]+\])?==[^\s\\]+( ; [^\\]+)?( \\)?$")
READ = ("pages/templates", "pages/assets", "pages/locale", "terms/catalogue")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    build = [
        sys.executable,
        "-m",
        "build",
        "--no-isolation",
        "--wheel",
        "--sdist",
        "--outdir",
        str(folder),
        str(ROOT),
    ]
    said = subprocess.run(build, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout + said.stderr
    return folder


@pytest.fixture(scope="module")
def contents(built: Path) -> set[str]:
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def source_files(folder: str) -> set[str]:
    """The files of a folder of the package that are in the repository, as the wheel names them."""
    found = (
        path for path in (PACKAGE / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts
    )
    return {str(path.relative_to(ROOT)) for path in found}


def test_the_wheel_says_that_it_is_typed(contents: set[str]) -> None:
    assert "consent/py.typed" in contents


@pytest.mark.parametrize("folder", READ)
def test_the_wheel_holds_what_the_package_reads(contents: set[str], folder: str) -> None:
    wanted = source_files(folder)

    assert wanted, f"consent/{folder} is empty"
    assert wanted - contents == set()


def test_every_catalogue_is_compiled_in_the_wheel(contents: set[str]) -> None:
    catalogues = {name for name in contents if name.endswith(".po")}

    assert catalogues
    assert {name.removesuffix(".po") + ".mo" for name in catalogues} <= contents


def test_the_wheel_holds_the_package_and_its_description_alone(contents: set[str]) -> None:
    tops = {name.partition("/")[0] for name in contents}

    assert {top for top in tops if not top.endswith(".dist-info")} == {"consent"}
    assert not [name for name in contents if name.endswith((".pyc", ".mo.new"))]


def test_the_wheel_carries_the_licence(contents: set[str]) -> None:
    assert [name for name in contents if name.endswith(".dist-info/licenses/LICENSE")]


def test_the_source_archive_can_be_built_and_tested_from(built: Path) -> None:
    (archive,) = built.glob("*.tar.gz")
    with tarfile.open(archive) as packed:
        names = {name.partition("/")[2] for name in packed.getnames()}

    assert {
        "pyproject.toml",
        "hatch_build.py",
        "LICENSE",
        "README.md",
        "Makefile",
        "tests/conftest.py",
    } <= names
    assert not [name for name in names if name.endswith(".mo")]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: str(lock.stem))
def test_a_lock_names_no_index_link_or_path(lock: Path) -> None:
    assert FOREIGN.findall(lock.read_text()) == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: str(lock.stem))
def test_a_lock_pins_each_package_and_its_hashes(lock: Path) -> None:
    entries = [entry for entry in re.split(r"\n(?=\S)", lock.read_text()) if not entry.startswith("#")]

    assert entries
    assert [entry for entry in entries if not PIN.match(entry.partition("\n")[0])] == []
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_locks_agree_on_every_version() -> None:
    # One lock may pin a package twice, for two ranges of Python; two locks may not differ.
    pins: dict[str, dict[str, set[str]]] = {}
    for lock in LOCKS:
        for name, version in re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==(\S+)", lock.read_text(), re.MULTILINE):
            pins.setdefault(name, {}).setdefault(lock.stem, set()).add(version)

    assert {name: found for name, found in pins.items() if len(set(map(frozenset, found.values()))) > 1} == {}


def test_the_lock_of_the_tests_names_every_extra_that_a_locked_package_asks_for() -> None:
    """Else pip looks past the pin for a newer release, and a clean install breaks on the day there is one."""
    lock = (ROOT / "requirements" / "dev.txt").read_text()
    locked = dict(re.findall(r"^([\w.-]+)(\[[\w,-]+\])?==", lock, re.MULTILINE))
    missing = []
    for name in locked:
        for line in metadata.requires(name) or () if is_installed(name) else ():
            asked = Requirement(line)
            if asked.extras and (asked.marker is None or asked.marker.evaluate({"extra": ""})):
                found = set(locked.get(canonicalize_name(asked.name), "").strip("[]").split(","))
                missing += [f"{name} asks for {asked}"] if not asked.extras <= found else []

    assert missing == []


def is_installed(name: str) -> bool:
    try:
        metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def test_every_dependency_of_the_package_is_locked_for_the_demonstration() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    locked = (ROOT / "requirements" / "demo.txt").read_text()
    wanted = [re.split(r"[<>=!~ \[;]", line)[0] for line in project["dependencies"]]

    assert [name for name in wanted if not re.search(rf"^{name}==", locked, re.MULTILINE)] == []


def test_the_command_and_the_pytest_plugin_are_announced() -> None:
    assert [entry.value for entry in entry_points(group="console_scripts", name="consent")] == [
        "consent.cli:main"
    ]
    assert [entry.value for entry in entry_points(group="pytest11", name="consent")] == ["consent.testing"]
