"""Giving tasks to staff, to the customer's people, or to a name."""

from typing import Any

import pytest

from implementation.access.actors import Role
from implementation.http.problems import Problem
from implementation.models import Event, GoLive, Task
from implementation.services import tasks, users
from tests import factories as make

pytestmark = pytest.mark.django_db


def give(task: Task, to: str, **fields: Any) -> Task:
    stated = {"assignee": to, **fields}
    return tasks.change_task(actor=make.MEMBER, at=make.now(), task_id=task.id, fields=stated)


@pytest.fixture
def golive() -> GoLive:
    return make.golive()


def test_giving_a_task_away_is_an_event_of_its_own(golive: GoLive) -> None:
    task = make.task(golive)
    give(task, "Noor", title="New title")
    assigned, changed = Event.objects.filter(subject_id=task.id).order_by("id")[1:]
    assert (assigned.kind, assigned.before, assigned.after) == ("task.assigned", {"assignee": ""}, {"assignee": "Noor"})
    assert (changed.kind, changed.after) == ("task.changed", {"title": "New title"})
    assert Task.objects.get().version == 2


def test_an_address_is_kept_as_the_users_is_spelled(golive: GoLive) -> None:
    ada = make.person()
    assert give(make.task(golive), ada.email.upper()).assignee == ada.email
    assert make.task(golive, assignee=ada.email.title()).assignee == ada.email


@pytest.mark.parametrize("text", ["Dr. Lind, nursing", "nobody@known.example"])
def test_a_name_or_an_unknown_address_stays_as_it_is(golive: GoLive, text: str) -> None:
    assert give(make.task(golive), text).assignee == text


def test_the_customers_people_get_the_customers_and_joint_tasks(golive: GoLive) -> None:
    contact = make.person(Role.CONTACT, customer=golive.customer)
    assert give(make.task(golive, owner_side="joint"), contact.email).assignee == contact.email
    vendors = make.task(golive)
    with pytest.raises(Problem, match="vendor's task"):
        give(vendors, contact.email)
    assert give(vendors, contact.email, owner_side="customer").assignee == contact.email


def test_a_contact_of_another_customer_is_as_good_as_unknown(golive: GoLive) -> None:
    stranger = make.person(Role.CONTACT, customer=make.customer())
    with pytest.raises(Problem, match="works on no go-live of this customer"):
        give(make.task(golive, owner_side="joint"), stranger.email)


def test_who_left_gets_no_tasks(golive: GoLive) -> None:
    ada = make.person()
    users.change_user(actor=make.LEAD, at=make.now(), user_id=ada.id, fields={"is_active": False})
    with pytest.raises(Problem) as refusal:
        give(make.task(golive), ada.email)
    assert refusal.value.errors[0].pointer == "/assignee"


def test_nobody_is_an_assignee_too(golive: GoLive) -> None:
    assert give(make.task(golive, assignee="Noor"), "").assignee == ""
    assert Event.objects.latest("id").kind == "task.assigned"
