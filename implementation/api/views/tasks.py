"""Tasks and their moves from state to state."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from implementation.api.filters import OF_GOLIVE, READS, REF, crud
from implementation.api.serializers.golives import GoLiveInBriefAnswer
from implementation.api.serializers.tasks import (
    TaskAnswer,
    TaskChange,
    TaskCount,
    TaskCountedAnswer,
    TaskFacts,
    TaskMovedAnswer,
    TaskTransition,
    TaskTransitionOfOne,
)
from implementation.http.bulk import BulkAction, Write, items_of
from implementation.http.by_ref import UpsertAction
from implementation.http.compiled import CompiledReads
from implementation.http.parameters import choices, day, flag, text
from implementation.http.preconditions import expected_version
from implementation.http.shapes import Expansion
from implementation.http.views import Row
from implementation.models import GoLive, Task, TaskStatus
from implementation.models.playbooks import Category, Gate
from implementation.models.prerequisites import with_prerequisites
from implementation.models.vocabulary import OwnerSide
from implementation.reads.golives import with_derived_columns
from implementation.reads.planned_hours import offered_entries
from implementation.services.task_counts import count_task
from implementation.services.task_transitions import transition_task
from implementation.services.tasks import change_task, create_task


class TaskView(CompiledReads, UpsertAction, BulkAction):
    """Checklist items of go-lives."""

    noun, model, revision = "task", Task, "golive__revision"
    scopes = crud("tasks", count="tasks:write", transition="tasks:write", transition_many="tasks:write")
    for_customers = READS | {"count", "transition", "transition_many"}
    answers = TaskAnswer
    other_answers = {"transition": TaskMovedAnswer, "count": TaskCountedAnswer}
    many = frozenset({"bulk", "transition_many"})
    requests = {
        "create": TaskFacts,
        "partial_update": TaskChange,
        "transition": TaskTransition,
        "count": TaskCount,
        "transition_many": items_of(TaskTransitionOfOne),
    }
    expansions = {
        "go_live": Expansion(
            "go-lives:read", lambda actor: with_derived_columns(GoLive.objects.visible_to(actor)), GoLiveInBriefAnswer
        )
    }
    filters = {
        **OF_GOLIVE,
        "status": choices("status__in", TaskStatus.values, "Tasks in these states."),
        "category": choices("category__in", Category.values, "Tasks of these categories."),
        "owner_side": choices("owner_side__in", OwnerSide.values, "Whose tasks they are."),
        "gate": choices("gate__in", Gate.values, "Gates of these kinds."),
        "assignee": text("assignee", "Tasks of exactly this assignee."),
        "customer_visible": flag("customer_visible", "Only what the customer sees, or only the rest."),
        "due_before": day("due_on__lt", "Tasks due before this day."),
        **REF,
    }

    def visible(self) -> QuerySet[Any]:
        return with_prerequisites(super().visible())

    def make(self, fields: dict[str, Any]) -> Task:
        golive, depends_on = fields.pop("go_live"), fields.pop("depends_on", ())
        return create_task(golive_id=golive.id, fields=fields, depends_on=depends_on, **self.by)

    def change(self, row_id: UUID, fields: dict[str, Any], version: int | None) -> None:
        depends_on = fields.pop("depends_on", None)
        change_task(task_id=row_id, fields=fields, depends_on=depends_on, version=version, **self.by)

    @action(detail=True, methods=["post"], url_path="transitions")
    def transition(self, request: Request, id: UUID) -> Response:
        """Move a task to another state.

        todo ↔ in_progress; both → blocked, done, skipped; done → in_progress and skipped → todo reopen it. Done needs
        its prerequisites done or skipped, and evidence where it is required; blocked names what blocks.
        """
        with self.known_if_refused(id):
            fields = self.parse()
            version = expected_version(request, fields)
        task = self._moved(id, fields, version)
        offers = offered_entries(task) if self.actor.sees_internal else []
        return self.answer(id, offers=offers) if offers else self.answer(id)

    @action(detail=True, methods=["post"], url_path="counts")
    def count(self, request: Request, id: UUID) -> Response:
        """Count towards a task's number.

        `done` states how many are done, `add` how many more. `count_reached` tells when ticking can be offered.
        """
        self.expect(id)
        fields = self.parse()
        version = expected_version(request, fields)
        task = count_task(task_id=id, version=version, **fields, **self.by)
        reached = task.count_target is not None and (task.count_done or 0) >= task.count_target
        return self.answer(id, count_reached=reached)

    @action(detail=False, methods=["post"], url_path="transitions")
    def transition_many(self, request: Request) -> Response:
        """Move many tasks at once.

        At most 500 items, in one transaction; each is what a transition of one task takes, with the task's `id`. 200
        with a result for each item, in their order: `data`, or the `problem` that kept this one from being moved.
        """
        item = TaskTransitionOfOne(context={"request": request})
        return self.carry_out(lambda sent: self._move_later(dict(item.run_validation(sent))))

    def _move_later(self, fields: Row) -> Write:
        task_id, version = fields.pop("id"), fields.pop("version", None)
        return Write(lambda: (self._move(task_id, fields, version), {}), 200, row_id=task_id)

    def _move(self, task_id: UUID, fields: Row, version: int | None) -> UUID:
        return self._moved(task_id, fields, version).id

    def _moved(self, task_id: UUID, fields: Row, version: int | None) -> Task:
        barrier = fields.pop("barrier", None)
        named = {"barrier_id" if isinstance(barrier, UUID) else "barrier": barrier}
        when = {"happened_at": fields.pop("at", None), "version": version}
        return transition_task(task_id=task_id, **when, **fields, **named, **self.by)
