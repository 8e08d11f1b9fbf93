"""What django-allauth asks about accounts. Nobody signs up; passwords are set by the service, which leaves an event."""

import logging
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from allauth import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, PermissionDenied, ValidationError
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from implementation.models import User
from implementation.pages.sign_in.audit import note_locked_out
from implementation.services.mails import Letter, post
from implementation.services.users import set_password

# A mail that comes later than what it brings is not sent.
LIFE_OF_MAILS = {"login_code": timedelta(minutes=15), "password_reset_key": timedelta(hours=4)}
_MISFIT = (
    "TRUSTED_PROXIES is %d, which a request with %d addresses in X-Forwarded-For does not fit: "
    "set it to the number of proxies that add to it. Meanwhile limits of sign-ins count the peer's address, %s."
)
_log = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # no types
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "That e-mail and password do not belong together. Try again.",
        "incorrect_code": "That is not the code. Look at the latest mail, and type its digits.",
        "incorrect_password": "That is not your password.",
        "too_many_login_attempts": "Too many attempts for this address. Wait some minutes, then try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def set_password(self, user: User, password: str) -> None:
        """The person acts on their own account; whoever holds the mailbox or the old password is that person."""
        request_id = self.request.META.get("REQUEST_ID", "") if self.request else ""
        set_password(
            actor=user.as_actor(), at=timezone.now(), user_id=user.id, password=password, request_id=request_id
        )
        user.refresh_from_db()

    def get_reset_password_from_key_url(self, key: str) -> str:
        """By the address under which the server is known, whatever host the request named."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.PUBLIC_URL + path.replace("UID-KEY", quote(key))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("mfa_index")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Into the post: no request waits for a mail server, and an address that nobody has answers as quickly."""
        kind = template_prefix.rsplit("/", 1)[-1]
        at = timezone.now()
        letter = Letter(
            kind=kind.replace("_", "-"),
            to=email,
            subject=render_to_string(f"{template_prefix}_subject.txt", context),
            text=render_to_string(f"{template_prefix}_message.txt", context),
            secret=True,
            useless_after=at + LIFE_OF_MAILS[kind],
        )
        post(letter, at=at)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuses whoever tried too often, and tells the audit."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            note_locked_out(request, credentials.get("email", ""))
            raise

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address that limits count: the peer's where the proxies' word does not fit `TRUSTED_PROXIES`.

        All behind a proxy then count as one, which is too strict and never too lenient. Empty if there is none at all.
        """
        try:
            return str(super().get_client_ip(request))
        except (ImproperlyConfigured, PermissionDenied):
            peer = str(request.META.get("REMOTE_ADDR", ""))
            sent = request.headers.get("X-Forwarded-For", "")
            told = len(sent.split(",")) if sent else 0
            _log.error(_MISFIT, app_settings.TRUSTED_PROXY_COUNT, told, peer or "nobody's")
            return peer

    def add_message(self, *args: Any, **named: Any) -> None:
        """The pages tell by what they show; nothing is put aside for a later one."""
