"""What a site declares: categories of purposes, the services that act for them, and what each stores on a device.

A category or service is the thing a visitor grants or refuses; a storage item follows its owner.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from consent.terms.duration import Duration
from consent.terms.text import Text

StorageKind = Literal["cookie", "local", "session", "idb", "cache", "pixel", "url-id", "fingerprint-api"]
"""EDPB Guidelines 2/2023: the rule covers every way to store on or read from a device, not cookies alone."""

BROWSER_ONLY: frozenset[str] = frozenset({"local", "session", "idb", "cache"})
"""Storage that a server cannot delete by a header of its own: only the browser or a script can."""

Key = Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$")
Country = Field(pattern=r"^[A-Z]{2}$")


class Frozen(BaseModel):
    """A value: never changed, no field that we do not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)


class StorageItem(Frozen):
    """One cookie or other storage on the visitor's device.

    `name` may hold `*` for any run of characters (`_ga*`). `max_age` is seconds, None for the session.
    `values` closes the set of values: for a preference the visitor chose, so that it can hold no identifier.
    """

    name: str = Field(min_length=1, max_length=256, pattern=r"^[!#-+\--:<->@-\[\]-~]+$")
    kind: StorageKind = "cookie"
    purpose: Text | None = None
    max_age: Duration = None
    domain: str | None = None
    path: str = Field(default="/", pattern=r"^/[^;\s\x00-\x1f\x7f-\x9f]*$")
    partitioned: bool = False
    justification: Text | None = None
    preference: bool = False
    values: tuple[str, ...] = ()
    source: str | None = None

    @property
    def is_glob(self) -> bool:
        """Whether the name stands for many names."""
        return "*" in self.name


class Category(Frozen):
    """A group of purposes as shown on screen, accepted or refused as one.

    `description` says what a yes adds and `without` what works without it. `special` names a special category
    of personal data (GDPR 9) and makes the category one that "accept all" never grants; `statement` is the
    sentence one then agrees to. `ask="on-use"` asks where the thing is used and never raises the banner.
    """

    key: str = Key
    title: Text
    description: Text | None = None
    without: Text | None = None
    required: bool = False
    ask: Literal["banner", "on-use"] = "banner"
    special: str | None = None
    statement: Text | None = None
    legal_basis: Literal["consent", "strictly-necessary", "legitimate-interest"] | None = None
    sells_or_shares: bool = False
    personal_data: tuple[str, ...] = ()
    retention: Text | None = None
    storage: tuple[StorageItem, ...] = ()


class Service(Frozen):
    """A named third party (or own installation) that acts for a category. `provider` is its legal entity."""

    key: str = Key
    category: str = Key
    title: Text
    provider: str = Field(min_length=1)
    country: str = Country
    hosts: tuple[str, ...] = ()
    purpose: Text | None = None
    privacy_url: str | None = None
    safeguard: Text | None = None
    sells_or_shares: bool = False
    personal_data: tuple[str, ...] = ()
    retention: Text | None = None
    storage: tuple[StorageItem, ...] = ()
    edition: str | None = None


class Controller(Frozen):
    """Who decides about the data and answers for it (GDPR 4(7), 26, 27, 37)."""

    name: Text
    role: Literal[
        "controller", "joint-controller", "representative", "data-protection-officer", "processor"
    ] = "controller"
    address: Text | None = None
    email: str | None = Field(default=None, pattern=r"^[^@\s]+@[^@\s]+$")
    phone: str | None = None
    url: str | None = None
    country: str | None = Field(default=None, pattern=r"^[A-Z]{2}$")
