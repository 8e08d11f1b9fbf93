"""Comments: written, edited by their author, withdrawn; never deleted."""

from typing import Any
from uuid import UUID

from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from implementation.api.filters import OF_GOLIVE, READS, UPDATED_SINCE
from implementation.api.serializers.comments import CommentAnswer, CommentChange, CommentFacts, CommentTransition
from implementation.http.actions import ChangeAction, ListAction, ReadAction
from implementation.http.bulk import BulkAction
from implementation.http.parameters import choices, identifier, text
from implementation.http.preconditions import expected_version
from implementation.models import Comment
from implementation.models.vocabulary import Audience
from implementation.services.comments import edit_comment, withdraw_comment, write_comment


class CommentView(ListAction, ReadAction, ChangeAction, BulkAction):
    """What people say about a task or a go-live. Only its author edits a comment; a version tells that it was."""

    noun, model, revision = "comment", Comment, "golive__revision"
    scopes = {
        "list": "comments:read",
        "retrieve": "comments:read",
        "create": "comments:write",
        "partial_update": "comments:write",
        "bulk": "comments:write",
        "transition": "comments:write",
    }
    for_customers = READS | {"create", "partial_update", "transition"}
    answers = CommentAnswer
    requests = {"create": CommentFacts, "partial_update": CommentChange, "transition": CommentTransition}
    filters = {
        **OF_GOLIVE,
        "task": identifier("task_id", "Comments on this task."),
        "audience": choices("audience__in", Audience.values, "Comments for these readers."),
        "author": text("author", "Comments of exactly this author.", max_length=254),
        **UPDATED_SINCE,
    }

    def make(self, fields: dict[str, Any]) -> Comment:
        golive, task = fields.pop("go_live"), fields.pop("task", None)
        return write_comment(golive_id=golive.id, task_id=task and task.id, **fields, **self.by)

    def change(self, row_id: UUID, fields: dict[str, Any], version: int | None) -> None:
        if "text" in fields:
            edit_comment(comment_id=row_id, text=fields["text"], version=version, **self.by)

    @action(detail=True, methods=["post"], url_path="transitions")
    def transition(self, request: Request, id: UUID) -> Response:
        """Withdraw a comment.

        The customer sees it no more; staff see that it was said. It is never deleted.
        """
        self.expect(id)
        fields = self.parse()
        version = expected_version(request, fields)
        withdraw_comment(comment_id=id, reason=fields.get("reason", ""), version=version, **self.by)
        return self.answer(id)
