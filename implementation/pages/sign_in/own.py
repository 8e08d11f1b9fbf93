"""What people see and change of their own account: staff alone, as customers have neither password nor device here."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
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
