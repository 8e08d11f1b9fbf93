"""Signing in by the company's identity provider: OpenID Connect, authorization code with PKCE, state and nonce.

The library keeps the state in the session and sends the code's verifier. Added here: a nonce that ties the token to
this browser's request, the token's signature, and the role of the person's groups (services/single_sign_on.py).
"""

import hmac
import secrets
from typing import Any

from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from requests import RequestException

from implementation.access.sign_on import Claims, UnfitClaims, claims_of
from implementation.http.problems import Problem
from implementation.models import User
from implementation.pages.sign_in.audit import note_failed
from implementation.pages.sign_in.limits import limited
from implementation.services.single_sign_on import person_of

PROVIDER_ID = "sso"
_FAILED = "Your organisation's answer did not fit this browser's question, or did not come. Try again."


class CompanyAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]  # no types
    """Talks to the provider."""

    def get_provider(self) -> Any:
        provider = super().get_provider()
        provider.oauth2_adapter_class = CompanyAdapter
        return provider

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """By the address under which the server is known, whatever host the request named."""
        return str(settings.PUBLIC_URL) + reverse("openid_connect_callback")

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        """Its signature is looked at, although it came by TLS: a proxy in between may not."""
        claims: dict[str, Any] = jwtkit.verify_and_decode(
            credential=id_token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
        )
        return claims


class SingleSignOnAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # no types
    """Decides who the person is, once the provider has spoken."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        try:
            user = _person(request, sociallogin)
        except UnfitClaims as error:
            raise ImmediateHttpResponse(_refusal(request, f"{error} Try again.")) from error
        except Problem as problem:
            note_failed(request, "oidc", str(sociallogin.account.extra_data.get("userinfo", {}).get("email", "")))
            raise ImmediateHttpResponse(_refusal(request, problem.detail)) from problem
        sociallogin.user = user
        sociallogin.account.user = user

    def on_authentication_error(self, request: HttpRequest, provider: Any, **told: Any) -> None:
        """The person cancelled, or something did not fit: told in our own words."""
        raise ImmediateHttpResponse(_refusal(request, _FAILED))


@require_safe
@never_cache
@limited("login", also_reading=True)
def sign_on(request: HttpRequest) -> HttpResponse:
    """Sends the browser to the provider."""
    if request.method == "HEAD":
        return HttpResponse()
    nonce = secrets.token_urlsafe(24)
    try:
        provider = _adapter(request).get_provider()
        answer: HttpResponse = provider.redirect(
            request, AuthProcess.LOGIN, get_next_redirect_url(request), auth_params={"nonce": nonce}, nonce=nonce
        )
    except (RequestException, OAuth2Error, ImmediateHttpResponse):
        return _refusal(request, "Your organisation's sign-in cannot be reached. Try again in a while.")
    return answer


@require_safe
@never_cache
@limited("login", also_reading=True)
def sign_on_callback(request: HttpRequest) -> HttpResponse:
    """Where the provider sends the browser back to."""
    try:
        answer: HttpResponse = OAuth2CallbackView.adapter_view(_adapter(request))(request)
    except (RequestException, KeyError, ValueError):
        # The provider's documents are not as the standard says, or its server spoke nonsense.
        return _refusal(request, _FAILED)
    return answer


def _adapter(request: HttpRequest) -> CompanyAdapter:
    adapter = CompanyAdapter(request, PROVIDER_ID)
    try:
        adapter.get_provider()
    except SocialApp.DoesNotExist:
        raise Http404("No provider is configured.") from None
    return adapter


def _person(request: HttpRequest, sociallogin: SocialLogin) -> User:
    told = sociallogin.account.extra_data
    claims: Claims = claims_of(
        told.get("id_token", {}), told.get("userinfo", {}), groups_claim=settings.OIDC_GROUPS_CLAIM
    )
    asked, answered = sociallogin.state.get("nonce", ""), told["id_token"].get("nonce", "")
    if not (asked and hmac.compare_digest(str(asked), str(answered))):
        raise UnfitClaims("The provider's answer was meant for another request.")
    return person_of(
        claims,
        provider=sociallogin.account.provider,
        at=timezone.now(),
        request_id=request.META.get("REQUEST_ID", ""),
    )


def _refusal(request: HttpRequest, words: str) -> HttpResponse:
    return render(request, "implementation/sign_in_refused.html", {"words": words}, status=403)
