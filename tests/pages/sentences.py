"""Gathers every sentence of ours from code and templates, for translators: `make messages`.

It writes consent.pot and brings the .po of each language up to date; what is new there waits to be translated.
"""

import io
import re
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

PAGES = Path(__file__).parents[2] / "consent" / "pages"
TEMPLATE = PAGES / "locale" / "consent.pot"
KEYWORDS = {"say": None, "say_count": (1, 2), "message": None, "messages": (1, 2)}
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2.ext:babel_extract")]
OPTIONS = {
    "templates/**.html": {"silent": "false", "extensions": "", "trim_blocks": "true", "lstrip_blocks": "true"}
}
WIDTH = 110
VOLATILE = (
    b'"POT-Creation-Date',
    b'"PO-Revision-Date',
    b'"Generated-By',
    b'"Last-Translator',
    b'"Language-Team',
)
REVIEWED = re.compile(rb'^"X-Reviewed: (yes|no)\\n"$', re.MULTILINE)
LICENCE = "# Sentences of asgi-consent. Apache-2.0."


def extracted() -> Catalog:
    """Every sentence with the places that say it and the comments for translators above them."""
    catalogue = Catalog(project="asgi-consent", charset="utf-8", fuzzy=False)
    found = extract_from_dir(
        PAGES, METHODS, OPTIONS, keywords=KEYWORDS, comment_tags=("TRANSLATORS:",), strip_comment_tags=True
    )
    for filename, _, sentence, comments, context in sorted(found, key=lambda entry: (entry[0], entry[1])):
        catalogue.add(
            sentence, None, [(f"consent/pages/{filename}", 0)], auto_comments=comments, context=context
        )
    return catalogue


def written(catalogue: Catalog, reviewed: bytes = b"") -> bytes:
    """A catalogue as a file, without line numbers and dates, which change when nothing did.

    Babel drops headers it does not know, so X-Reviewed is put back.
    """
    lines = io.BytesIO()
    catalogue.header_comment = LICENCE
    write_po(lines, catalogue, width=WIDTH, include_lineno=False)
    kept = [line for line in lines.getvalue().split(b"\n") if not line.startswith(VOLATILE)]
    if reviewed:
        kept.insert(kept.index(b'"MIME-Version: 1.0\\n"'), b'"X-Reviewed: ' + reviewed + b'\\n"')
    return b"\n".join(kept)


def catalogue_files() -> list[Path]:
    return sorted(PAGES.glob("locale/*/LC_MESSAGES/consent.po"))


def catalogue_of(file: Path) -> Catalog:
    return read_po(io.BytesIO(file.read_bytes()), locale=file.parts[-3], abort_invalid=True)


def reviewed_in(file: Path) -> bytes:
    found = REVIEWED.search(file.read_bytes())
    return found[1] if found else b"no"


def main() -> None:
    template = extracted()
    TEMPLATE.write_bytes(written(template))
    for file in catalogue_files():
        catalogue = catalogue_of(file)
        catalogue.update(template, no_fuzzy_matching=True, keep_user_comments=True)
        catalogue.obsolete.clear()
        file.write_bytes(written(catalogue, reviewed_in(file)))


if __name__ == "__main__":
    main()
