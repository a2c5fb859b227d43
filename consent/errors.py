"""Every error that this package raises on purpose, in one tree, and every fault of a declaration by its id.

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
from dataclasses import dataclass

FAULTS: dict[str, str] = {
    "consent.E001": "The file cannot be read as TOML",
    "consent.E002": "Unknown setting",
    "consent.E003": "Missing setting",
    "consent.E004": "Value of the wrong kind",
    "consent.E005": "Secret key missing or short",
    "consent.E006": "`use` names nothing in the catalogue",
    "consent.E007": "Secret in the settings file",
    "consent.E010": "Key or name declared twice",
    "consent.E011": "Service in an unknown category",
    "consent.E012": "Necessary storage without justification",
    "consent.E013": "Known tracker declared necessary",
    "consent.E014": "Storage lives too long",
    "consent.E015": "Third party under a required category",
    "consent.E016": "Values that are no closed set",
    "consent.E017": "Nobody answers for the data",
    "consent.E018": "Text missing in an offered language",
    "consent.E019": "Answers kept too long",
    "consent.E020": "Category or service without the words a choice needs",
    "consent.E021": "Special category without a statement of its own",
    "consent.E022": "Storage without consent as its basis",
    "consent.E023": "Data sold or shared while the opt-out signal is ignored",
    "consent.E024": "Name pattern too broad",
    "consent.E025": "Names of different owners overlap",
    "consent.E026": "Cookie prefix rule broken",
    "consent.E028": "base_url unusable",
    "consent.E030": "Origin or host malformed",
    "consent.E031": "Path unusable",
    "consent.E032": "observe_until too far ahead",
    "consent.E033": "cookie_domain does not cover base_url",
    "consent.E034": "cookie_name unusable",
    "consent.E035": "Language not offered by this package",
    "consent.E036": "Link malformed",
    "consent.E039": "Consent cookie would be too long",
    "consent.E042": "Two declarations share a digest",
    "consent.E043": "Setting not available in this version",
    "consent.E046": "Banner too long",
    "consent.W027": "Cookie domain outside the site",
    "consent.W029": "base_url not set",
    "consent.W032": "observe_until has passed",
    "consent.W037": "Answers forgotten early",
    "consent.W041": "Transfer without a named safeguard",
    "consent.W044": "Wording that steers",
    "consent.W045": "Shared personal data reveals a special category",
    "consent.W047": "Policy without a date",
    "consent.W048": "Banner longer than 60 words",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a declaration. `place` is a path such as `services[1].hosts`; `line` is 1-based."""

    id: str
    place: str
    seen: str
    expected: str
    remedy: str
    line: int | None = None

    @property
    def is_error(self) -> bool:
        """Whether it stops the site from starting."""
        return ".E" in self.id

    @property
    def title(self) -> str:
        """The heading under which the documentation explains it."""
        return FAULTS[self.id]

    def __str__(self) -> str:
        where = f"line {self.line}, {self.place}" if self.line else self.place
        return (
            f"{self.id} {self.title}\n  at:       {where}\n  seen:     {self.seen}\n"
            f"  expected: {self.expected}\n  remedy:   {self.remedy}"
        )


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
