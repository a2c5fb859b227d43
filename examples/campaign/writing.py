"""What the site says: its words and articles, read once from the files beside this one."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markupsafe import Markup

HERE = Path(__file__).parent
LANGUAGES = {"en": "English", "ar": "العربية", "de": "Deutsch", "ur": "اردو"}
"""Each language under its own name, which is how its readers find it. The first lives at the root, others below."""
RIGHT_TO_LEFT = frozenset({"ar", "ur"})

Words = dict[str, str]


@dataclass(frozen=True)
class Article:
    """One article in one language."""

    slug: str
    order: int
    title: str
    summary: str
    body: Markup


def path_of(language: str) -> str:
    """Return where a language's pages live: nothing for the first, `/ar` for Arabic."""
    return "" if language == next(iter(LANGUAGES)) else f"/{language}"


def words() -> dict[str, Words]:
    """Return the interface's words: language -> key -> text."""
    return _read(HERE / "words.toml")


def articles(language: str) -> dict[str, Article]:
    """Return the articles in one language by slug, in the order in which they are shown."""
    found = [_article(file, language) for file in (HERE / "articles").glob("*.toml")]
    return {article.slug: article for article in sorted(found, key=lambda article: article.order)}


def _article(file: Path, language: str) -> Article:
    written = _read(file)
    text = written[language]
    # Raw HTML is off: a text never becomes markup that nobody reviewed.
    body = Markup(MarkdownIt("commonmark", {"html": False}).render(text["body"]))  # noqa: S704
    return Article(file.stem, written["order"], text["title"], text["summary"], body)


def _read(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))
