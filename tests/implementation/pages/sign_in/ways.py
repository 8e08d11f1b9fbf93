"""The ways in as a browser walks them."""

import re
import time
from typing import Any

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.internal.userkit import user_id_to_str
from django.core import mail
from django.test import Client

from implementation.models import User
from implementation.services.mails import send_due
from tests import factories as make

_OF_USER = f"{AUTHENTICATION_METHODS_SESSION_KEY}_user"


def by_password(client: Client, user: User, password: str = make.PASSWORD) -> Any:
    return client.post("/login", {"login": user.email, "password": password})


def sign_in(client: Client, user: User, *methods: str, seconds_ago: float = 0) -> Client:
    """A session as the library leaves it: begun so long ago, by these ways; by a password unless said."""
    client.force_login(user)
    session = client.session
    at = time.time() - seconds_ago
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": one, "at": at} for one in methods or ("password",)]
    session[_OF_USER] = user_id_to_str(user)
    session.save()
    return client


def let_pass(client: Client, seconds: float) -> None:
    """The session is as if it had been begun so much earlier."""
    session = client.session
    for record in session[AUTHENTICATION_METHODS_SESSION_KEY]:
        record["at"] -= seconds
    session.save()


def is_in(client: Client) -> bool:
    """Whether the session opens the person's own pages; 403 is an answer to somebody known."""
    return client.get("/").status_code != 302


def ask_for_code(client: Client, email: str) -> Any:
    return client.post("/login/code", {"email": email}, follow=True)


def deliver() -> list[Any]:
    """All mails, with those that waited."""
    send_due(clock=make.now)
    return list(mail.outbox)


def code_in_mail() -> str:
    """The code of the latest mail."""
    deliver()
    found = re.search(r"^ +(\d+)$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found is not None
    return found[1]


def link_in_mail() -> str:
    """The address of the latest mail, without the host."""
    deliver()
    found = re.search(r"https?://[^/\s]+(/\S+)", str(mail.outbox[-1].body))
    assert found is not None
    return found[1]
