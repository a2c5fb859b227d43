"""Privacy and cookie consent for ASGI sites: one typed declaration, enforced on the server."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from consent.errors import ConsentError as ConsentError
    from consent.errors import SettingsError as SettingsError
    from consent.settings_file import ConsentSettings as ConsentSettings
    from consent.terms.category import Category as Category
    from consent.terms.category import Controller as Controller
    from consent.terms.category import Service as Service
    from consent.terms.category import StorageItem as StorageItem
    from consent.terms.choice import Consent as Consent
    from consent.web.context import consent_banner as consent_banner
    from consent.web.context import consent_context as consent_context
    from consent.web.context import consent_doors as consent_doors
    from consent.web.context import consent_head as consent_head
    from consent.web.context import get_consent as get_consent
    from consent.web.middleware import ConsentMiddleware as ConsentMiddleware
    from consent.web.refusal import consent_required as consent_required
    from consent.web.refusal import require_consent as require_consent

_HOMES = {
    "Category": "consent.terms.category",
    "Consent": "consent.terms.choice",
    "ConsentError": "consent.errors",
    "ConsentMiddleware": "consent.web.middleware",
    "ConsentSettings": "consent.settings_file",
    "Controller": "consent.terms.category",
    "Service": "consent.terms.category",
    "SettingsError": "consent.errors",
    "StorageItem": "consent.terms.category",
    "consent_banner": "consent.web.context",
    "consent_context": "consent.web.context",
    "consent_doors": "consent.web.context",
    "consent_head": "consent.web.context",
    "consent_required": "consent.web.refusal",
    "get_consent": "consent.web.context",
    "require_consent": "consent.web.refusal",
}

__all__ = sorted(_HOMES)  # noqa: PLE0605 - one list, kept equal to the imports above by a test


def __getattr__(name: str) -> Any:
    """Import a public name on first use, so that `import consent.log` later needs no web framework."""
    if name not in _HOMES:
        raise AttributeError(f"module 'consent' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """List the public names."""
    return list(__all__)
