"""The names and attributes of our own cookies."""

from __future__ import annotations

from typing import Literal

CookieKind = Literal["consent", "said", "once"]
SUFFIX: dict[CookieKind, str] = {"consent": "", "said": "-said", "once": "-once"}


def cookie_name(kind: CookieKind, base: str, *, secure: bool, shared: bool) -> str:
    """Return the name of one of our cookies.

    RFC 6265bis §4.1.3: `__Host-` binds a cookie to this exact https host; one that `cookie_domain` shares among
    hosts can only be `__Secure-`. Browsers drop both on plain http, so there the name has no prefix.
    """
    prefix = "" if not secure else "__Secure-" if shared else "__Host-"
    return f"{prefix}{base}{SUFFIX[kind]}"


def every_cookie_name(base: str) -> set[str]:
    """Return every name that a cookie of ours can have, now or before a change of the settings."""
    return {
        cookie_name(kind, base, secure=secure, shared=shared)
        for kind in SUFFIX
        for secure in (True, False)
        for shared in (True, False)
    }


def set_cookie(
    name: str, value: str, *, max_age: int, domain: str | None = None, http_only: bool = False
) -> bytes:
    """Return a Set-Cookie value for one of our cookies: `SameSite=Lax; Path=/`, secure by its prefix."""
    parts = [f"{name}={value}", f"Max-Age={max_age}", "Path=/", "SameSite=Lax"]
    if domain:
        parts.append(f"Domain={domain}")
    if name.startswith("__"):
        parts.append("Secure")
    if http_only:
        parts.append("HttpOnly")
    return "; ".join(parts).encode("latin-1")
