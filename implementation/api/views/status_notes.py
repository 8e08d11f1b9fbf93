"""Notes on the status: drafted, published by a person, withdrawn."""

from typing import Any
from uuid import UUID

from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from implementation.api.filters import OF_GOLIVE, READS, UPDATED_SINCE
from implementation.api.serializers.status_notes import (
    Publishing,
    StatusNoteAnswer,
    StatusNoteChange,
    StatusNoteFacts,
    StatusNoteTransition,
)
from implementation.http.actions import ChangeAction, ListAction, ReadAction
from implementation.http.bulk import BulkAction
from implementation.http.parameters import choices, flag
from implementation.http.preconditions import expected_version
from implementation.models import StatusNote
from implementation.models.status_notes import Light
from implementation.services.status_notes import (
    change_status_note,
    publish_status_note,
    withdraw_status_note,
    write_status_note,
)


class StatusNoteView(ListAction, ReadAction, ChangeAction, BulkAction):
    """How it goes, told to the customer: a traffic light and a few sentences. The newest is on the status page."""

    noun, model, revision = "status note", StatusNote, "golive__revision"
    scopes = {
        "list": "status-notes:read",
        "retrieve": "status-notes:read",
        "create": "status-notes:write",
        "partial_update": "status-notes:write",
        "bulk": "status-notes:write",
        "transition": "status-notes:write",
    }
    for_customers = READS
    answers = StatusNoteAnswer
    requests = {"create": StatusNoteFacts, "partial_update": StatusNoteChange, "transition": StatusNoteTransition}
    filters = {
        **OF_GOLIVE,
        "light": choices("light__in", Light.values, "Notes with these lights."),
        "draft": flag("published_at__isnull", "Only drafts, or only what was published."),
        **UPDATED_SINCE,
    }

    def make(self, fields: dict[str, Any]) -> StatusNote:
        golive = fields.pop("go_live")
        return write_status_note(golive_id=golive.id, **fields, **self.by)

    def change(self, row_id: UUID, fields: dict[str, Any], version: int | None) -> None:
        change_status_note(note_id=row_id, fields=fields, version=version, **self.by)

    @action(detail=True, methods=["post"], url_path="transitions")
    def transition(self, request: Request, id: UUID) -> Response:
        """Publish or withdraw a note.

        Published, the customer reads it, and it does not change any more. Withdrawn, it leaves the status page.
        """
        self.expect(id)
        fields = self.parse()
        known = {"note_id": id, "version": expected_version(request, fields), **self.by}
        if fields["to"] == Publishing.PUBLISHED:
            publish_status_note(published_by=fields.get("published_by", ""), **known)
        else:
            withdraw_status_note(reason=fields.get("reason", ""), **known)
        return self.answer(id)
