"""What each transition of a task costs in queries on PostgreSQL, by the tool that sends it: committed here.

With the query that recognises the key, BEGIN, COMMIT and the answer.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from implementation.access.actors import Role
from implementation.models import Task
from implementation.services import approvals, evidence
from tests import factories as make
from tests.implementation.api.callers import tool

pytestmark = pytest.mark.django_db(transaction=True)

MOST = 12


def leaf(status: str = "todo") -> Task:
    """A task that nobody waits for."""
    task = make.task(make.golive(), due_on=make.days_ago(3), estimate_minutes=60)
    return task if status == "todo" else make.tick(task, status, reason="Not here")


def late_gate(status: str = "todo") -> Task:
    """A task that comes so late that its end moves others, and the day of going live."""
    golive = make.golive(playbook=make.starter(), kickoff_on=make.days_ago(60))
    task: Task = golive.tasks.get(key="go-no-go")
    for first in Task.objects.filter(dependents__task=task):
        make.tick(first, override=True, reason="Shown by phone")
    due_on = make.today() + timedelta(days=100)
    task = make.changed(task, evidence_required=False, estimate_minutes=60, due_on=due_on)
    return task if status == "todo" else make.tick(task, status, reason="Not here")


def signed_gate() -> Task:
    """The same, with the evidence and the approval that it needs."""
    task = make.changed(late_gate(), evidence_required=True)
    evidence.add_evidence(actor=make.MEMBER, at=make.now(), task_id=task.id, fields={"title": "A", "note": "filed"})
    asked = make.approval(task.golive, task=task, required=True)
    approvals.decide_approval(
        actor=make.MEMBER, at=make.now(), approval_id=asked.id, to="approved", decided_by="Dr. Who"
    )
    return task


COSTS: dict[str, tuple[Callable[[], Task], dict[str, Any], int]] = {
    "started": (leaf, {"to": "in_progress"}, 7),
    "done, and nobody waits": (leaf, {"to": "done"}, 8),
    "reopened, and nobody waits": (lambda: leaf("done"), {"to": "in_progress"}, 7),
    "skipped, and nobody waits": (leaf, {"to": "skipped", "reason": "Not here"}, 7),
    "taken up again, and nobody waits": (lambda: leaf("skipped"), {"to": "todo"}, 7),
    "blocked by something new": (leaf, {"to": "blocked", "barrier": {"kind": "data", "note": "No file"}}, 8),
    "done, which moves others": (late_gate, {"to": "done"}, 11),
    "reopened, which moves others": (lambda: late_gate("done"), {"to": "in_progress"}, 10),
    "skipped, which moves others": (late_gate, {"to": "skipped", "reason": "Not here"}, 10),
    "taken up again, which moves others": (lambda: late_gate("skipped"), {"to": "todo"}, 10),
    "done and signed, which moves others": (signed_gate, {"to": "done"}, 11),
}


@pytest.mark.parametrize("name", COSTS)
def test_a_transition_has_its_cost(name: str) -> None:
    prepared, body, cost = COSTS[name]
    task, caller = prepared(), tool("read", "write", role=Role.LEAD)
    caller.get(f"tasks/{task.id}")
    before = dates(task)
    with CaptureQueriesContext(connection) as queries:
        answer = caller.post(f"tasks/{task.id}/transitions", body)
    assert answer.status_code == 200, answer.content
    assert ("moves others" in name) == (dates(task) != before)
    assert len(queries) == cost <= MOST, [query["sql"][:90] for query in queries]


def dates(task: Task) -> list[Any]:
    others = Task.objects.filter(golive=task.golive_id).exclude(id=task.id)
    return list(others.order_by("id").values_list("planned_start_on", "due_on"))
