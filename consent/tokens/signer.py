"""The signer that all our tokens are made with: SHA-256, a derived key, a salt for each purpose and site."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from itsdangerous import Signer


def signer_for(purpose: str, site: str, keys: Sequence[str]) -> Signer:
    """Return the signer of one purpose, such as "cookie.v1". `keys` oldest first; the last one signs, all open."""
    return Signer(
        list(keys),
        salt=f"consent.{purpose}:{site}",
        sep=".",
        key_derivation="hmac",
        digest_method=hashlib.sha256,
    )
