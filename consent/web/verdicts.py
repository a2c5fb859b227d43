"""What the gate did, said to the site's developer: one line per undeclared name with the lines that declare it, and
one development line per response. Never a value, an address or a visitor.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

from starlette.types import Scope

from consent.errors import UndeclaredCookie
from consent.gate.cookies import Dropped, SetCookie, parse_set_cookie
from consent.terms.catalogue import presets_for_cookie
from consent.terms.duration import largest_unit

if TYPE_CHECKING:
    from consent.web.visit import Visit

log = logging.getLogger("consent")

AUDIT_KEY = "consent.audit"
"""Where a site's tests put a list into the scope that findings are added to."""
MOST_NAMES = 1_000
"""Undeclared names reported by one process: an application that invents names must not fill the log or memory."""


def report(visit: Visit, dropped: Sequence[Dropped], observed: Sequence[SetCookie]) -> None:
    """Count and log what the gate did; in strict mode raise UndeclaredCookie for what nothing declares."""
    count = visit.site.metrics.count
    for header, reason in dropped:
        count("set_cookie_dropped", reason)
        if reason == "undeclared":
            _report_undeclared(visit, parse_set_cookie(header), dropped=True)
        elif reason == "ours":
            _report_ours(visit, parse_set_cookie(header))
    for cookie in observed:
        count("set_cookie_observed")
        _report_undeclared(visit, cookie, dropped=False)
    if dropped and log.isEnabledFor(logging.DEBUG):
        names = ", ".join(
            f"{shown_name(parse_set_cookie(header).name)} ({reason})" for header, reason in dropped
        )
        log.debug("%s: dropped %s", route_of(visit.scope), names)


def _report_undeclared(visit: Visit, cookie: SetCookie, *, dropped: bool) -> None:
    name = shown_name(cookie.name)
    reported = visit.site.reported
    findings = visit.scope.get(AUDIT_KEY)
    is_old = name in reported or len(reported) >= MOST_NAMES
    if is_old and findings is None and not visit.strict:
        return
    advice = declaration_advice(name, cookie.max_age)
    if findings is not None:
        findings.append(f"{route_of(visit.scope)}: the undeclared cookie {name!r} was set. {advice}")
    if visit.strict and dropped:
        raise UndeclaredCookie(f"{route_of(visit.scope)} set the undeclared cookie {name!r}. {advice}")
    if is_old:
        return
    reported.add(name)
    did = "was dropped" if dropped else f"passed until {visit.site.settings.observe_until}"
    log.warning(
        "%s set the cookie %r, which nothing declares; it %s. %s", route_of(visit.scope), name, did, advice
    )


def _report_ours(visit: Visit, cookie: SetCookie) -> None:
    """GDPR 7(1): the application cannot answer for a visitor, nor make an answer be forgotten."""
    name = shown_name(cookie.name)
    if name not in visit.site.reported:
        visit.site.reported.add(name)
        log.warning(
            "%s sent Set-Cookie for %r, which keeps the visitor's own answer; it was dropped. To take back consent"
            " from code, call get_consent(request).withdraw()",
            route_of(visit.scope),
            name,
        )


def declaration_advice(name: str, max_age: int | None) -> str:
    """The preset that fits a cookie name, or the exact lines to add to consent.toml."""
    if fitting := presets_for_cookie(name):
        choices = " or ".join(f'"{preset}"' for preset in fitting[:3])
        return f"Add to `use` in consent.toml: {choices}"
    count, unit = largest_unit(max_age) if max_age and max_age > 0 else (0, "")
    lifetime = f"{count} {unit}{'s' if count > 1 else ''}" if unit else "session"
    return (
        "Add it in consent.toml below the [[categories]] or [[services]] that it belongs to. Where the site cannot "
        "work without it, as with a renamed session cookie, that is the required category, and it needs a "
        "justification:\n"
        f'  [[categories.storage]]\n  name = "{name}"\n  max_age = "{lifetime}"\n  purpose = "…"'
    )


def shown_name(name: bytes) -> str:
    """A cookie name fit for a log: printable ASCII, at most 64 characters."""
    return "".join(chr(byte) if 0x20 < byte < 0x7F else "?" for byte in name[:64]) or "(no name)"


def route_of(scope: Scope) -> str:
    """Method and route for a log. Parameters are shown by name: a path may hold a person's name or number."""
    route = scope.get("route")
    path = getattr(route, "path_format", None) or getattr(route, "path", None)
    if not isinstance(path, str):
        path = _with_names(str(scope["path"]), scope.get("path_params") or {})
    return f"{scope.get('method', scope['type'])} {path}"


def _with_names(path: str, parameters: dict[str, object]) -> str:
    for name, value in parameters.items():
        if str(value):
            path = path.replace(str(value), f"{{{name}}}")
    parts = path.split("/")
    # Without a route that tells words from parameters, only the first step is sure to be the site's own word.
    return path if parameters or len(parts) <= 2 else f"/{parts[1]}/…"
