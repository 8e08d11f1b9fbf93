"""`manage.py remove_second_factor`: for who lost the app and the recovery codes."""

from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client

from implementation.models import Event, User
from tests import factories as make
from tests.implementation.pages.sign_in.ways import by_password, is_in

pytestmark = pytest.mark.django_db
REASON = "She called; I know her voice"


def person_with_both() -> User:
    user = make.person()
    for kind in Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES:
        Authenticator.objects.create(user=user, type=kind, data={})
    return user


def remove(email: str, *, reason: str = REASON) -> str:
    out = StringIO()
    call_command("remove_second_factor", email, reason=reason, stdout=out)
    return out.getvalue()


def test_the_password_alone_opens_again_and_the_log_says_why() -> None:
    user, before, after = person_with_both(), Client(), Client()
    by_password(before, user)
    assert not is_in(before)
    assert f"{user.email} logs in without a second factor now" in remove(user.email.upper())
    by_password(after, user)
    assert is_in(after)
    [event] = Event.objects.filter(kind="user.second-factor-removed")
    assert (event.subject_id, event.reason, event.actor_name) == (user.id, REASON, "remove_second_factor")


def test_sessions_that_were_open_end() -> None:
    user, client = make.person(), Client()
    by_password(client, user)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    assert is_in(client)
    remove(user.email)
    assert not is_in(client)


def test_an_unknown_address_is_told() -> None:
    with pytest.raises(CommandError, match="nobody with the address"):
        remove("nobody@example.test")


def test_who_has_none_is_told_so() -> None:
    with pytest.raises(CommandError, match="has no second factor"):
        remove(make.person().email)


def test_without_a_reason_it_stays() -> None:
    user = person_with_both()
    with pytest.raises(CommandError, match="Say how you made sure"):
        remove(user.email, reason="  ")
    assert Authenticator.objects.filter(user=user).count() == 2
