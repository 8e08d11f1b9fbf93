"""Comments on tasks and go-lives."""

from typing import Any

from rest_framework import serializers

from implementation.api.serializers import TIMES, Withdrawing
from implementation.http.fields import RowField, Text, Word
from implementation.http.serializers import Answer, Facts, Strict, version_field
from implementation.models import Comment, GoLive, Task
from implementation.models.vocabulary import Audience


class CommentAnswer(Answer[Comment]):
    noun = "comment"
    go_live = serializers.UUIDField(source="golive_id")
    task = serializers.UUIDField(source="task_id", allow_null=True, help_text="Null: the whole go-live.")

    class Meta:
        model = Comment
        fields = (
            "id", "version", "go_live", "task", "text", "audience", "author", "edited_at", "withdrawn_at", *TIMES,
        )  # fmt: skip


class CommentFacts(Facts[Comment]):
    go_live = RowField(GoLive, "go-live")
    task = RowField(Task, "task", required=False, allow_null=True)
    audience = Word(
        choices=Audience.choices, required=False, help_text="Staff alone unless said; a customer's is for both sides."
    )
    author: Any = Text(
        required=False, max_length=254, help_text="Of a key: whose words it brings. A person writes as themselves."
    )

    class Meta:
        model = Comment
        fields = ("go_live", "task", "text", "audience", "author")


class CommentChange(Facts[Comment]):
    elsewhere = {
        **dict.fromkeys(("go_live", "task"), "A comment stays where it is: withdraw it and write another."),
        "audience": "Who may read a comment does not change: withdraw it and write another.",
    }
    version = version_field()

    class Meta:
        model = Comment
        fields = ("text", "version")


class CommentTransition(Strict):
    to = Word(choices=Withdrawing.choices)
    reason = Text(required=False, max_length=5000, help_text="For staff.")
    version = version_field()
