"""How long re-planning takes and by how many statements: one go-live of 60 tasks, and 5,000 after holidays changed.

Run on PostgreSQL, and on SQLite by CROSSING_TEST_DATABASE=sqlite. What is printed is what docs/performance.md tells.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from statistics import median
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from implementation.models import Customer, Event, GoLive, PlaybookVersion, Task, TaskDependency
from implementation.services import playbooks
from implementation.services.replan_open import replan_open
from tests import factories as make

pytestmark = [pytest.mark.bench, pytest.mark.django_db(transaction=True)]

GOLIVES = 5_000
_KEPT = {"id", "version", "created_at", "updated_at", "ref"}


def told(what: str, act: Callable[[], object]) -> float:
    """Print seconds and statements of what is done."""
    with CaptureQueriesContext(connection) as queries:
        started = time.perf_counter()
        act()
        seconds = time.perf_counter() - started
    print(f"{connection.vendor}: {what}: {seconds * 1000:.1f} ms, {len(queries)} statements", flush=True)  # noqa: T201
    return seconds


def working_playbook() -> PlaybookVersion:
    """60 tasks, counted in days of work."""
    file = replace(make.starter_file("patient-access-agent"), day_kind="working", version="9.0.0", sha256="9" * 64)
    assert len(file.tasks) == 60
    return playbooks.publish(actor=make.LEAD, at=make.now(), playbook=file)


def test_one_golive_of_60_tasks() -> None:
    golive = make.golive(playbook=working_playbook(), at=make.customer(country="DE"), kickoff_on=make.days_ago(10))
    target: date = golive.target_on or make.today()
    times = []
    for later in range(1, 16):
        to = target + timedelta(days=later)
        times.append(told("another target of a go-live of 60 tasks", lambda to=to: make.target_moved(golive, to)))  # type: ignore[misc]
    assert median(times) < 1


def test_5000_golives_after_holidays_changed() -> None:
    pattern = make.golive(playbook=working_playbook(), at=make.customer(), kickoff_on=make.days_ago(10))
    copy_golive(pattern, GOLIVES - 1)
    tasks = Task.objects.count()
    assert tasks == 60 * GOLIVES
    Customer.objects.update(country="DE")
    seconds = told(f"{GOLIVES} go-lives, {tasks} tasks", lambda: replan_open(actor=make.LEAD, at=make.now()))
    moved = Event.objects.filter(kind="go-live.replanned")
    assert moved.count() == GOLIVES
    print(f"{moved.latest('id').data['count']} tasks of each moved", flush=True)  # noqa: T201
    told("the same again, when nothing moves", lambda: replan_open(actor=make.LEAD, at=make.now()))
    assert moved.count() == GOLIVES
    assert seconds < 600


def copy_golive(pattern: GoLive, times: int) -> None:
    """So many more of it, with its tasks and what they wait for."""
    rows = list(pattern.tasks.all())
    links = list(TaskDependency.objects.filter(task__golive=pattern).values_list("task_id", "prerequisite_id"))
    for start in range(0, times, 500):
        golives: list[GoLive] = []
        tasks: list[Task] = []
        waits: list[TaskDependency] = []
        for _ in range(min(500, times - start)):
            golive = GoLive(**fields_of(pattern))
            ids: dict[UUID, UUID] = {row.id: Task().id for row in rows}
            golives.append(golive)
            tasks.extend(Task(**{**fields_of(row), "golive_id": golive.id}, id=ids[row.id]) for row in rows)
            waits.extend(TaskDependency(task_id=ids[one], prerequisite_id=ids[other]) for one, other in links)
        GoLive.objects.bulk_create(golives)
        Task.objects.bulk_create(tasks, batch_size=1000)
        TaskDependency.objects.bulk_create(waits, batch_size=1000)


def fields_of(row: Any) -> dict[str, Any]:
    return {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if f.name not in _KEPT}
