"""API keys: made, listed and revoked, so that tools can rotate their own."""

from datetime import timedelta
from uuid import UUID

from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from implementation.access.actors import Role
from implementation.api.filters import CUSTOMER, UPDATED_SINCE
from implementation.api.serializers.api_keys import (
    ApiKeyAnswer,
    ApiKeyFacts,
    ApiKeyRotation,
    ApiKeyTransition,
    NewApiKeyAnswer,
)
from implementation.http.actions import ListAction, ReadAction
from implementation.http.preconditions import etag
from implementation.http.views import Row
from implementation.models import ApiKey
from implementation.services.api_keys import issue_key, revoke_key
from implementation.services.key_rotation import rotate_key


class ApiKeyView(ListAction, ReadAction):
    """Keys of tools. Only leads, and keys made with the role lead, see and make them.

    A key is replaced by rotating it: for a while both work.
    """

    noun, model = "API key", ApiKey
    scopes = {
        "list": "api-keys:read",
        "retrieve": "api-keys:read",
        "create": "api-keys:write",
        "transition": "api-keys:write",
        "rotate": "api-keys:write",
    }
    for_fresh_sessions = frozenset({"create", "rotate"})
    answers = ApiKeyAnswer
    other_answers = {"create": NewApiKeyAnswer, "rotate": NewApiKeyAnswer}
    requests = {"create": ApiKeyFacts, "transition": ApiKeyTransition, "rotate": ApiKeyRotation}
    statuses = {"create": 201, "rotate": 201}
    told_once = frozenset({"key"})
    filters = {**CUSTOMER, **UPDATED_SINCE}

    def create(self, request: Request) -> Response:
        """Create an API key.

        `key` is told this once: only a hash of it is kept. Nobody hands on more than they have.
        """
        fields = self.parse()
        customer = fields.pop("customer", None)
        role = Role(fields.pop("role"))
        key, text = issue_key(role=role, customer_id=customer and customer.id, **fields, **self.by)
        return self.answer_created(key.id, key=text)

    def tag(self, row: Row) -> str:
        """Using a key raises no version, but changes what is answered."""
        shape = f"{self.shape.name}:{row.get('last_used_at')}"
        return etag(version=row["version"], revision=0, actor=self.actor, shape=shape)

    @action(detail=True, methods=["post"], url_path="transitions")
    def transition(self, request: Request, id: UUID) -> Response:
        """Revoke an API key.

        It ends at once. Revoking it again changes nothing.
        """
        self.expect(id)
        self.parse()
        revoke_key(key_id=id, **self.by)
        return self.answer(id)

    @action(detail=True, methods=["post"])
    def rotate(self, request: Request, id: UUID) -> Response:
        """Replace an API key by another.

        `key`, the new one, is told this once. It may do what the old one may. For `overlap_hours` both work, then the
        old one has expired; 0 ends it at once.
        """
        self.expect(id)
        fields = self.parse()
        overlap = timedelta(hours=fields.pop("overlap_hours"))
        key, text = rotate_key(key_id=id, overlap=overlap, **fields, **self.by)
        return self.answer_created(key.id, key=text)
