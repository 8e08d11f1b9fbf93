"""The signing secrets of webhooks. They are derived, not stored: docs/decisions says why.

A secret is the HMAC of a random salt under a key made from the server's own secret key. The row keeps the salt and a
fingerprint; whoever reads the database alone can sign nothing.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence

PREFIX = "whsec_"
_PURPOSE = b"crossing webhook signing secret 1"


def new_salt() -> str:
    return secrets.token_urlsafe(32)


def secret_of(salt: str, master: str) -> str:
    """The secret as Standard Webhooks writes it: `whsec_` and base64 of 32 bytes."""
    key = hmac.new(master.encode(), _PURPOSE, hashlib.sha256).digest()
    return PREFIX + base64.b64encode(hmac.new(key, salt.encode(), hashlib.sha256).digest()).decode()


def fingerprint(secret: str) -> str:
    """Tells whether a secret is the one that was shown; it has 256 random bits, so this gives nothing away."""
    return hashlib.sha256(secret.encode()).hexdigest()


def recovered(salt: str, known: str, masters: Sequence[str]) -> str | None:
    """The secret with this fingerprint, under the first master key that gives it; None when none does any more."""
    for master in masters:
        secret = secret_of(salt, master)
        if hmac.compare_digest(fingerprint(secret), known):
            return secret
    return None
