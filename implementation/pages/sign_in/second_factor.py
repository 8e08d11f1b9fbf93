"""What django-allauth asks about second factors. Their secrets are encrypted at rest, under the server's secret key."""

import base64
import hashlib

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

_PURPOSE = b"crossing second factor 1"


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # no types
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "That is not the code, or it was used already. Wait for the next one.",
        "other_key": "Your second factor was set up under a secret key that is gone. Tell whoever runs this server.",
    }

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Also what was encrypted under a former secret key (SECRET_KEY_FALLBACKS). Without that one it is no code."""
        try:
            return _box().decrypt(encrypted_text.encode()).decode()
        except InvalidToken as error:
            raise self.validation_error("other_key") from error


def _box() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_derived(key))) for key in keys])


def _derived(key: str) -> bytes:
    """The secret key is random already, so one hash with the purpose is enough."""
    return hashlib.blake2b(key.encode(), key=_PURPOSE, digest_size=32).digest()
