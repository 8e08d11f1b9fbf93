"""Go-lives and their moves from state to state."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from implementation.api.filters import CUSTOMER, READS, REF, crud
from implementation.api.serializers.customers import CustomerAnswer
from implementation.api.serializers.golives import (
    GoLiveAnswer,
    GoLiveChange,
    GoLiveFacts,
    GoLiveTransition,
    NewGoLiveAnswer,
)
from implementation.api.serializers.products import ProductAnswer
from implementation.api.serializers.sites import SiteAnswer
from implementation.http.actions import Made
from implementation.http.bulk import BulkAction
from implementation.http.by_ref import UpsertAction
from implementation.http.compiled import CompiledReads
from implementation.http.parameters import choices, flag, identifier
from implementation.http.preconditions import expected_version
from implementation.http.shapes import Expansion
from implementation.http.views import Row
from implementation.models import Customer, GoLive, GoLiveStatus, Product, Site, Stage
from implementation.planning.layout import Layout
from implementation.reads.checklists import with_progress
from implementation.reads.golives import with_derived_columns
from implementation.services.golive_transitions import transition_golive
from implementation.services.golives import change_golive, create_golive
from implementation.services.rough_dates import middled


class GoLiveView(CompiledReads, UpsertAction, BulkAction):
    """One repetition of putting a product live at a customer. `revision` rises with every change under it too."""

    noun, model, revision = "go-live", GoLive, "revision"
    scopes = crud("go-lives", transition="go-lives:write")
    for_customers = READS
    answers = GoLiveAnswer
    other_answers = {"create": NewGoLiveAnswer, "put_by_ref": NewGoLiveAnswer}
    of_making = frozenset({"playbook", "core_only", "allow_compression"})
    expansions = {
        "customer": Expansion("customers:read", Customer.objects.visible_to, CustomerAnswer),
        "product": Expansion("products:read", Product.objects.visible_to, ProductAnswer),
        "site": Expansion("sites:read", Site.objects.visible_to, SiteAnswer),
    }
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
        return with_progress(with_derived_columns(super().visible()), self.actor)

    def make(self, fields: dict[str, Any]) -> Made:
        """Who allows compression is told what it came to."""
        compresses = fields.pop("allow_compression")
        customer, product = fields.pop("customer"), fields.pop("product")
        playbook = fields.pop("playbook", None)
        made = create_golive(
            customer_id=customer.id,
            product_id=product.id,
            playbook_version_id=playbook and playbook.id,
            core_only=fields.pop("core_only"),
            allow_compression=compresses,
            fields=fields,
            **self.by,
        )
        return Made(made.golive, _compression(made.laid) if compresses else {})

    def changeable(self, row_id: UUID, fields: Row) -> Row:
        return super().changeable(row_id, middled(fields))

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


def _compression(laid: Layout | None) -> Row:
    """Keys of the tasks that would end after their day, and the first target that is too near for none."""
    return {
        "compressed": list(laid.compressed) if laid else [],
        "earliest_feasible_on": laid.earliest_feasible_on if laid else None,
    }
