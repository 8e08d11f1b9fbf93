"""What customers are told of changes, walked over every kind of event that services meant for them."""

import ast
import json
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Q
from django.test import Client

from implementation.access.actors import Role
from implementation.access.audience import SHOWN
from implementation.models import Customer, Event, GoLive, WebhookDelivery, WebhookEndpoint
from implementation.models.vocabulary import Audience
from implementation.reads.activity import activity
from implementation.services import approvals, barriers, comments, evidence, holds, status_notes, task_counts, tasks
from implementation.services.followers import number_events
from implementation.services.webhook_deliveries import follow
from implementation.services.webhook_messages import body
from tests import factories as make
from tests.implementation.services.webhooks import webhook

pytestmark = pytest.mark.django_db

SECRET = "for staff alone"
MINUTES = 77_777
SERVICES = Path(__file__).parents[3] / "implementation" / "services"


def by(**fields: Any) -> dict[str, Any]:
    return {"actor": make.LEAD, "at": make.now(), **fields}


@pytest.fixture
def customer() -> Customer:
    return make.customer()


@pytest.fixture
def golive(customer: Customer) -> GoLive:
    """A go-live of which the customer is told all there is to tell, with a secret in each internal place."""
    made = make.golive(at=customer, target_on=make.today())
    _tasks(made)
    _barriers(made)
    _sign_offs(made)
    _words(made)
    make.tick(made.tasks.get(title="Later"))
    make.tick(made.tasks.get(title__startswith="Task", gate="live", status="todo"), override=True, reason=SECRET)
    hold = make.hold(made, make.days_ago(9))
    holds.change_hold(**by(hold_id=hold.id, fields={"reason": "Flu"}))
    holds.change_hold(**by(hold_id=hold.id, fields={"ends_on": make.days_ago(8)}))
    make.target_moved(made, make.days_ago(-9))
    for to in ("live", "handed_over", "live", "in_progress", "cancelled", "in_progress"):
        make.move(made, to, reason=SECRET)
    number_events()
    return made


def _tasks(golive: GoLive) -> None:
    estimates: dict[str, Any] = {"estimate_minutes": MINUTES, "handholding_minutes": MINUTES}
    gate = make.task(golive, gate="live", **estimates)
    tasks.change_task(**by(task_id=gate.id, fields={"title": "New", "estimate_minutes": MINUTES + 1}))
    tasks.change_task(**by(task_id=gate.id, fields={"handholding_minutes": MINUTES + 1}))
    tasks.change_task(**by(task_id=gate.id, fields={"assignee": "Noor"}))
    task_counts.count_task(**by(task_id=gate.id, done=3))
    make.tick(gate, "in_progress")
    make.tick(gate, override=True, reason=SECRET)
    make.tick(gate, "in_progress")
    make.tick(gate, "todo")
    make.tick(gate, "skipped", reason=SECRET)


def _barriers(golive: GoLive) -> None:
    task = make.task(golive, customer_visible=True)
    make.tick(task, "blocked", barrier={"kind": "data", "note": SECRET, "customer_note": "We wait."})
    barrier = golive.barriers.get()
    for fields in ({"note": SECRET * 2}, {"note": SECRET * 3, "side": "customer"}, {"closed_on": make.today()}):
        barriers.change_barrier(**by(barrier_id=barrier.id, fields=fields))
    make.barrier(golive, note=SECRET)


def _sign_offs(golive: GoLive) -> None:
    gate = make.task(golive, gate="live")
    make.approval(golive, subject=SECRET, side="vendor")
    first = make.approval(golive, task=gate)
    approvals.decide_approval(**by(approval_id=first.id, to="rejected", decided_by="Dr. Lind", reason="No log"))
    second = approvals.request_again(**by(approval_id=first.id, fields={}))
    late = {"title": "Later", "before": gate.id}
    how: dict[str, Any] = {"to": "approved_with_conditions", "conditions": [late]}
    approvals.decide_approval(**by(approval_id=second.id, decided_by="Dr. Lind", **how))


def _words(golive: GoLive) -> None:
    make.comment(golive, SECRET)
    ada = make.person().as_actor()
    said = make.comment(golive, "Shown", audience="customer", actor=ada)
    comments.edit_comment(actor=ada, at=make.now(), comment_id=said.id, text="Shown, too")
    comments.withdraw_comment(actor=ada, at=make.now(), comment_id=said.id, reason=SECRET)
    make.status_note(golive, SECRET, publish=False)
    status_notes.withdraw_status_note(**by(note_id=make.status_note(golive).id, reason=SECRET))
    task = make.task(golive, customer_visible=True)
    proof = evidence.add_evidence(**by(task_id=task.id, fields={"title": "Proof", "note": "Page 3"}))
    evidence.void_evidence(**by(evidence_id=proof.id, reason=SECRET))


