"""What a customer's contact sees through the API: rows that are shown, and of them the fields that are."""

from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from implementation.access.actors import Role
from implementation.access.audience import shown_fields
from implementation.models import Event, GoLive
from implementation.services.evidence import add_evidence
from implementation.services.followers import number_events
from implementation.services.tasks import change_task
from tests import factories as make
from tests.implementation.api.callers import V1, pointers, slug

pytestmark = pytest.mark.django_db
SECRET = "for staff alone"
NOUNS = {
    "customers": "customer",
    "sites": "site",
    "go-lives": "go-live",
    "tasks": "task",
    "barriers": "barrier",
    "holds": "hold",
    "target-changes": "target-change",
    "evidence": "evidence",
}


@pytest.fixture
def golive() -> GoLive:
    """With a row of each noun, whose fields for staff hold words that no customer may read."""
    golive = make.golive(owner="Ada", target_on=make.days_ago(-60), playbook=make.starter(), ref=SECRET)
    make.site(golive.customer, name="North")
    task = make.task(golive, owner_side="customer", estimate_minutes=777_777, ref=f"{SECRET} 2")
    make.barrier(golive, note=SECRET, customer_note="We wait for the VPN.")
    make.barrier(golive, note=SECRET, kind="trust")
    make.hold(golive, make.days_ago(3))
    make.target_moved(golive, make.days_ago(-90), barrier="trust")
    make.hours(golive, 1, note=SECRET)
    proof = {"title": "Proof", "note": "filed"}
    add_evidence(actor=make.LEAD, at=make.now(), task_id=task.id, fields=proof)
    number_events()
    return golive


@pytest.fixture
def contact(golive: GoLive, client: Client) -> Client:
    client.force_login(make.person(Role.CONTACT, customer=golive.customer))
    return client


def read(contact: Client, path: str, **query: str) -> Any:
    return contact.get(V1 + path, query)


@pytest.mark.parametrize("path", NOUNS)
def test_a_contact_sees_the_fields_of_the_table_and_no_other(contact: Client, path: str) -> None:
    [row, *_] = read(contact, path).json()["results"]
    assert set(row) <= shown_fields(NOUNS[path])
    assert read(contact, f"{path}/{row['id']}").json() == row


@pytest.mark.parametrize("path", [*NOUNS, "events"])
@pytest.mark.parametrize("query", [{}, {"format": "csv"}])
def test_no_list_and_no_table_of_it_tells_what_is_for_staff(contact: Client, path: str, query: dict[str, str]) -> None:
    answer = read(contact, path, **query)
    assert answer.status_code == 200
    told = b"".join(answer) if answer.streaming else answer.content
    for secret in (SECRET, "777777", "ambient-documentation"):
        assert secret.encode() not in told


@pytest.mark.parametrize(
    ("path", "name", "value"),
    [
        ("tasks", "ref", "X"),
        ("barriers", "task", "0190f3b2-7c1e-7a5b-8c3d-1f2e3a4b5c6d"),
        ("tasks", "fields", "estimate_minutes"),
        ("tasks", "fields", "depends_on"),
        ("go-lives", "fields", "id,contract_signed_on"),
        ("customers", "segment", "hospital"),
    ],
)
def test_a_contact_neither_filters_by_nor_asks_for_a_hidden_field(
    contact: Client, path: str, name: str, value: str
) -> None:
    answer = read(contact, path, **{name: value})
    assert (answer.status_code, pointers(answer)) == (400, [f"?{name}"])
    assert "estimate_minutes" not in answer.json()["detail"].removeprefix("?fields: 'estimate_minutes'")


def test_what_is_expanded_is_cut_to_what_is_shown(contact: Client) -> None:
    [row] = read(contact, "go-lives", expand="customer,product,site").json()["results"]
    assert set(row["expanded"]["customer"]) <= shown_fields("customer")
    [task, *_] = read(contact, "tasks", expand="go_live", fields="title").json()["results"]
    assert set(task) == {"title", "expanded"}
    assert set(task["expanded"]["go_live"]) <= shown_fields("go-live")


def test_progress_counts_the_shown_tasks_alone(contact: Client, golive: GoLive) -> None:
    [row] = read(contact, "go-lives").json()["results"]
    shown = golive.tasks.filter(customer_visible=True).count()
    assert row["progress"]["tasks"] == shown < golive.tasks.count()


def test_events_tell_the_shown_values_alone(contact: Client, golive: GoLive) -> None:
    told = read(contact, "events").json()["results"]
    assert {event["subject"] for event in told} >= {"task", "barrier", "go-live"}
    for event in told:
        assert set(event) <= shown_fields("event")
        # The note of evidence is shown; of nothing else.
        hidden = {"estimate_minutes", "ref", "barrier"} | ({"note"} if event["subject"] != "evidence" else set())
        assert not hidden & {*event["before"], *event["after"]}
    [closed] = read(contact, "events", kind="barrier.opened", fields="after").json()["results"]
    assert closed["after"]["customer_note"] == "We wait for the VPN."


def test_a_change_of_what_is_hidden_makes_no_event_for_the_customer(contact: Client, golive: GoLive) -> None:
    task = golive.tasks.filter(customer_visible=True).first()
    assert task is not None
    change_task(actor=make.LEAD, at=make.now(), task_id=task.id, fields={"estimate_minutes": 5})
    assert Event.objects.filter(kind="task.changed").latest("id").audience == "internal"


def test_a_contact_ticks_a_task_of_the_customer(contact: Client, golive: GoLive) -> None:
    task = golive.tasks.filter(owner_side="customer", estimate_minutes=777_777).get()
    answer = contact.post(f"{V1}tasks/{task.id}/transitions", {"to": "done"}, "application/json")
    assert (answer.status_code, answer.json()["status"]) == (200, "done")
    assert set(answer.json()) <= shown_fields("task")


def test_a_hidden_task_is_not_there_for_a_contact(contact: Client, golive: GoLive) -> None:
    hidden = golive.tasks.filter(customer_visible=False).first()
    assert hidden is not None
    for task_id in (hidden.id, UUID(int=7)):
        answer = contact.post(f"{V1}tasks/{task_id}/transitions", {"to": "done"}, "application/json")
        assert (answer.status_code, slug(answer)) == (404, "not-found")


def test_a_refusal_names_no_hidden_prerequisite(contact: Client, golive: GoLive) -> None:
    hidden = make.task(golive, "Secret groundwork", customer_visible=False)
    task = make.task(golive, owner_side="customer", after=[hidden])
    answer = contact.post(f"{V1}tasks/{task.id}/transitions", {"to": "done"}, "application/json")
    assert (answer.status_code, slug(answer)) == (409, "prerequisites-open")
    assert b"Secret" not in answer.content
    assert str(hidden.id).encode() not in answer.content


def test_a_contact_costs_no_query_more(contact: Client, golive: GoLive) -> None:
    read(contact, "tasks")
    with CaptureQueriesContext(connection) as queries:
        read(contact, "tasks")
    assert len(queries) <= 3
