"""What customers are told of changes, walked over every kind of event that services meant for them."""

import ast
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Q
from django.test import Client

from implementation.access.actors import Role
from implementation.access.audience import SHOWN
from implementation.models import Event, GoLive
from implementation.models.vocabulary import Audience
from implementation.reads.activity import activity
from implementation.services import approvals, barriers, comments, evidence, holds, status_notes, task_counts, tasks
from implementation.services.followers import number_events
from tests import factories as make

pytestmark = pytest.mark.django_db

SECRET = "for staff alone"
MINUTES = 77_777
SERVICES = Path(__file__).parents[3] / "implementation" / "services"


def by(**fields: Any) -> dict[str, Any]:
    return {"actor": make.LEAD, "at": make.now(), **fields}


@pytest.fixture
def golive() -> GoLive:
    """A go-live of which the customer is told all there is to tell, with a secret in each internal place."""
    made = make.golive(target_on=make.today())
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