def kinds_told() -> set[str]:
    """Kinds, as they are spelled out, of the events that services record with an audience of their choice."""
    return {
        str(call.args[0].value)
        for path in SERVICES.rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call) and any(word.arg == "audience" for word in call.keywords)
        if call.args and isinstance(call.args[0], ast.Constant) and "." in str(call.args[0].value)
    }


def test_no_kind_that_customers_are_told_of_is_missing_here(golive: GoLive) -> None:
    told = set(Event.objects.filter(audience=Audience.CUSTOMER).values_list("kind", flat=True))
    assert kinds_told() - told == set(), "let the fixture tell these kinds too"
    assert {kind.split(".")[0] for kind in told} <= set(SHOWN), "say in SHOWN what of these nouns customers see"


def test_a_contact_reads_no_secret_in_any_event(golive: GoLive, client: Client) -> None:
    client.force_login(make.person(Role.CONTACT, customer=golive.customer))
    answer = client.get("/api/v1/events", {"go_live": str(golive.id), "limit": "200"})
    assert len(answer.json()["results"]) > 20
    # As a value: the digits alone are now and then part of an id.
    for secret in (SECRET, f":{MINUTES}", f":{MINUTES + 1}"):
        assert secret.encode() not in answer.content.replace(b": ", b":")


def test_no_sentence_for_a_contact_holds_a_secret(golive: GoLive) -> None:
    contact = make.person(Role.CONTACT, customer=golive.customer).as_actor()
    told = activity(actor=contact, narrowed=Q(golive=golive), before=None, most=200)
    assert [entry["sentence"] for entry in told if SECRET in entry["sentence"]] == []
    assert any("We wait." in entry["sentence"] or "Shown" in entry["sentence"] for entry in told)


@pytest.fixture
def for_the_customer(customer: Customer) -> WebhookEndpoint:
    """Made before anything happened, so that it is told all of it."""
    return webhook(customer_id=customer.id, for_customer=True)


@pytest.fixture
def for_its_tools(customer: Customer) -> WebhookEndpoint:
    """Bound to the customer as a key may be: within its reach it sees what staff see."""
    return webhook(customer_id=customer.id)


def messages(to: WebhookEndpoint) -> list[dict[str, Any]]:
    """What is sent to it, in the order of events."""
    rows = WebhookDelivery.objects.filter(endpoint=to).select_related("endpoint", "event").order_by("event__position")
    return [json.loads(body(row)) for row in rows]


def test_a_webhook_for_a_customer_is_sent_what_a_contact_reads_and_no_more(
    for_the_customer: WebhookEndpoint, golive: GoLive, client: Client
) -> None:
    follow(at=make.now())
    client.force_login(make.person(Role.CONTACT, customer=golive.customer))
    read = client.get("/api/v1/events", {"customer": str(golive.customer_id), "limit": "200"}).json()["results"]
    sent = [message["data"] for message in messages(for_the_customer)]
    assert len(sent) > 20
    seen = [row for row in read if row["position"] >= sent[0]["position"]]
    assert sent == seen
    told = json.dumps(sent)
    assert not [secret for secret in (SECRET, f": {MINUTES}", f": {MINUTES + 1}") if secret in told]


def test_a_webhook_bound_to_a_customer_is_told_of_no_other(
    for_its_tools: WebhookEndpoint, for_the_customer: WebhookEndpoint, golive: GoLive
) -> None:
    foreign = make.golive(at=make.customer("ZEBRA clinic"), owner="ZEBRA owner", target_on=make.today())
    make.task(foreign, "ZEBRA task", customer_visible=True)
    follow(at=make.now())
    sent = messages(for_its_tools)
    assert {message["data"]["customer"] for message in sent} == {str(golive.customer_id)}
    assert SECRET in json.dumps(sent), "it is a tool of the vendor's"
    for text in (json.dumps(sent), json.dumps(messages(for_the_customer))):
        assert not [mark for mark in ("ZEBRA", str(foreign.id), str(foreign.customer_id)) if mark in text]
