"""Notes on the status, for the customer."""

from typing import Any

from django.db.models import TextChoices
from rest_framework import serializers

from implementation.api.serializers import TIMES
from implementation.http.fields import Flag, RowField, Text, Word
from implementation.http.serializers import Answer, Facts, Strict, version_field
from implementation.models import GoLive, StatusNote


class Publishing(TextChoices):
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


def _published_by() -> Any:
    return Text(
        required=False, max_length=254, help_text="Needed of a key: the person who stands for it. A person: themselves."
    )


class StatusNoteAnswer(Answer[StatusNote]):
    noun = "status-note"
    go_live = serializers.UUIDField(source="golive_id")

    class Meta:
        model = StatusNote
        fields = (
            "id", "version", "go_live", "light", "text", "written_by", "published_by", "published_at", "withdrawn_at",
            *TIMES,
        )  # fmt: skip


class StatusNoteFacts(Facts[StatusNote]):
    go_live = RowField(GoLive, "go-live")
    publish = Flag(default=True, help_text="False: kept as a draft, which the customer does not see.")
    published_by: Any = _published_by()

    class Meta:
        model = StatusNote
        fields = ("go_live", "light", "text", "publish", "published_by")


class StatusNoteChange(Facts[StatusNote]):
    elsewhere = {"go_live": "A note stays with its go-live."}
    version = version_field()

    class Meta:
        model = StatusNote
        fields = ("light", "text", "version")


class StatusNoteTransition(Strict):
    to = Word(choices=Publishing.choices)
    reason = Text(required=False, max_length=5000, help_text="Needed to withdraw; for staff.")
    published_by: Any = _published_by()
    version = version_field()
