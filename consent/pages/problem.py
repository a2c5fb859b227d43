"""What went wrong, in words for a visitor: by the stable code of the error, and always what it means for them."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from markupsafe import Markup

from consent.pages.language import Language
from consent.pages.vocabulary import message


@dataclass(frozen=True, slots=True)
class Problem:
    """A heading, what happened, what that means for the visitor, and what they can do."""

    title: Markup
    happened: Markup
    effect: Markup
    advice: Markup


# TRANSLATORS: Error pages: what it means for the visitor, whatever the error. Calm, no blame.
NOTHING_CHANGED = message("Nothing was saved, and nothing was turned on or off.")
PROBLEMS = MappingProxyType(
    {
        "bad-form": (
            # TRANSLATORS: Heading of an error page.
            message("Your choice could not be read"),
            # TRANSLATORS: Error page: what happened.
            message("What your browser sent was incomplete, or was changed on its way."),
            # TRANSLATORS: Error page: what to do next. A link to Manage Cookies follows.
            message("Please choose again."),
        ),
        "wrong-origin": (
            # TRANSLATORS: Heading of an error page.
            message("Your choice was not accepted"),
            # TRANSLATORS: Error page: protection against other sites that send a choice in a visitor's name.
            message("The site could not tell that it was made here and not sent by another site."),
            # TRANSLATORS: Error page: what to do next. A link to Manage Cookies follows.
            message("Please choose again here. If this page comes back, tell the owner of the site."),
        ),
        "stale-notice": (
            # TRANSLATORS: Heading of an error, above Manage Cookies.
            message("Please choose once more"),
            # TRANSLATORS: Error above Manage Cookies: the visitor said yes to a text that is no longer in use.
            message("What this site asks has changed since you opened the page."),
            # TRANSLATORS: Error above Manage Cookies: what to do next. A link to the boxes below follows.
            message("Please read what it says now, then choose."),
        ),
    }
)


def problem_of(code: str, language: Language) -> Problem:
    """Return what to say about the error `code`; an unknown one is a form that could not be read."""
    title, happened, advice = map(language.say, PROBLEMS.get(code, PROBLEMS["bad-form"]))
    return Problem(title, happened, language.say(NOTHING_CHANGED), advice)
