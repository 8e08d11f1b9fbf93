"""Who calls: the holder of an API key, or a person with a session. Both become an `Actor`.

Tools send a key as `Authorization: Bearer cr_…` or as the password of HTTP Basic, which old tools can do; the pages'
own scripts and the API's documentation ride on the session.
"""

import base64
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import timezone
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated
from rest_framework.request import Request

from implementation.access.actors import Actor
from implementation.http.problems import Problem
from implementation.http.refused_keys import note_refused_key
from implementation.http.second_factor import is_fresh, lacks_second_factor
from implementation.models import User
from implementation.services.api_keys import authenticate

REALM = "crossing"


@dataclass(frozen=True, slots=True)
class Caller:
    """What `request.user` is in the API: an actor in the shape that Django REST framework expects.

    `is_fresh`: a key, or a session whose person showed lately who they are.
    """

    actor: Actor
    is_fresh: bool = True

    @property
    def is_authenticated(self) -> bool:
        return True

    @property
    def pk(self) -> UUID | None:
        return self.actor.id


def actor_of(request: Request) -> Actor:
    """Who acts; a request that nobody is known for is refused with 401."""
    caller = request.user
    if not isinstance(caller, Caller):
        raise NotAuthenticated("Send a key as `Authorization: Bearer cr_…`.")
    return caller.actor


class ApiKeyAuthentication(BaseAuthentication):
    """A key in the `Authorization` header. A header that holds no valid key is refused, never passed over."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        header = request.headers.get("Authorization", "")
        if not header:
            return None
        scheme, _, rest = header.strip().partition(" ")
        if scheme.lower() not in _KEY_IN:
            raise AuthenticationFailed(f"{scheme[:20]!r} is not read here: send Bearer or Basic with a key.")
        text = _KEY_IN[scheme.lower()](rest.strip())
        actor = authenticate(text, at=timezone.now())
        if actor is None:
            note_refused_key(request, text)
            raise AuthenticationFailed("The key is unknown, expired or revoked.")
        return Caller(actor), actor

    def authenticate_header(self, request: Request) -> str:
        return f'Bearer realm="{REALM}"'


def _bearer(rest: str) -> str:
    return rest


def _basic_password(rest: str) -> str:
    try:
        text = base64.b64decode(rest, validate=True).decode()
    except ValueError as error:  # no ASCII, no base64, or no text in it
        raise AuthenticationFailed("The Basic credentials are not base64 of user:password.") from error
    return text.partition(":")[2]


_KEY_IN = {"bearer": _bearer, "basic": _basic_password}


class StaffSessionAuthentication(SessionAuthentication):
    """A person who has logged in on the pages. Unsafe methods need the CSRF token."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        found = super().authenticate(request)
        if found is None:
            return None
        user: User = found[0]
        if lacks_second_factor(request, user):
            raise Problem(
                "second-factor-required",
                "This server asks staff for a second factor: open its pages, which lead you to it, or send a key.",
            )
        return Caller(user.as_actor(), is_fresh(request, user)), None
