"""The consent cookie: `v1.<revision>.<day>.<grants>.<signature>`.

It is the whole state of a visitor (no store is asked on the read path), holds no identifier and no secret, and
is equal for any two people who answered alike on one day (GDPR 25). Anything that is not exactly this form, with
a signature of one of our keys, is nobody's answer (requirement R4).
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Sequence

from consent.errors import BadToken
from consent.terms.choice import Answer
from consent.terms.declaration import DIGEST_LENGTH
from consent.tokens.signer import signer_for

SIGNATURE_LENGTH = 43
"""Base64url of a SHA-256, without padding."""
LONGEST = 4096
"""RFC 6265bis §5.6: browsers drop a cookie whose name and value are longer; so nothing longer is ours."""


class KeyedHash:
    """HMAC-SHA-256 with the two keyed states made beforehand (RFC 2104 §4): under half the cost for each message."""

    def __init__(self, key: bytes) -> None:
        block = key.ljust(64, b"\0")
        self._inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in block))
        self._outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in block))

    def digest(self, message: bytes) -> bytes:
        """Return the 32-byte code of `message`."""
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(message)
        outer.update(inner.digest())
        return outer.digest()


class ConsentCookieSeal:
    """Signs and opens consent cookies of one site. `keys` oldest first; the last one signs, all open."""

    def __init__(self, keys: Sequence[str], site: str) -> None:
        self._signer = signer_for("cookie.v1", site, keys)
        # Opening is on every request's path, so what depends on the key alone is done here.
        self._hashes = [KeyedHash(self._signer.derive_key(key)) for key in reversed(self._signer.secret_keys)]

    def seal(self, answer: Answer) -> str:
        """Return the cookie value that says `answer`."""
        payload = f"v1.{answer.revision}.{answer.day}.{''.join(answer.grants)}"
        return self._signer.sign(payload).decode("ascii")

    def open(self, value: bytes) -> Answer:
        """Return the answer that `value` says; raise BadToken unless it is exactly one that we sealed.

        Expiry is the caller's question, because it changes with the day and an opened value may be kept.
        """
        revision, day, grants = self.read(value)
        return Answer(revision.decode("ascii"), day, digests_in(grants))

    def read(self, value: bytes) -> tuple[bytes, int, bytes]:
        """Return revision, day and grants as they are written; raise BadToken as `open` does."""
        parts = value.split(b".") if len(value) <= LONGEST else ()
        if len(parts) != 5 or parts[0] != b"v1" or len(parts[4]) != SIGNATURE_LENGTH:
            raise BadToken("not a consent cookie")
        if not self._is_signed(value[: -SIGNATURE_LENGTH - 1], parts[4]):
            raise BadToken("not a consent cookie of ours")
        return parts[1], int(parts[2]), parts[3]

    def _is_signed(self, payload: bytes, signature: bytes) -> bool:
        """Whether one of our keys made this very signature: `Signer`'s bytes, compared in their written form."""
        for keyed in self._hashes:
            written = urlsafe_b64encode(keyed.digest(payload))[:SIGNATURE_LENGTH]
            if hmac.compare_digest(written, signature):
                return True
        return False


def digests_in(grants: bytes) -> tuple[str, ...]:
    """Cut the grants of a cookie into the digests that they are."""
    text = grants.decode("ascii")
    return tuple([text[start : start + DIGEST_LENGTH] for start in range(0, len(text), DIGEST_LENGTH)])
