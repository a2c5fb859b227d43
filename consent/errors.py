"""Every error that this package raises on purpose, in one tree.

ConsentError
├── SettingsError          the site's declaration is wrong; carries every fault at once (a site owner's mistake)
├── UnknownKey             application code asked about a category or service that nothing declares
├── UndeclaredCookie       strict mode (a site's own tests): a response set a cookie that nothing declares
├── TooLate                application code withdrew after the response had started
├── NestedMiddleware       a request passed two consent middlewares
├── BadToken               a signed value is malformed, forged or unknown
└── RejectedRequest        a visitor's request cannot be obeyed; carries the HTTP status
    ├── BadForm            the body is not a choice
    ├── WrongOrigin        another site sent it
    └── StaleNotice        a yes to a text that is no longer shown
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from consent.terms.faults import Fault


class ConsentError(Exception):
    """The root of every error raised on purpose."""


class SettingsError(ConsentError):
    """The declaration cannot be used; `faults` lists everything that is wrong with it."""

    def __init__(self, faults: Sequence[Fault], source: str = "settings") -> None:
        self.faults = tuple(faults)
        self.source = source
        lines = [f"{source}: {len(self.faults)} fault(s)", *(str(fault) for fault in self.faults)]
        super().__init__("\n\n".join(lines))


class UnknownKey(ConsentError, LookupError):
    """A category or service key that the settings do not declare."""

    def __init__(self, kind: str, key: object, known: Sequence[str]) -> None:
        listing = ", ".join(sorted(known)) or "none"
        super().__init__(f"no {kind} {key!r} is declared; declared: {listing}; declare it or correct the key")


class UndeclaredCookie(ConsentError):
    """Strict mode: the application set a cookie that no category, service or preset declares."""


class TooLate(ConsentError):
    """A withdrawal came after the response had started, so its cookies could no longer be sent."""


class NestedMiddleware(ConsentError):
    """Two consent middlewares around one application: the inner one would undo the outer one's answers."""


class BadToken(ConsentError):
    """A signed value that cannot be trusted. Never says why in detail: the value came from outside."""


class RejectedRequest(ConsentError):
    """A visitor's request that cannot be obeyed. `status` is the HTTP answer, `code` its stable name."""

    status = 400
    code = "bad-request"


class BadForm(RejectedRequest):
    """The body is missing, too long, or no choice."""

    code = "bad-form"


class WrongOrigin(RejectedRequest):
    """OWASP CSRF: the sender is another site, or cannot be told and asks for a yes."""

    status = 403
    code = "wrong-origin"


class StaleNotice(RejectedRequest):
    """GDPR 7(1): a yes must cite the text that was shown; this one cites a text no longer served."""

    status = 409
    code = "stale-notice"
