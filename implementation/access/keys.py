"""API keys and share tokens, pure: making, hashing and comparing secrets.

A key reads `cr_<prefix>_<secret>`. Only an HMAC of the secret under a numbered pepper is stored: the secret is
256 random bits, so a slow hash would add cost per request and no safety.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

_KEY = re.compile(r"cr_([a-z0-9]{12})_([A-Za-z0-9_-]{43})")
_PREFIX_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"
TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key as it is shown once (`text`) and what is stored of it."""

    text: str
    prefix: str
    digest: str
    pepper: int


def digest(secret: str, pepper: str) -> str:
    """Hex HMAC-SHA256 of the secret."""
    return hmac.new(pepper.encode(), secret.encode(), hashlib.sha256).hexdigest()


def new_key(peppers: Mapping[int, str]) -> NewKey:
    """A fresh key, signed by the highest-numbered pepper."""
    prefix = "".join(secrets.choice(_PREFIX_ALPHABET) for _ in range(12))
    secret = secrets.token_urlsafe(TOKEN_BYTES)
    number = max(peppers)
    return NewKey(f"cr_{prefix}_{secret}", prefix, digest(secret, peppers[number]), number)


def split_key(text: str) -> tuple[str, str] | None:
    """Prefix and secret, or None when the text is no key of ours."""
    match = _KEY.fullmatch(text)
    return (match[1], match[2]) if match else None


def matches(secret: str, stored_digest: str, pepper: str | None) -> bool:
    """Compares in constant time; a pepper that was retired matches nothing."""
    return pepper is not None and hmac.compare_digest(digest(secret, pepper), stored_digest)


def new_token() -> str:
    """A share link's secret part."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_digest(token: str) -> str:
    """What is stored of a share link: 256 random bits need no pepper to resist guessing."""
    return hashlib.sha256(token.encode()).hexdigest()
