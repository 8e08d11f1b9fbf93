"""Mails that nobody asked for just now end by one click; each kind by itself."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail as outbox
from django.test import Client

from implementation.models import Event, ReminderMail, ReminderSwitches, User
from implementation.services import unsubscribing
from implementation.services.reminder_mails import make_mails
from tests import factories as make
from tests.implementation.services.reminding import noon, run, states

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> User:
    person = make.person()
    make.task(make.golive(), "Connect the ADT feed", assignee=person.email, due_on=make.today())
    return person


def path_in(message: Any) -> str:
    """Of the header, which is the one in the text too."""
    link = message.extra_headers["List-Unsubscribe"].strip("<>")
    assert f"No more of these mails: {link}" in message.body
    return "/" + str(link).split("/", 3)[3]


def test_reminders_end_by_one_click_and_leave_an_event(person: User) -> None:
    run(noon())
    [message] = outbox.outbox
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = path_in(message)
    assert Client().get(path).status_code == 200
    assert not ReminderSwitches.objects.exists()
    for _ in range(2):
        assert Client(enforce_csrf_checks=True).post(path).status_code == 200
    switches = ReminderSwitches.objects.get()
    assert (switches.due, switches.blocked, switches.yours, switches.digest) == (False, False, False, True)
    event = Event.objects.get(kind="reminders.switched")
    assert (event.actor_id, event.after) == (person.id, {"due": False, "blocked": False, "yours": False})
    make.task(make.golive(), "Another", assignee=person.email, due_on=make.today() + timedelta(days=1))
    run(noon() + timedelta(days=1))
    assert len(outbox.outbox) == 1


def test_what_waits_for_being_mailed_is_dropped(person: User) -> None:
    run(noon() - timedelta(hours=11))
    assert make_mails(at=noon()) == 1
    unsubscribing.unsubscribe(unsubscribing.unsubscribe_link(person.id, "reminders").split("/")[-1], at=make.now())
    run(noon())
    assert outbox.outbox == []
    assert states() == ["dropped"]


@pytest.mark.parametrize("kind", unsubscribing.KINDS)
def test_a_kind_ends_its_own_switches_alone(person: User, kind: str) -> None:
    token = unsubscribing.unsubscribe_link(person.id, kind).split("/")[-1]
    assert unsubscribing.unsubscribe(token, at=make.now()) == kind
    switches = ReminderSwitches.objects.get()
    off = {name for name in ("due", "blocked", "yours", "digest", "target") if not getattr(switches, name)}
    assert off == set(unsubscribing.KINDS[kind])


def test_a_forged_link_of_another_kind_ends_nothing(person: User) -> None:
    token = unsubscribing.unsubscribe_link(person.id, "everything").split("/")[-1]
    for wrong in (token, token[:-2], "x"):
        assert unsubscribing.unsubscribe(wrong, at=make.now()) is None
    assert not ReminderMail.objects.exists()
