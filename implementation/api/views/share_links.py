"""Share links."""

from uuid import UUID

from django.conf import settings
from django.urls import reverse
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from implementation.api.filters import OF_GOLIVE, UPDATED_SINCE
from implementation.api.serializers.share_links import (
    NewShareLinkAnswer,
    ShareLinkAnswer,
    ShareLinkFacts,
    ShareLinkTransition,
)
from implementation.http.actions import ListAction, ReadAction
from implementation.http.preconditions import etag
from implementation.http.views import Row
from implementation.models import ShareLink
from implementation.services.share_links import create_share_link, revoke_share_link


class ShareLinkView(ListAction, ReadAction):
    """Links that show one go-live to whoever has them. Active until `expires_at` or `revoked_at`."""

    noun, model, revision = "share link", ShareLink, "golive__revision"
    scopes = {
        "list": "share-links:read",
        "retrieve": "share-links:read",
        "create": "share-links:write",
        "transition": "share-links:write",
    }
    answers = ShareLinkAnswer
    other_answers = {"create": NewShareLinkAnswer}
    requests = {"create": ShareLinkFacts, "transition": ShareLinkTransition}
    told_once = frozenset({"url"})
    filters = {**OF_GOLIVE, **UPDATED_SINCE}

    def create(self, request: Request) -> Response:
        """Create a share link.

        `url` is told this once: only a hash of its secret is kept.
        """
        fields = self.parse()
        golive = fields.pop("go_live")
        link, token = create_share_link(golive_id=golive.id, **fields, **self.by)
        address = settings.PUBLIC_URL + reverse("shared-status", kwargs={"token": token})
        return self.answer_created(link.id, url=address)

    def tag(self, row: Row) -> str:
        """Looking raises no version, but changes what is answered."""
        shape = f"{self.shape.name}:{row.get('last_viewed_at')}"
        return etag(version=row["version"], revision=row["golive__revision"], actor=self.actor, shape=shape)

    @action(detail=True, methods=["post"], url_path="transitions")
    def transition(self, request: Request, id: UUID) -> Response:
        """Revoke a share link.

        It ends at once. Revoking it again changes nothing.
        """
        self.expect(id)
        self.parse()
        revoke_share_link(share_link_id=id, **self.by)
        return self.answer(id)
