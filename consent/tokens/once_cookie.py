"""The cookie that lets one service be used in one view: `<digest>.<second>.<signature>`, for a minute at most.

It names no visitor: two who pressed the same button in one second hold the same value.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from itsdangerous import BadSignature

from consent.errors import BadToken
from consent.tokens.signer import signer_for

ONCE_SECONDS = 60
LONGEST = 128


class OnceCookieSeal:
    """Signs and opens such cookies of one site. `keys` oldest first; the last one signs, all open."""

    def __init__(self, keys: Sequence[str], site: str, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._signer = signer_for("once.v1", site, keys)

    def seal(self, digest: str) -> str:
        """Return the cookie value that allows the service with this digest now."""
        return self._signer.sign(f"{digest}.{int(self._clock())}").decode("ascii")

    def open(self, value: bytes) -> str:
        """Return the digest; raise BadToken unless we sealed the value within the last minute."""
        try:
            payload = self._signer.unsign(value[: LONGEST + 1]).decode("ascii")
        except BadSignature as error:
            raise BadToken("not a cookie for one view") from error
        digest, _, second = payload.partition(".")
        if not 0 <= int(self._clock()) - int(second) <= ONCE_SECONDS:
            raise BadToken("a cookie for one view that has passed")
        return digest
