"""Invitations of customers' people."""

from typing import Any
from uuid import UUID

from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from implementation.api.filters import CUSTOMER, UPDATED_SINCE
from implementation.api.serializers.invitations import InvitationAnswer, InvitationFacts, InvitationTransition
from implementation.http.actions import CreateAction, ListAction, ReadAction
from implementation.models import Invitation
from implementation.services.invitations import invite, revoke_invitation


class InvitationView(ListAction, ReadAction, CreateAction):
    """Invitations of customers' people, by mail. Open until `expires_at`, `accepted_at` or `revoked_at`."""

    noun, model = "invitation", Invitation
    scopes = {
        "list": "invitations:read",
        "retrieve": "invitations:read",
        "create": "invitations:write",
        "transition": "invitations:write",
    }
    answers = InvitationAnswer
    requests = {"create": InvitationFacts, "transition": InvitationTransition}
    filters = {**CUSTOMER, **UPDATED_SINCE}

    def make(self, fields: dict[str, Any]) -> Invitation:
        customer = fields.pop("customer")
        return invite(customer_id=customer.id, **fields, **self.by)

    @action(detail=True, methods=["post"], url_path="transitions")
    def transition(self, request: Request, id: UUID) -> Response:
        """Revoke an invitation.

        Its link ends at once. Revoking it again changes nothing.
        """
        self.expect(id)
        self.parse()
        revoke_invitation(invitation_id=id, **self.by)
        return self.answer(id)
