"""Confirming a code that came by mail: the library's page, with words for a code that is worth nothing any more."""

from urllib.parse import urlencode

from allauth.account import views as account
from allauth.account.utils import get_next_redirect_url
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse


def confirm_code(request: HttpRequest) -> HttpResponseBase:
    """Too often wrong, too old, or asked for elsewhere: the library goes back to the first step and says nothing."""
    answer: HttpResponseBase = account.confirm_login_code(request)
    first_step = reverse("account_request_login_code")
    if answer.status_code != 302 or answer["Location"].partition("?")[0] != first_step:
        return answer
    target = get_next_redirect_url(request)
    asked = {"again": "yes", **({"next": target} if target else {})}
    return redirect(f"{first_step}?{urlencode(asked)}")
