"""Compiles the translators' .po catalogues to .mo, for wheels and for editable installs.

Hatchling calls `Catalogues` before it gathers files; `make catalogues` runs this file.
A catalogue is replaced in one step and only if its bytes change: a build beside a running server is harmless.
"""

import io
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

LOCALES = Path("consent/pages/locale")


class Catalogues(BuildHookInterface):  # type: ignore[type-arg] # Its argument differs between hatchling's releases.
    """The build hook that pyproject.toml names."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 # Hatchling's signature.
        """Compiles before the files of the wheel are gathered."""
        compile_catalogues(Path(self.root))


def compile_catalogues(root: Path) -> list[Path]:
    """Compiles every catalogue below `root`; returns the .mo files, changed or not."""
    return [compile_catalogue(source) for source in sorted((root / LOCALES).glob("*/LC_MESSAGES/*.po"))]


def compile_catalogue(source: Path) -> Path:
    """Writes the .mo beside one .po. Fuzzy entries stay out: nobody has confirmed them."""
    target = source.with_suffix(".mo")
    with source.open("rb") as lines:
        catalogue = read_po(lines, locale=source.parent.parent.name, abort_invalid=True)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    if not target.exists() or target.read_bytes() != compiled.getvalue():
        fresh = target.with_suffix(".mo.new")
        fresh.write_bytes(compiled.getvalue())
        fresh.replace(target)
    return target


if __name__ == "__main__":
    for compiled in compile_catalogues(Path(__file__).parent):
        print(compiled.relative_to(Path(__file__).parent))  # noqa: T201 # `make catalogues` says what it made.
