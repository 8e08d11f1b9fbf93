"""Sign-offs: asked for, decided by a named person, asked for again."""

from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, QuerySet
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from implementation.api.filters import OF_GOLIVE, READS, UPDATED_SINCE
from implementation.api.serializers.approvals import (
    ApprovalAnswer,
    ApprovalFacts,
    ApprovalRound,
    ApprovalTransition,
)
from implementation.http.actions import ListAction, ReadAction
from implementation.http.bulk import BulkAction
from implementation.http.parameters import choices, identifier, text
from implementation.http.preconditions import expected_version
from implementation.models import Approval, Task
from implementation.models.approvals import ApprovalStatus
from implementation.models.prerequisites import Ids
from implementation.models.vocabulary import Side
from implementation.services.approvals import decide_approval, request_again, request_approval


class ApprovalView(ListAction, ReadAction, BulkAction):
    """Who is asked to sign what off, and what they said. After a rejection another round may follow."""

    noun, model, revision = "approval", Approval, "golive__revision"
    scopes = {
        "list": "approvals:read",
        "retrieve": "approvals:read",
        "create": "approvals:write",
        "bulk": "approvals:write",
        "transition": "approvals:write",
        "ask_again": "approvals:write",
    }
    for_customers = READS | {"transition"}
    statuses = {"create": 201, "ask_again": 201}
    answers = ApprovalAnswer
    requests = {"create": ApprovalFacts, "transition": ApprovalTransition, "ask_again": ApprovalRound}
    filters = {
        **OF_GOLIVE,
        "task": identifier("task_id", "Approvals for this task."),
        "status": choices("status__in", ApprovalStatus.values, "Approvals in these states."),
        "side": choices("side__in", Side.values, "Whose people are asked."),
        "asked": text("asked", "Approvals that exactly this person is asked for."),
        **UPDATED_SINCE,
    }

    def visible(self) -> QuerySet[Any]:
        tasks = Task.objects.visible_to(self.actor).filter(condition_of=OuterRef("pk")).order_by("id")
        rows: QuerySet[Any] = super().visible().annotate(conditions=Ids(tasks.values(one=F("id"))))
        return rows

    def make(self, fields: dict[str, Any]) -> Approval:
        golive, task = fields.pop("go_live"), fields.pop("task", None)
        required = fields.pop("required", None)
        return request_approval(
            golive_id=golive.id, task_id=task and task.id, required=required, fields=fields, **self.by
        )

    @action(detail=True, methods=["post"], url_path="transitions")
    def transition(self, request: Request, id: UUID) -> Response:
        """Record the decision on an approval.

        Approved, approved_with_conditions (each becomes a task), rejected or withdrawn with a reason. By a named
        person: `decided_by`, or who is logged in. A decision is not changed; after a rejection, ask again.
        """
        self.expect(id)
        fields = self.parse()
        version = expected_version(request, fields)
        decide_approval(approval_id=id, version=version, **fields, **self.by)
        return self.answer(id)

    @action(detail=True, methods=["post"], url_path="rounds")
    def ask_again(self, request: Request, id: UUID) -> Response:
        """Ask again after a rejection.

        The answer is a new approval of the next round, which names the one before.
        """
        self.expect(id)
        return self.answer_created(request_again(approval_id=id, fields=self.parse(), **self.by).pk)
