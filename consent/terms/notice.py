"""A notice: the exact words of one request for consent, in one language on one surface.

GDPR 7(1), recital 42: a yes is worth something only with the text it was given to. A form carries the hash of
its notice, and a yes that cites a notice no longer served grants nothing.
"""

from __future__ import annotations

import hashlib
from functools import cached_property
from typing import Literal

import rfc8785

from consent.terms.category import Frozen

Surface = Literal["banner", "update", "settings", "signal", "placeholder", "placeholder-signal"]
"""`banner` asks a first time, `update` asks only about what is new since an answer, `settings` is Manage Cookies, and
`placeholder` asks about one service where it is used. `signal` and `placeholder-signal` are what a browser is shown
that sends Global Privacy Control.
"""
PLACEHOLDERS: frozenset[Surface] = frozenset({"placeholder", "placeholder-signal"})


class Notice(Frozen):
    """Every visible text in reading order, the buttons, and the digests that a yes to it may grant."""

    surface: Surface
    language: str
    revision: str
    texts: tuple[str, ...]
    buttons: tuple[tuple[str, str], ...]
    grants: tuple[str, ...]

    @cached_property
    def hash(self) -> str:
        """Hex SHA-256 of the canonical JSON (RFC 8785) of all fields."""
        return hashlib.sha256(rfc8785.dumps(self.model_dump(mode="json"))).hexdigest()
