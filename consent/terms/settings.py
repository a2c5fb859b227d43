"""The one typed declaration of a site, from which everything else follows.

Constructing it checks shapes and resolves `use` (presets and known services); `consent.terms.lints` checks meaning.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal, Self

from pydantic import Field, ModelWrapValidatorHandler, ValidationError, model_validator

from consent.errors import SettingsError
from consent.terms.catalogue import resolved
from consent.terms.category import Category, Controller, Frozen, Service, StorageItem
from consent.terms.faults import shape_faults
from consent.terms.text import LanguageTag, Text


class Settings(Frozen):
    """Everything a site says about privacy, once. Immutable; see docs/reference/settings.md for every field."""

    base_url: str | None = None
    origins: tuple[str, ...] = ()
    own_hosts: tuple[str, ...] = ()
    path: str = "/privacy"
    policy_url: str | None = None
    languages: tuple[LanguageTag, ...] = Field(default=("en",), min_length=1)
    accept_unreviewed: tuple[LanguageTag, ...] = ()
    use: tuple[str, ...] = ()
    controllers: tuple[Controller, ...] = ()
    authority: Text | None = None
    updated: date | None = None
    categories: tuple[Category, ...] = ()
    services: tuple[Service, ...] = ()
    reveals: str | None = None
    gpc: Literal["honour", "banner", "off"] = "honour"
    validity_days: int = Field(default=180, ge=1)
    ask_refusers_again: bool = False
    quiet_paths: tuple[str, ...] = ()
    banner: Literal["sticky", "overlay"] = "sticky"
    inject: Literal["off", "auto"] = "off"
    observe_until: date | None = None
    cookie_domain: str | None = None
    cookie_name: str = "consent"
    clear_storage: Literal["off", "origin"] = "off"
    log: str | None = None

    @model_validator(mode="wrap")
    @classmethod
    def _resolved(cls, values: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        """Merge what `use` names into the declaration and turn shape errors into faults with ids."""
        merged, faults = resolved(values) if isinstance(values, Mapping) else (values, [])
        try:
            settings = handler(merged)
        except ValidationError as error:
            faults = [*faults, *shape_faults(error, NAMES)]
        if faults:
            raise SettingsError(faults)
        return settings


NAMES = frozenset(
    name for model in (Settings, Controller, Category, Service, StorageItem) for name in model.model_fields
)
"""Every setting there is, for suggestions when one is misspelt."""
