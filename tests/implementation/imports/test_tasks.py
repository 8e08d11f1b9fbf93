"""Tasks take what is usual where the file is silent."""

from pathlib import Path

import pytest

from implementation.models import Task
from tests.implementation.imports.folders import take

pytestmark = pytest.mark.django_db

TASKS = "task_ref,golive_ref,title,category"


@pytest.mark.parametrize(
    ("cells", "status"),
    [(",,", "todo"), ("2024-02-01,,", "in_progress"), (",2024-02-01,", "done"), (",,skipped", "skipped"),
     ("2024-02-01,,blocked", "blocked"), (",2024-02-01,skipped", "skipped")],
)  # fmt: skip
def test_a_task_has_the_status_that_is_stated_or_follows_from_its_dates(
    tmp_path: Path, cells: str, status: str
) -> None:
    take(tmp_path, tasks=f"{TASKS},start_on,done_on,status\nT1,G1,A,data,{cells}\n")
    assert Task.objects.get().status == status


def test_a_task_that_is_now_done_becomes_so_without_a_status(tmp_path: Path) -> None:
    take(tmp_path, tasks=f"{TASKS},start_on\nT1,G1,A,data,2024-02-01\n")
    take(tmp_path, tasks=f"{TASKS},done_on\nT1,G1,A,data,2024-02-09\n")
    assert Task.objects.get().status == "done"


def test_a_blocked_task_stays_so_until_it_is_done(tmp_path: Path) -> None:
    take(tmp_path, tasks=f"{TASKS},status\nT1,G1,A,data,blocked\n")
    assert Task.objects.get().status_before_block == "todo"
    take(tmp_path, tasks=f"{TASKS},start_on\nT1,G1,A,data,2024-02-01\n")
    assert Task.objects.get().status == "blocked"
    take(tmp_path, tasks=f"{TASKS},done_on\nT1,G1,A,data,2024-02-09\n")
    task = Task.objects.get()
    assert (task.status, task.status_before_block) == ("done", "")


@pytest.mark.parametrize(
    ("cells", "visible", "evidence"),
    [("vendor,,,", False, False), ("joint,,,", True, False), ("vendor,live,,", True, True),
     ("customer,,no,yes", False, True)],
)  # fmt: skip
def test_a_task_is_shown_and_needs_evidence_as_usual_unless_said_otherwise(
    tmp_path: Path, cells: str, visible: bool, evidence: bool
) -> None:
    take(tmp_path, tasks=f"{TASKS},owner_side,gate,customer_visible,evidence_required\nT1,G1,A,data,{cells}\n")
    task = Task.objects.get()
    assert (task.customer_visible, task.evidence_required) == (visible, evidence)


def test_planned_dates_of_a_file_pin_the_task(tmp_path: Path) -> None:
    take(tmp_path, tasks=f"{TASKS},due_on\nT1,G1,A,data,2024-02-01\nT2,G1,B,data,\n")
    assert dict(Task.objects.values_list("ref", "pinned")) == {"T1": True, "T2": False}
    take(tmp_path, tasks=f"{TASKS},due_on\nT2,G1,B,data,2024-02-01\n")
    assert Task.objects.get(ref="T2").pinned
