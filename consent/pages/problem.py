"""What went wrong, in words for a visitor: by the stable code of the error, and always what it means for them."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from markupsafe import Markup

from consent.pages.language import Language
from consent.pages.vocabulary import message


@dataclass(frozen=True, slots=True)
class Problem:
    """A heading, what the error means for the visitor, and what they can do."""

    title: Markup
    effect: Markup
    advice: Markup


# TRANSLATORS: Error pages: first sentence of the explanation, whatever the error. Calm, no blame.
NOTHING_CHANGED = message("Nothing was saved, and nothing was turned on.")
PROBLEMS = MappingProxyType(
    {
        "bad-form": (
            # TRANSLATORS: Heading of an error page.
            message("This form could not be read"),
            # TRANSLATORS: Error page: the form arrived incomplete or changed.
            message("Please open the page again and send the form once more."),
        ),
        "wrong-origin": (
            # TRANSLATORS: Heading of an error page.
            message("This form did not come from this site"),
            # TRANSLATORS: Error page: protection against other sites that send forms in a visitor's name.
            message("A yes counts only when it is sent from a page of this site."),
        ),
        "stale-notice": (
            # TRANSLATORS: Heading of an error, above Manage Cookies.
            message("The text has changed"),
            # TRANSLATORS: Error above Manage Cookies: the visitor said yes to a text that is no longer in use.
            message("The text has changed since you opened it. Please read it again and choose."),
        ),
        "too-long": (
            # TRANSLATORS: Heading of an error page.
            message("This form is too long"),
            # TRANSLATORS: Error page: more was sent than a choice can hold.
            message("Please choose again in Manage Cookies."),
        ),
        "not-found": (
            # TRANSLATORS: Heading of an error page.
            message("This page does not exist"),
            # TRANSLATORS: Error page below the address of the privacy pages.
            message("Your choices are in Manage Cookies."),
        ),
    }
)


def problem_of(code: str, language: Language) -> Problem:
    """Return what to say about the error `code`; an unknown one is a form that could not be read."""
    title, advice = PROBLEMS.get(code, PROBLEMS["bad-form"])
    return Problem(language.say(title), language.say(NOTHING_CHANGED), language.say(advice))
