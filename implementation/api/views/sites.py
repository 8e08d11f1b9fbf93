"""Sites of customers."""

from typing import Any
from uuid import UUID

from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from implementation.api.filters import CUSTOMER, READS, REF, crud
from implementation.api.serializers.sites import SiteAnswer, SiteChange, SiteContact, SiteFacts
from implementation.http.actions import ListAction
from implementation.http.bulk import BulkAction
from implementation.http.by_ref import UpsertAction
from implementation.http.preconditions import expected_version
from implementation.models import Site
from implementation.services.sites import change_site, create_site, note_contact


class SiteView(ListAction, UpsertAction, BulkAction):
    """Where it is put live, with the sponsor there."""

    noun, model = "site", Site
    scopes = crud("sites", contact="sites:write")
    for_customers = READS
    answers = SiteAnswer
    requests = {"create": SiteFacts, "partial_update": SiteChange, "contact": SiteContact}
    filters = {**CUSTOMER, **REF}

    def make(self, fields: dict[str, Any]) -> Site:
        customer = fields.pop("customer")
        return create_site(customer_id=customer.id, fields=fields, **self.by)

    def change(self, row_id: UUID, fields: dict[str, Any], version: int | None) -> None:
        change_site(site_id=row_id, fields=fields, version=version, **self.by)

    @action(detail=True, methods=["post"], url_path="contacts")
    def contact(self, request: Request, id: UUID) -> Response:
        """Note that a site's sponsor or deputy was reached.

        The latest day stands at the site; earlier ones are kept in the log.
        """
        self.expect(id)
        fields = self.parse()
        version = expected_version(request, fields)
        note_contact(site_id=id, version=version, **fields, **self.by)
        return self.answer(id)
