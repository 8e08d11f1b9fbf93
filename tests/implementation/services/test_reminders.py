"""What people are reminded of, as rows."""

from datetime import timedelta
from typing import Any

import pytest

from implementation.access.actors import Role
from implementation.models import Reminder, User
from implementation.services.reminder_switches import set_switches
from implementation.services.users import change_user
from tests import factories
from tests.implementation.services.reminding import noon, noted

pytestmark = pytest.mark.django_db


def in_days(days: int) -> Any:
    return factories.today() + timedelta(days=days)


def due_task(person: User, days: int = 2, **fields: Any) -> Any:
    return factories.task(factories.golive(), assignee=person.email, due_on=in_days(days), **fields)


@pytest.fixture
def ada() -> User:
    """Does not want to hear what becomes hers, so that tests of the other kinds hear nothing of it."""
    person = factories.person(name="Ada Okafor")
    set_switches(actor=person.as_actor(), at=factories.now(), wanted={"yours": False})
    return person


def test_a_task_is_said_two_days_before_and_on_the_day(ada: User) -> None:
    due_task(ada)
    assert noted() == [("due", ada.email, 0)]
    assert noted(1) == [("due", ada.email, 0)]
    assert noted(2) == [("due", ada.email, 0), ("due", ada.email, 2)]


def test_looking_again_reminds_nobody_twice(ada: User) -> None:
    due_task(ada)
    assert noted() == noted() == noted()


def test_a_day_that_moved_is_said_anew(ada: User) -> None:
    task = due_task(ada)
    noted()
    factories.changed(task, due_on=in_days(5))
    assert noted(3) == [("due", ada.email, 0), ("due", ada.email, 3)]


def test_what_is_finished_held_cancelled_or_long_past_is_not_said(ada: User) -> None:
    factories.tick(due_task(ada))
    factories.hold(due_task(ada).golive, factories.days_ago(1))
    factories.move(due_task(ada).golive, "cancelled", reason="Budget")
    due_task(ada, -7)
    assert noted() == []


def test_the_name_that_one_person_bears_is_enough(ada: User) -> None:
    factories.task(factories.golive(), assignee="ada  OKAFOR", due_on=in_days(0))
    assert noted() == [("due", ada.email, 0)]
    factories.person(name="Ada Okafor")
    Reminder.objects.all().delete()
    assert noted() == []


def test_who_bears_the_same_name_at_another_customer_takes_nothing_away() -> None:
    golive = factories.golive()
    here = factories.person(Role.CONTACT, customer=golive.customer, name="Anna Berg")
    factories.person(Role.CONTACT, customer=factories.customer(), name="Anna Berg")
    factories.task(golive, owner_side="customer", assignee="Anna Berg", due_on=in_days(0))
    assert [email for kind, email, _ in noted() if kind == "due"] == [here.email]


def test_a_contact_who_takes_the_name_of_staff_takes_none_of_their_reminders(ada: User) -> None:
    golive = factories.golive()
    factories.person(Role.CONTACT, customer=golive.customer, name="ADA Okafor")
    factories.task(golive, assignee="Ada Okafor", due_on=in_days(0))
    assert noted() == [("due", ada.email, 0)]


def test_a_due_task_that_is_nobodys_or_whose_owner_left_is_said_to_who_leads_the_go_live(ada: User) -> None:
    gone = factories.person(name="Noor Haddad")
    golive = factories.golive(owner=ada.email)
    for text in ("", gone.email, gone.name, "A nurse of theirs"):
        factories.task(golive, assignee=text, due_on=in_days(0))
    assert ("due", ada.email, 0) in noted()
    Reminder.objects.all().delete()
    change_user(actor=factories.LEAD, at=noon(), user_id=gone.id, fields={"is_active": False})
    assert noted() == [("due", ada.email, 0)] * 3


def test_a_task_blocked_for_a_week_is_said_to_its_assignee_every_week(ada: User) -> None:
    task = factories.task(factories.golive(), assignee=ada.email)
    barrier = factories.barrier(task.golive, task=task, opened_on=factories.days_ago(8))
    assert noted() == [("blocked", ada.email, -1)]
    assert noted(6) == [("blocked", ada.email, -1), ("blocked", ada.email, 6)]
    barrier.closed_on = in_days(0)
    barrier.save()
    assert len(noted(20)) == 2


def test_a_barrier_on_the_whole_go_live_is_said_to_who_leads_it(ada: User) -> None:
    golive = factories.golive(owner=ada.name)
    factories.barrier(golive, opened_on=factories.days_ago(7))
    factories.barrier(golive, task=factories.task(golive), opened_on=factories.days_ago(7))
    factories.barrier(golive, opened_on=factories.days_ago(6))
    assert noted() == [("blocked", ada.email, 0)] * 2


def test_a_task_that_somebody_else_gives_you_is_said_once() -> None:
    ada, noor = factories.person(), factories.person()
    task = factories.task(factories.golive(), assignee=noor.email)
    factories.changed(task, assignee=ada.email)
    assert noted() == [("yours", ada.email, 0)]
    assert noted() == [("yours", ada.email, 0)]


def test_a_task_that_you_take_yourself_is_no_news() -> None:
    ada = factories.person()
    factories.changed(factories.task(factories.golive()), by=ada.as_actor(), assignee=ada.email)
    assert noted() == []


def test_what_was_given_long_ago_is_no_news_when_the_log_is_first_followed() -> None:
    ada = factories.person()
    factories.task(factories.golive(), assignee=ada.email)
    assert noted(4) == []


def test_a_contact_is_reminded_of_what_the_contact_is_shown() -> None:
    golive = factories.golive()
    contact = factories.person(Role.CONTACT, customer=golive.customer, name="Jo Lind")
    for owner_side in ("customer", "vendor"):
        factories.task(golive, owner_side=owner_side, assignee=contact.name, due_on=in_days(0))
    factories.task(factories.golive(), owner_side="customer", assignee=contact.name, due_on=in_days(0))
    assert [kind for kind, *_ in noted()] == ["due", "yours"]


def test_whoever_may_not_read_tasks_or_has_left_is_told_nothing() -> None:
    reader, gone = factories.person(Role.READER), factories.person()
    due_task(reader)
    due_task(gone)
    change_user(actor=factories.LEAD, at=noon(), user_id=gone.id, fields={"is_active": False})
    assert noted() == []


def test_a_kind_that_is_switched_off_is_not_noted(ada: User) -> None:
    set_switches(actor=ada.as_actor(), at=noon(), wanted={"due": False})
    due_task(ada)
    assert noted() == []
    set_switches(actor=ada.as_actor(), at=noon(), wanted={"due": True})
    assert len(noted()) == 1
