"""Which sets of cohorts are kept current, and how repetitions are counted in them."""

from typing import Any
from uuid import UUID

from implementation.api.filters import UPDATED_SINCE, crud
from implementation.http.actions import ChangeAction, CreateAction, ListAction, ReadAction
from tracking.api.serializers.cohorts import CohortAnswer, CohortChange, CohortFacts
from tracking.models import CohortConfig
from tracking.services.cohort_configs import change_cohort, create_cohort


class CohortView(ListAction, ReadAction, CreateAction, ChangeAction):
    """How cohorts are formed besides `product` and `product,segment`, which are always kept current."""

    noun, model = "cohort", CohortConfig
    scopes = crud("cohorts")
    unbound_only = frozenset({"list", "retrieve", "create", "partial_update"})
    answers = CohortAnswer
    requests = {"create": CohortFacts, "partial_update": CohortChange}
    filters = UPDATED_SINCE

    def make(self, fields: dict[str, Any]) -> CohortConfig:
        return create_cohort(fields=fields, **self.by)

    def change(self, row_id: UUID, fields: dict[str, Any], version: int | None) -> None:
        change_cohort(cohort_id=row_id, fields=fields, version=version, **self.by)
