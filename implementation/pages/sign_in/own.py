"""What people see and change of their own account: staff alone, as customers have neither password nor device here."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.utils import get_next_redirect_url
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.cache import never_cache

from implementation.access.actors import Role
from implementation.models import User

View = Callable[..., HttpResponseBase]


def staff_only(view: View) -> View:
    @wraps(view)
    @never_cache
    @login_required
    def wrapped(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
        if not isinstance(request.user, User) or request.user.role == Role.CONTACT:
            raise PermissionDenied
        return view(request, *args, **named)

    return wrapped


def or_by_provider(view: View) -> View:
    """Confirming who one is: who has neither password nor app here comes through the company's provider once more."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
        if isinstance(request.user, User) and not get_adapter().get_reauthentication_methods(request.user):
            return redirect_to_login(get_next_redirect_url(request) or "/", reverse("openid_connect_login"))
        return view(request, *args, **named)

    return wrapped
