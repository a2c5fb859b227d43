"""What a browser says on its visitor's behalf, by a request header."""

from __future__ import annotations

from collections.abc import Iterable


def global_privacy_control(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Whether `Sec-GPC` was sent: some field value is exactly `1` (W3C GPC; R58). Absence means nothing (R65)."""
    return any(name == b"sec-gpc" and is_signal(value) for name, value in headers)


def is_signal(value: bytes) -> bool:
    """Whether one value of `Sec-GPC` says that the signal is on."""
    return value.strip(b" \t") == b"1"
