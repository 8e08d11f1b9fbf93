"""The plan of a go-live, and what a change would move before it is made."""

from uuid import UUID

from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from implementation.api.serializers.plans import PlanAnswer, PlanPreview, PlanPreviewAnswer
from implementation.http.views import NounView
from implementation.models import GoLive
from implementation.services.plan_previews import preview_plan, read_plan


class PlanView(NounView):
    """What is planned. The dates themselves change with the tasks, the kickoff and the target."""

    noun, model = "go-live", GoLive
    scopes = {"plan": "go-lives:read", "plan_preview": "go-lives:read"}
    answers = PlanAnswer
    requests = {"plan_preview": PlanPreview}
    other_answers = {"plan_preview": PlanPreviewAnswer}

    @action(detail=True, methods=["get"])
    def plan(self, request: Request, id: UUID) -> Response:
        """Plan of a go-live.

        Its tasks by their dates, with the days that each may slip and what is critical; the day on which the plan lets
        it go live, and the earliest target that would compress nothing. For staff.
        """
        return Response(read_plan(id, actor=self.actor))

    @action(detail=True, methods=["post"], url_path="plan-preview")
    def plan_preview(self, request: Request, id: UUID) -> Response:
        """Preview what a change would move.

        Nothing is written. Send one of: another target, another kickoff, or what would be changed of one task. The
        answer is what the change would do: the tasks that move, the projected go-live, and what is compressed.
        """
        self.expect(id)
        return Response(preview_plan(id, actor=self.actor, change=self.parse()))
