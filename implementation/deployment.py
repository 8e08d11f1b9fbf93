"""What `check --deploy` looks at beside Django's own: called by Django, registered when the app is ready."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@register(Tags.security, deploy=True)
def public_address(app_configs: Any, **named: Any) -> list[CheckMessage]:
    """Links of invitations, passwords and share links begin with it."""
    address = urlsplit(settings.PUBLIC_URL)
    if address.scheme == "https" and address.hostname not in _LOOPBACK:
        return []
    hint = "Set PUBLIC_URL to the https:// address under which people reach this server."
    return [Warning("Links in mails lead to nowhere, or without TLS.", hint=hint, id="crossing.W001")]
