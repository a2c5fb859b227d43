"""One language as pages speak it: our sentences from gettext catalogues, the site's texts, lists, dates, countries.

Everything returned is ready to stand in HTML: parts are escaped on their way in, and a text that had to be taken
from another language names that language in an element of its own (WCAG 3.1.2).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache, reduce
from gettext import GNUTranslations
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import NamedTuple
from unicodedata import bidirectional

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal
from markupsafe import Markup, escape

from consent.pages.vocabulary import UNITS, known_phrase
from consent.terms.duration import largest_unit
from consent.terms.text import Text, direction_of, wording

LOCALES = files("consent.pages").joinpath("locale")
REVIEWED = '"X-Reviewed: yes\\n"'
NUMBER = re.compile(
    r"(?<![0-9A-Za-z_/.:-])(?=[A-Za-z/-]*[0-9])[0-9A-Za-z]+(?:[/-][0-9A-Za-z]+)+(?![0-9A-Za-z/:])"
)
"""A number with strokes, of a law say (2013/65/EU): words from right to left around it would turn its parts round."""


class Named(NamedTuple):
    """A language under its own name: `ar`, العربية, `rtl`."""

    tag: str
    name: str
    direction: str


class Language:
    """A language of one site. `fallbacks` are the site's languages, in which it may have written its texts."""

    def __init__(self, tag: str, fallbacks: Sequence[str]) -> None:
        self.tag = tag
        self.direction = direction_of(tag)
        self._fallbacks = (*fallbacks, "en")
        self._locale = Locale.parse(tag, sep="-")
        self._joins_words = self._locale.list_patterns["standard"]["end"].partition("{1}")[0][-1:].isalpha()
        self._sentences = _catalogues()[_catalogue_for(tag) or "en"]

    def say(self, sentence: str, **parts: object) -> Markup:
        """Return our sentence with its named parts filled in."""
        return escape(self._sentences.gettext(sentence)) % parts

    def say_count(self, one: str, many: str, number: int, **parts: object) -> Markup:
        """Return our sentence in the form that `number` asks for; `%(count)s` in it is that number."""
        said = escape(self._sentences.ngettext(one, many, number))
        return said % {"count": format_decimal(number, locale=self._locale), **parts}

    def text(self, text: Text) -> Markup:
        """Return a text of the site, wrapped if it is in another language than this one."""
        said = wording(text, self.tag, self._fallbacks)
        shown = _with_numbers_apart(said.text) if said.direction == "rtl" else escape(said.text)
        if _base(said.language) == _base(self.tag):
            return shown
        return Markup('<span lang="{}" dir="{}">{}</span>').format(said.language, said.direction, shown)

    def phrase(self, phrase: str) -> Markup:
        """Return a phrase of the vocabulary (a kind of data, say) in this language; any other as the site wrote it."""
        known = known_phrase(phrase)
        return self.say(known) if known else self.text(phrase)

    def listed(self, parts: Iterable[object], most: int | None = None) -> Markup:
        """Return parts as a list in words; of more than `most`, the first ones and how many there are besides."""
        every = [escape(part) for part in parts]
        shown = every[:most]
        if left := len(every) - len(shown):
            # TRANSLATORS: Ends a list of names that is too long to show: "Matomo, Umami, and 3 more".
            shown.append(self.say_count("%(count)s more", "%(count)s more", left))
        if self._joins_words and any(_is_latin(part) for part in shown[1:]):
            return reduce(self._after_comma, shown)
        listed = format_list([str(part) for part in shown], locale=self._locale)
        return Markup(listed)  # noqa: S704 # Each part was escaped above.

    def _after_comma(self, names: Markup, last: Markup) -> Markup:
        # TRANSLATORS: A list of names in Latin letters, to which the language's word for "and" would stick.
        return self.say("%(names)s, %(name)s", names=names, name=last)

    def country(self, code: str) -> str:
        """Return the name of the country that two letters stand for."""
        return str(self._locale.territories.get(code, code))

    def date(self, day: date) -> str:
        """Return a date in words."""
        return format_date(day, "long", locale=self._locale)

    def duration(self, seconds: int | None) -> Markup:
        """Return how long something is kept; None is the browser's session."""
        if seconds is None:
            # TRANSLATORS: How long a cookie is kept. Stands alone in a table cell.
            return self.say("until you close the browser")
        number, unit = largest_unit(seconds)
        return self.say_count(*UNITS[unit], number)


@cache
def shipped_languages() -> dict[str, bool]:
    """Return each language that has a catalogue, and whether a person who speaks it has read every sentence."""
    # Babel leaves headers it does not know out of the .mo, so this one is read where reviewers write it.
    sources = {tag: _folder(tag).joinpath("consent.po").read_text(encoding="utf-8") for tag in _catalogues()}
    return {tag: REVIEWED in source.partition("\n\n")[0] for tag, source in sources.items()}


def offered_languages(wanted: Iterable[str]) -> tuple[str, ...]:
    """Return those of `wanted` that our sentences exist in, at least in the base language; English if none."""
    return tuple(tag for tag in wanted if _catalogue_for(tag)) or ("en",)


def switch_between(tags: Sequence[str]) -> tuple[Named, ...]:
    """Return what speakers call their languages, for the switch between them; empty where there is but one."""
    if len(tags) == 1:
        return ()
    return tuple(
        Named(tag, Locale.parse(tag, sep="-").get_display_name() or tag, direction_of(tag)) for tag in tags
    )


def name(text: str) -> Markup:
    """Return a name of a company, cookie or host, kept apart from the direction of the words around it."""
    return Markup("<bdi>{}</bdi>").format(text)


def _with_numbers_apart(text: str) -> Markup:
    return Markup(NUMBER.sub(lambda number: name(number[0]), escape(text)))  # noqa: S704 # Escaped here.


def _is_latin(part: Markup) -> bool:
    """Whether a part of a list begins with a letter that runs from the left."""
    letters = (bidirectional(character) for character in part.striptags())
    return next((letter for letter in letters if letter in {"L", "R", "AL"}), "") == "L"


def _catalogue_for(tag: str) -> str | None:
    found = next((candidate for candidate in (tag, _base(tag)) if candidate in _catalogues()), None)
    return found or next((one for one in _catalogues() if _base(one) == _base(tag)), None)


def _base(tag: str) -> str:
    return tag.partition("-")[0]


@cache
def _catalogues() -> Mapping[str, GNUTranslations]:
    tags = sorted(folder.name.replace("_", "-") for folder in LOCALES.iterdir() if folder.is_dir())
    return MappingProxyType({tag: _catalogue(tag) for tag in tags})


def _folder(tag: str) -> Traversable:
    return LOCALES.joinpath(tag.replace("-", "_"), "LC_MESSAGES")


def _catalogue(tag: str) -> GNUTranslations:
    compiled = _folder(tag).joinpath("consent.mo")
    if not compiled.is_file():
        raise FileNotFoundError(
            f"{compiled} is missing: run `make catalogues`, which compiles it from consent.po"
        )
    with compiled.open("rb") as opened:
        return GNUTranslations(opened)
