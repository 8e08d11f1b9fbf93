"""One's own reminders, through HTTP."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from implementation.access.actors import Role
from implementation.models import User
from tests import factories
from tests.implementation.api.callers import V1, pointers, tool
from tests.implementation.services.reminding import noon, run

pytestmark = pytest.mark.django_db
PATH = f"{V1}me/reminders"


@pytest.fixture
def ada(client: Client) -> User:
    person = factories.person()
    client.force_login(person)
    return person


def switched(client: Client, body: Any) -> Any:
    return client.patch(PATH, body, "application/json")


def test_all_kinds_are_wanted_until_one_is_switched_off(ada: User, client: Client) -> None:
    assert client.get(PATH).json()["wanted"] == {"due": True, "blocked": True, "yours": True}
    answer = switched(client, {"yours": False})
    assert answer.json()["wanted"] == {"due": True, "blocked": True, "yours": False}
    assert client.get(PATH).json() == answer.json()


def test_the_latest_tell_how_their_mail_fared(ada: User, client: Client) -> None:
    task = factories.task(factories.golive(), "Sign off", assignee=ada.email, due_on=factories.today())
    run(noon())
    found = {row["kind"]: row for row in client.get(PATH).json()["latest"]}
    assert set(found) == {"due", "yours"}
    assert (found["due"]["task"], found["due"]["title"], found["due"]["mail"]) == (str(task.id), "Sign off", "sent")


def test_what_is_in_no_mail_yet_waits_for_one(ada: User, client: Client) -> None:
    factories.task(factories.golive(), assignee=ada.email, due_on=factories.today())
    run(noon().replace(hour=6))
    assert {row["mail"] for row in client.get(PATH).json()["latest"]} == {"waiting"}


def test_they_are_nobody_elses(ada: User, client: Client) -> None:
    noor = factories.person()
    factories.task(factories.golive(), assignee=noor.email, due_on=factories.today())
    run(noon())
    assert client.get(PATH).json()["latest"] == []


def test_a_contact_has_reminders_too(client: Client) -> None:
    client.force_login(factories.person(Role.CONTACT, customer=factories.customer()))
    assert client.get(PATH).status_code == 200
    assert switched(client, {"due": False}).json()["wanted"]["due"] is False


def test_a_key_is_no_person() -> None:
    for answer in (tool().get("me/reminders"), tool().patch("me/reminders", {"due": False})):
        assert answer.status_code == 403


@pytest.mark.parametrize(("body", "pointer"), [({"due": "no"}, "/due"), ({"colour": True}, "/colour")])
def test_what_is_wrong_is_named(body: Any, pointer: str, ada: User, client: Client) -> None:
    answer = switched(client, body)
    assert (answer.status_code, pointers(answer)) == (400, [pointer])


def test_reading_costs_two_queries_besides_who_asks(ada: User, client: Client) -> None:
    for _ in range(5):
        factories.task(factories.golive(), assignee=ada.email, due_on=factories.today())
    run(noon())
    with CaptureQueriesContext(connection) as queries:
        assert client.get(PATH).status_code == 200
    assert len(queries) == 2 + 1
