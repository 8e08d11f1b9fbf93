"""Sites of customers."""

from typing import Any
from uuid import UUID

from implementation.api.filters import CUSTOMER, READS, REF, crud
from implementation.api.serializers.sites import SiteAnswer, SiteChange, SiteFacts
from implementation.http.actions import ListAction
from implementation.http.bulk import BulkAction
from implementation.http.by_ref import UpsertAction
from implementation.models import Site
from implementation.services.sites import change_site, create_site


class SiteView(ListAction, UpsertAction, BulkAction):
    """Where it is put live, with the sponsor there."""

    noun, model = "site", Site
    scopes = crud("sites")
    for_customers = READS
    answers = SiteAnswer
    requests = {"create": SiteFacts, "partial_update": SiteChange}
    filters = {**CUSTOMER, **REF}

    def make(self, fields: dict[str, Any]) -> Site:
        customer = fields.pop("customer")
        return create_site(customer_id=customer.id, fields=fields, **self.by)

    def change(self, row_id: UUID, fields: dict[str, Any], version: int | None) -> None:
        change_site(site_id=row_id, fields=fields, version=version, **self.by)
