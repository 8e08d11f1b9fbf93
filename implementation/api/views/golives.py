"""Go-lives and their moves from state to state."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from implementation.api.filters import CUSTOMER, REF, crud
from implementation.api.serializers.golives import GoLiveAnswer, GoLiveChange, GoLiveFacts, GoLiveTransition
from implementation.http.parameters import choices, flag, identifier
from implementation.http.preconditions import expected_version
from implementation.http.views import ChangeAction, CreateAction, ListAction, ReadAction, Row
from implementation.models import GoLive, GoLiveStatus, Stage
from implementation.reads.checklists import progress_of
from implementation.reads.golives import with_derived_columns
from implementation.services.golive_transitions import transition_golive
from implementation.services.golives import change_golive, create_golive

_NO_TASKS = {"tasks": 0, "finished": 0, "blocked": 0}


class GoLiveView(ListAction, ReadAction, CreateAction, ChangeAction):
    """One repetition of putting a product live at a customer. `revision` rises with every change under it too."""

    noun, model, revision = "go-live", GoLive, "revision"
    scopes = crud("go-lives", transition="go-lives:write")
    answers = GoLiveAnswer
    requests = {"create": GoLiveFacts, "partial_update": GoLiveChange, "transition": GoLiveTransition}
    filters = {
        **CUSTOMER,
        "product": identifier("product_id", "Go-lives of this product."),
        "site": identifier("site_id", "Go-lives at this site."),
        "status": choices("status__in", GoLiveStatus.values, "Go-lives in these states."),
        "stage": choices("stage__in", Stage.values, "Pilots, or production."),
        "on_hold": flag("on_hold", "Only those with an open hold, or only those without."),
        **REF,
    }

    def visible(self) -> QuerySet[Any]:
        return with_derived_columns(super().visible())

    def attach(self, rows: list[Row]) -> None:
        progress = progress_of([row["id"] for row in rows])
        for row in rows:
            row["progress"] = progress.get(row["id"], _NO_TASKS)

    def make(self, fields: dict[str, Any]) -> GoLive:
        customer, product = fields.pop("customer"), fields.pop("product")
        playbook = fields.pop("playbook", None)
        return create_golive(
            customer_id=customer.id,
            product_id=product.id,
            playbook_version_id=playbook and playbook.id,
            core_only=fields.pop("core_only"),
            allow_compression=fields.pop("allow_compression"),
            fields=fields,
            **self.by,
        ).golive

    def change(self, row_id: UUID, fields: dict[str, Any], version: int | None) -> None:
        change_golive(golive_id=row_id, fields=fields, version=version, **self.by)

    @action(detail=True, methods=["post"], url_path="transitions")
    def transition(self, request: Request, id: UUID) -> Response:
        """Move a go-live to another state.

        planned → in_progress, cancelled; in_progress → live, cancelled; live → handed_over. Live needs its live gates
        finished and no open hold, handing over its handover gates. Going back needs a lead and a reason.
        """
        self.expect(id)
        fields = self.parse()
        version = expected_version(request, fields)
        transition_golive(golive_id=id, version=version, **fields, **self.by)
        return self.answer(id)
