"""The forms that take a code: by mail, of an app, of recovery. What the library leaves open is closed here.

Its count of wrong codes by mail stands in the session, which requests that come together read alike: the shared cache
counts as well. A used code of an app it remembers for half a minute, but takes codes for a minute and a half.
"""

from typing import Any

from allauth.account import forms as account
from allauth.account.adapter import get_adapter as account_adapter
from allauth.core import context, ratelimit
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as second_factor
from allauth.mfa.totp import forms as totp
from django.core.cache import cache

from implementation.models import User
from implementation.pages.sign_in.forms import Plain


class _Digits(Plain):
    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["code"].widget.attrs["inputmode"] = "numeric"  # type: ignore[attr-defined]


class MailedCodeForm(_Digits, account.ConfirmLoginCodeForm):  # type: ignore[misc]  # no types
    """The code that came by mail: three attempts for each, whatever a session remembers of them."""

    def clean_code(self) -> str:
        asked = context.request._login_stage.state
        key = f"{asked.get('email', '')} {asked['at']}"
        if not ratelimit.consume(context.request, action="login_code", key=key):
            raise account_adapter().validation_error("incorrect_code")
        code: str = super().clean_code()
        return code


class SecondFactorForm(_Digits, second_factor.AuthenticateForm):  # type: ignore[misc]  # no types
    """While logging in."""

    def clean_code(self) -> str:
        code: str = super().clean_code()
        if not _first_use(self.user, code):
            self._emit_authentication_failed(self.authenticator)
            raise get_adapter().validation_error("incorrect_code")
        return code


class ConfirmingCodeForm(_Digits, second_factor.ReauthenticateForm):  # type: ignore[misc]  # no types
    """Before something changes."""

    clean_code = SecondFactorForm.clean_code


class NewAppForm(_Digits, totp.ActivateTOTPForm):  # type: ignore[misc]  # no types
    """Setting an app up: the code that shows it opens nothing else."""

    def clean_code(self) -> str:
        code: str = super().clean_code()
        _first_use(self.user, code)
        return code


def _first_use(user: User, code: str) -> bool:
    """Whether nobody used it while it counts (RFC 6238, 5.2: a code is accepted once). Of two at once, one's."""
    lasts = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)
    first: bool = cache.add(f"sign-in.code-used.{user.pk}.{normalize_user_code(code)}", True, lasts)
    return first
