"""What hangs on tasks and go-lives and is no column of theirs: prerequisites and progress, each by one query."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from implementation.models import Task, TaskDependency, TaskStatus


def prerequisites_of(task_ids: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """The ids of each task's prerequisites, in the order of their making; tasks without any are left out."""
    found: dict[UUID, list[UUID]] = defaultdict(list)
    links = TaskDependency.objects.filter(task_id__in=task_ids).order_by("prerequisite_id")
    for task_id, prerequisite_id in links.values_list("task_id", "prerequisite_id"):
        found[task_id].append(prerequisite_id)
    return found


def progress_of(golive_ids: Collection[UUID]) -> dict[UUID, dict[str, int]]:
    """How many tasks each go-live has, and how many are finished (done or skipped) or blocked."""
    finished = Q(status__in=[TaskStatus.DONE, TaskStatus.SKIPPED])
    counted = Task.objects.filter(golive_id__in=golive_ids).values("golive_id").order_by()
    sums: Any = counted.annotate(
        tasks=Count("id"),
        finished=Count("id", filter=finished),
        blocked=Count("id", filter=Q(status=TaskStatus.BLOCKED)),
    )
    return {row.pop("golive_id"): row for row in sums}
