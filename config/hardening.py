"""What a production server does not start with: settings that would let strangers in. Called by the settings.

Production is whatever has a DATABASE_URL. Messages name the variable and the remedy, never the value.
"""

from collections.abc import Sequence
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

SHORTEST_KEY = 50
# What the browsers' list asks of those who want to stand in it (hstspreload.org): a year, and all subdomains.
SHORTEST_PRELOAD = 365 * 24 * 3600
FEWEST_CHARACTERS = 5
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def refuse_weak(
    *,
    secret_key: str,
    debug: bool,
    allowed_hosts: Sequence[str],
    peppers: Sequence[str],
    former_keys: Sequence[str] = (),
) -> None:
    """Stop with all that is weak, so that one start tells everything. What a former key signed still counts."""
    faults = [
        *(["DEBUG=true shows settings and code to strangers: leave it out."] if debug else []),
        *(["SECRET_KEY can be guessed: " + _REMEDY] if _is_weak(secret_key) else []),
        *(
            ["SECRET_KEY_FALLBACKS holds one that can be guessed: leave it out."]
            if any(map(_is_weak, former_keys))
            else []
        ),
        *(["API_KEY_PEPPERS holds one that can be guessed: " + _REMEDY] if any(map(_is_short, peppers)) else []),
        *(["ALLOWED_HOSTS=* lets anybody choose the host of links: name it."] if "*" in allowed_hosts else []),
    ]
    if faults:
        raise ImproperlyConfigured(" ".join(["This is no way to run in production.", *faults]))


def refuse_open_links(*, public_url: str, https: bool) -> None:
    """Stop where links with secrets would leave by mail as ones that browsers follow without TLS."""
    address = urlsplit(public_url)
    if https and address.scheme != "https" and address.hostname not in LOOPBACK:
        raise ImproperlyConfigured(
            "PUBLIC_URL must begin with https://: it stands in mails before links that open something. "
            "Only a server that no TLS leads to is run with HTTPS=false."
        )


def refuse_hollow_preload(*, seconds: int, subdomains: bool, asked: bool) -> None:
    """Stop where the list of browsers is asked for by a header that it does not take."""
    if asked and not (subdomains and seconds >= SHORTEST_PRELOAD):
        raise ImproperlyConfigured(
            f"HSTS_PRELOAD=true needs HSTS_SUBDOMAINS=true and HSTS_SECONDS={SHORTEST_PRELOAD} or more: "
            "browsers take no other header into their list."
        )


_REMEDY = "take 50 random characters, such as from `python -c 'import secrets; print(secrets.token_urlsafe(48))'`."


def _is_weak(key: str) -> bool:
    return len(key) < SHORTEST_KEY or len(set(key)) < FEWEST_CHARACTERS or key.startswith("django-insecure-")


def _is_short(pepper: str) -> bool:
    """A pepper may be as long as a key of 192 bits in base 64."""
    return len(pepper) < 32
