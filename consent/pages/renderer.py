"""One site's pages: what is the same for everybody is drawn once and kept, so that showing a banner costs a lookup.

Nothing here decides: a place and what a visitor allows go in, HTML comes out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType

from markupsafe import Markup, escape

from consent.errors import UnknownKey
from consent.pages.assets import Asset, stylesheet
from consent.pages.banner import asked_in_banner, asker, banner_view
from consent.pages.confirmation import draw_confirmation
from consent.pages.cookies_page import CookiesPage, draw_cookies
from consent.pages.declared import CategoryCard, category_cards
from consent.pages.frame import Frame, draw_frame
from consent.pages.language import Language, offered_languages, shipped_languages, switch_between
from consent.pages.place import Links, Place, links_from
from consent.pages.policy_page import draw_policy
from consent.pages.problem import problem_of
from consent.pages.reading import read
from consent.pages.template import render
from consent.terms.category import Service
from consent.terms.choice import Consent, Said
from consent.terms.declaration import Declaration
from consent.terms.notice import PLACEHOLDERS, Notice, Surface

__all__ = ["Asset", "Frame", "Place", "Renderer", "shipped_languages"]

KEPT = 256
"""Fragments kept of each sort: languages × prefixes × sets of things to ask about, of which a site has few."""
NEXT = "\x00"
"""Stands for the return path in a banner that is kept; the path is joined in, escaped, at each showing."""
TITLE, ANCHOR = "\x01", "\x02"
"""Stand for the title and the id of a frame in a placeholder that is kept."""
NARROWED: frozenset[Surface] = frozenset[Surface]({"banner", "update"}) | PLACEHOLDERS
"""Surfaces that ask about what they are given."""
MOST_LEFT = 3
"""Names shown by the confirmation line on a page of the site; Manage Cookies shows all."""


class Renderer:
    """The pages and notices of one declaration."""

    def __init__(self, declaration: Declaration) -> None:
        settings = declaration.settings
        self.languages = offered_languages(settings.languages)
        self.assets: Mapping[str, Asset] = MappingProxyType({stylesheet().name: stylesheet()})
        self._declaration = declaration
        self._spoken = {tag: Language(tag, settings.languages) for tag in self.languages}
        self._switch = switch_between(self.languages)
        self._asked = asked_in_banner(declaration)
        self._sells = any(category.sells_or_shares for category in settings.categories) or any(
            service.sells_or_shares for service in settings.services
        )
        self._links = lru_cache(KEPT)(self._make_links)
        self._cards = lru_cache(KEPT)(self._make_cards)
        self._notice = lru_cache(KEPT)(self._make_notice)
        self._banner = lru_cache(KEPT)(self._draw_banner)
        self._doors = lru_cache(KEPT)(self._draw_doors)
        self._placeholder = lru_cache(KEPT)(self._draw_placeholder)

    def notice(self, surface: Surface, language: str, new: tuple[str, ...] = ()) -> Notice:
        """Return the notice that a form cites: every word that its page shows to someone who has not answered yet.

        `new` are the digests that the surfaces "update" and "banner" ask about; a banner without any asks about all.
        """
        asked = self._known(new) if surface in NARROWED else ()
        return self._notice(
            surface, self._offered(language), asked or (() if surface != "banner" else self._asked)
        )

    def head(self, place: Place) -> str:
        """Return what belongs into `<head>`."""
        return f'<link rel="stylesheet" href="{escape(self._links_from(place).stylesheet)}">'

    def banner(self, place: Place, new: tuple[str, ...], update: bool) -> str:  # noqa: FBT001 # Which of two surfaces.
        """Return the banner that asks about `new`, or about all. Empty where there is nothing to ask (R31)."""
        asked = self._known(new) if new or update else self._asked
        if not asked:
            return ""
        before, after = self._banner(self._offered(place.language), place.prefix, asked, update)
        return f"{before}{escape(place.next)}{after}"

    def confirmation(self, place: Place, said: Said, bits: int) -> str:
        """Return the line that confirms a choice, after which `bits` are granted."""
        return draw_confirmation(self._declaration, self._language(place), said, bits, most_left=MOST_LEFT)

    def frame(self, frame: Frame) -> str:
        """Return a frame of a service that is allowed. Raises ValueError where it leads to another host."""
        return draw_frame(frame, self._service(frame.service))

    def placeholder(self, place: Place, frame: Frame, *, signal: bool) -> str:
        """Return what stands where a frame would be, and asks; it says so where the browser asks not to be tracked."""
        draw_frame(
            frame, self._service(frame.service)
        )  # a mistake in it is to be seen before anybody says yes
        before, between, after = self._placeholder(
            self._offered(place.language), place.prefix, frame.service, signal
        )
        anchor = f' id="{escape(frame.anchor)}"' if frame.anchor else ""
        return f"{before}{anchor}{between.replace(TITLE, escape(frame.title))}{escape(place.next)}{after}"

    def doors(self, place: Place, consent: Consent | None = None) -> str:
        """Return the links for the foot of every page, with the line that a browser's signal is heeded if it is."""
        heeded = consent is not None and self._is_heeded(consent)
        return self._doors(self._offered(place.language), place.prefix, heeded)

    def manage_cookies(
        self, place: Place, consent: Consent, said: Said | None = None, problem: str | None = None
    ) -> str:
        """Return Manage Cookies, with the line that confirms a choice just made or says why it was not accepted."""
        language = self._language(place)
        page = CookiesPage(
            cards=self._cards(language.tag),
            links=self._links_from(place),
            notice=self.notice("signal" if consent.heeded else "settings", language.tag).hash,
            next=place.next or self._links_from(place).cookies,
            answer=consent.answer if consent.decided else None,
            bits=consent.bits,
            done=draw_confirmation(self._declaration, language, said, consent.bits) if said else None,
            problem=problem_of(problem, language) if problem else None,
            signal=consent.heeded,
        )
        main = draw_cookies(self._declaration, language, page)
        return self._page(
            place, language.say("Manage Cookies"), main, consent, address=lambda links: links.cookies
        )

    def policy(self, place: Place, consent: Consent) -> str:
        """Return the privacy policy."""
        language = self._language(place)
        links = self._links_from(place)
        main = draw_policy(self._declaration, language, self._cards(language.tag), links, sells=self._sells)
        return self._page(
            place, language.say("Privacy Policy"), main, consent, address=lambda links: links.policy
        )

    def refusal(self, place: Place, category: str, consent: Consent) -> str:
        """Return the page shown instead of one that needs `category`. Raises UnknownKey where nothing declares it."""
        language = self._language(place)
        card = self._card(category, language)
        main = render("refusal.html", language, card=card, links=self._links_from(place))
        return self._page(place, language.say("This page needs your permission"), main, consent)

    def problem(self, place: Place, code: str, hint: str | None = None) -> str:
        """Return the page for an error; `hint` is a line for whoever runs the site."""
        language = self._language(place)
        problem = problem_of(code, language)
        main = render("problem.html", language, problem=problem, hint=hint, links=self._links_from(place))
        return self._page(place, problem.title, main, address=lambda links: links.cookies)

    def _page(
        self,
        place: Place,
        title: str,
        main: str,
        consent: Consent | None = None,
        *,
        address: Callable[[Links], str] | None = None,
    ) -> str:
        """Frame a page. `address` is where it is in another language; None where the present one answers to `?lang=`.

        An answer to a form has no address that can be opened, so it leads to the page where one chooses again.
        """
        language = self._language(place)
        addresses = {
            other.tag: address(self._links(place.prefix, other.tag)) if address else f"?lang={other.tag}"
            for other in self._switch
        }
        return render(
            "page.html",
            language,
            title=title,
            asker=asker(self._declaration.settings, language).striptags(),
            links=self._links_from(place),
            languages=self._switch,
            addresses=addresses,
            doors=Markup(self.doors(place, consent)),  # noqa: S704 # Drawn by a template.
            main=Markup(main),  # noqa: S704 # Drawn by a template.
        )

    def _offered(self, tag: str) -> str:
        """The language of ours that `tag` is shown in."""
        if tag in self._spoken:
            return tag
        base = tag.partition("-")[0]
        return next((one for one in self.languages if one.partition("-")[0] == base), self.languages[0])

    def _language(self, place: Place) -> Language:
        return self._spoken[self._offered(place.language)]

    def _known(self, digests: tuple[str, ...]) -> tuple[str, ...]:
        """In declared order, so that one set of digests has one notice."""
        return tuple(one.digest for one in self._declaration.grantables if one.digest in digests)

    def _links_from(self, place: Place) -> Links:
        return self._links(place.prefix, self._offered(place.language))

    def _card(self, category: str, language: Language) -> CategoryCard:
        cards = self._cards(language.tag)
        found = next((card for card in cards if card.key == category), None)
        if found is None:
            raise UnknownKey("category", category, [card.key for card in cards])
        return found

    def _make_links(self, prefix: str, tag: str) -> Links:
        return links_from(self._declaration.settings, prefix, tag, several=len(self.languages) > 1)

    def _make_cards(self, tag: str) -> tuple[CategoryCard, ...]:
        return category_cards(self._declaration, self._spoken[tag])

    def _make_notice(self, surface: Surface, tag: str, new: tuple[str, ...]) -> Notice:
        signal = surface in {"signal", "placeholder-signal"}
        asked = new if surface in NARROWED else tuple(one.digest for one in self._declaration.grantables)
        despite = {one.digest: one.despite for one in self._declaration.grantables}
        grants = tuple(despite[digest] if signal else digest for digest in asked)
        if surface in PLACEHOLDERS:
            service = next(one.key for one in self._declaration.grantables if one.digest in new)
            reading = read(self._fill_placeholder(tag, "", service, signal=signal, notice="", title=""))
        elif surface not in NARROWED:
            page = CookiesPage(self._cards(tag), self._links("", tag), signal=signal)
            reading = read(draw_cookies(self._declaration, self._spoken[tag], page))
        else:
            reading = read(self._fill_banner(tag, "", grants, update=surface == "update", notice=""))
        return Notice(
            surface=surface,
            language=tag,
            revision=self._declaration.revision,
            texts=reading.texts,
            buttons=reading.buttons,
            grants=grants,
        )

    def _draw_banner(self, tag: str, prefix: str, asked: tuple[str, ...], update: bool) -> tuple[str, str]:  # noqa: FBT001 # A cache key.
        notice = self.notice("update" if update else "banner", tag, asked)
        drawn = self._fill_banner(tag, prefix, asked, update=update, notice=notice.hash)
        before, _, after = drawn.partition(NEXT)
        return before, after

    def _fill_banner(
        self, tag: str, prefix: str, asked: tuple[str, ...], *, update: bool, notice: str
    ) -> str:
        language = self._spoken[tag]
        view = banner_view(self._declaration, language, asked, update=update)
        return render(
            "banner.html", language, view=view, links=self._links(prefix, tag), notice=notice, next=NEXT
        )

    def _draw_placeholder(self, tag: str, prefix: str, service: str, signal: bool) -> tuple[str, str, str]:  # noqa: FBT001 # A cache key.
        one = next(
            one for one in self._declaration.grantables if one.kind == "service" and one.key == service
        )
        surface: Surface = "placeholder-signal" if signal else "placeholder"
        notice = self.notice(surface, tag, (one.digest,)).hash if one.in_place else ""
        drawn = self._fill_placeholder(tag, prefix, service, signal=signal, notice=notice, title=TITLE)
        before, _, rest = drawn.partition(ANCHOR)
        between, _, after = rest.partition(NEXT)
        return before, between, after

    def _fill_placeholder(
        self, tag: str, prefix: str, service: str, *, signal: bool, notice: str, title: str
    ) -> str:
        """`title` is that of the frame: the page's own words, and so no part of the notice."""
        card = next(one for card in self._cards(tag) for one in card.services if one.key == service)
        settings = self._declaration.settings
        language = self._spoken[tag]
        return render(
            "placeholder.html",
            language,
            service=card,
            asks=any(one.in_place and one.bit == card.bit for one in self._declaration.grantables),
            reveals=language.phrase(settings.reveals) if settings.reveals else None,
            signal=signal,
            links=self._links(prefix, tag),
            notice=notice,
            next=NEXT,
            title=title,
            anchor=Markup(ANCHOR),  # noqa: S704 # Stands for an attribute.
        )

    def _service(self, key: str) -> Service:
        return next(service for service in self._declaration.settings.services if service.key == key)

    def _is_heeded(self, consent: Consent) -> bool:
        """Whether a browser asks not to be tracked, and nothing that this covers is on in spite of it."""
        return consent.heeded and not consent.bits & self._declaration.covered

    def _draw_doors(self, tag: str, prefix: str, heeded: bool) -> str:  # noqa: FBT001 # A cache key.
        links = self._links(prefix, tag)
        return render("doors.html", self._spoken[tag], links=links, sells=self._sells, heeded=heeded)
