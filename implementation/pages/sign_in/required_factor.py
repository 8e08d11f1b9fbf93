"""Leads staff without a second factor to it before anything else, where the server asks it of them.

The API refuses such sessions by itself (`implementation.http.authentication`). What a session has shown is kept up to
date here: who has just set an app up need not log in again, who removed theirs is asked for another.
"""

from collections.abc import Callable
from typing import Any

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY, record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from implementation.http.handler import API_PREFIX
from implementation.http.second_factor import lacks_second_factor
from implementation.models import User

# What leads to the second factor; out again; and what is asked without anybody looking.
_STEPS = frozenset({"mfa_activate_totp", "mfa_reauthenticate", "account_reauthenticate"})
_OPEN = frozenset({"account_logout", "livez", "readyz", "problem-type"})


class SecondFactorMiddleware:
    """All pages but those named above; a server that does not ask has no such middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not settings.STAFF_SECOND_FACTOR_REQUIRED:
            raise MiddlewareNotUsed
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, named: Any) -> HttpResponseBase | None:
        page = request.resolver_match.url_name if request.resolver_match else None
        if page in _OPEN or request.path.startswith(API_PREFIX):
            return None
        user = request.user
        if not isinstance(user, User) or not lacks_second_factor(request, user):
            return None
        # The steps say why they are there.
        request.second_factor_is_missing = True  # type: ignore[attr-defined]
        if page in _STEPS:
            return None
        return redirect_to_login(request.get_full_path(), reverse(_next_step(user)))


def _next_step(user: User) -> str:
    has_app = Authenticator.objects.filter(user_id=user.id, type=Authenticator.Type.TOTP).exists()
    return "mfa_reauthenticate" if has_app else "mfa_activate_totp"


def listen() -> None:
    """Called once, when the app is ready."""
    authenticator_added.connect(_added, dispatch_uid="required-factor.added")
    authenticator_removed.connect(_removed, dispatch_uid="required-factor.removed")


def _added(request: HttpRequest, user: User, authenticator: Authenticator, **told: Any) -> None:
    """Whoever set the app up has just typed its code."""
    if authenticator.type == Authenticator.Type.TOTP:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)


def _removed(request: HttpRequest, user: User, authenticator: Authenticator, **told: Any) -> None:
    """What the session showed by it counts no more."""
    records = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [one for one in records if one.get("method") != "mfa"]
