"""Tells the audit who signed in, who tried to and who left, by the signals that the library sends."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.signals import login_code_rejected, user_logged_in
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_removed, authenticator_used
from django.contrib.auth.signals import user_logged_out, user_login_failed
from django.http import HttpRequest
from django.utils import timezone

from implementation.models import User
from implementation.services.sign_ins import SignIn, record_sign_in

_METHODS = {"socialaccount": "oidc", "mfa": "second-factor"}


def listen() -> None:
    """Called once, when the app is ready."""
    for signal, receiver in (
        (user_logged_in, _logged_in),
        (user_logged_out, _logged_out),
        (user_login_failed, _failed),
        (login_code_rejected, _code_rejected),
        (authentication_failed, _factor_failed),
        (authenticator_used, _factor_used),
        (authenticator_added, _factor_added),
        (authenticator_removed, _factor_removed),
    ):
        signal.connect(receiver, dispatch_uid=f"sign-in.{receiver.__name__}")


def note_locked_out(request: HttpRequest, email: str) -> None:
    _note(SignIn.LOCKED_OUT, request, "password", email=email)


def note_failed(request: HttpRequest, method: str, email: str) -> None:
    _note(SignIn.FAILED, request, method, email=email)


def _logged_in(request: HttpRequest, user: User, **told: Any) -> None:
    ways = [_METHODS.get(record["method"], record["method"]) for record in get_authentication_records(request, user)]
    _note(SignIn.SUCCEEDED, request, "+".join(dict.fromkeys(ways)) or "invitation", user=user)


def _logged_out(request: HttpRequest, user: User | None, **told: Any) -> None:
    if user is not None:
        _note(SignIn.ENDED, request, "logout", user=user)


def _failed(credentials: dict[str, Any], request: HttpRequest | None = None, **told: Any) -> None:
    _note(SignIn.FAILED, request, "password", email=str(credentials.get("email", "")))


def _code_rejected(request: HttpRequest, user: User, **told: Any) -> None:
    _note(SignIn.FAILED, request, "code", user=user)


def _factor_failed(request: HttpRequest, user: User, **told: Any) -> None:
    _note(SignIn.FAILED, request, "second-factor", user=user)


def _factor_used(request: HttpRequest, user: User, authenticator: Authenticator, **told: Any) -> None:
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        _note(SignIn.RECOVERY_CODE_USED, request, "recovery-code", user=user)


def _factor_added(request: HttpRequest, user: User, authenticator: Authenticator, **told: Any) -> None:
    _note(SignIn.SECOND_FACTOR_ADDED, request, str(authenticator.type), user=user)


def _factor_removed(request: HttpRequest, user: User, authenticator: Authenticator, **told: Any) -> None:
    _note(SignIn.SECOND_FACTOR_REMOVED, request, str(authenticator.type), user=user)


def _note(what: SignIn, request: HttpRequest | None, method: str, *, user: User | None = None, email: str = "") -> None:
    """What a program does without a request (a command, a shell) is its own affair, and no sign-in."""
    if request is None or "REMOTE_ADDR" not in request.META:
        return
    record_sign_in(
        what=what,
        at=timezone.now(),
        method=method,
        user=user,
        email=email,
        address=get_adapter().get_client_ip(request),
        request_id=request.META.get("REQUEST_ID", ""),
    )
