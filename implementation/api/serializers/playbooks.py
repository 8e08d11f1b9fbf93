"""Playbooks, their versions, and the lines of a version."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.fields import empty

from implementation.api.serializers import TIMES
from implementation.api.serializers.playbook_contents import PlaybookContent
from implementation.http.authentication import actor_of
from implementation.http.fields import Text
from implementation.http.serializers import Answer
from implementation.models import Playbook, PlaybookTask, PlaybookVersion
from implementation.models.playbook_contents import LINE_COLUMNS
from implementation.reads.playbooks import playbook_version


class PlaybookAnswer(Answer[Playbook]):
    newest_version = serializers.UUIDField(allow_null=True, help_text="The version that was published last.")
    newest_number = serializers.CharField(allow_null=True, help_text="Its number, such as 1.1.0.")

    class Meta:
        model = Playbook
        fields = ("id", "version", "key", "title", "product_type", "newest_version", "newest_number", *TIMES)


@extend_schema_field({"type": "array", "items": {"type": "string"}})
class Words(serializers.JSONField):
    """Keys of other lines, or names."""


@extend_schema_field({"type": "array", "items": {"type": "object", "additionalProperties": True}})
class Objects(serializers.JSONField):
    """Objects as the playbook's file has them."""


class PlaybookLineAnswer(Answer[PlaybookTask]):
    depends_on = Words(help_text="Keys of the lines that come before.")
    refs = Words(help_text="Standards and topics it touches.")

    class Meta:
        model = PlaybookTask
        fields = LINE_COLUMNS


class PlaybookVersionAnswer(Answer[PlaybookVersion]):
    playbook = serializers.UUIDField(source="playbook_id")
    playbook_key = serializers.CharField(source="playbook.key")
    phases = Objects()
    outcomes = Objects()

    class Meta:
        model = PlaybookVersion
        fields = (
            "id", "version", "playbook", "playbook_key", "number", "title", "product_type", "description",
            "nominal_days", "day_kind", "phases", "outcomes", "published_at", *TIMES,
        )  # fmt: skip


class PlaybookVersionWithTasksAnswer(PlaybookVersionAnswer):
    attached = ("tasks", "content")
    tasks = PlaybookLineAnswer(many=True)
    content = PlaybookContent(help_text="All of it as it is edited and published: the fields of a playbook's file.")

    class Meta(PlaybookVersionAnswer.Meta):
        fields = (*PlaybookVersionAnswer.Meta.fields, "tasks", "content")  # type: ignore[assignment]  # two more


class PlaybookField(Text):
    """A playbook's key, for its newest version, `key@number`, or the id of a version; gives the version."""

    default_error_messages = {"unknown": "There is no playbook of that key, nor a version of that id."}

    def run_validation(self, data: Any = empty) -> Any:
        """Looked up once it is a text that the database can be asked for."""
        named = super().run_validation(data)
        version = playbook_version(named, actor=actor_of(self.context["request"]))
        if version is None:
            self.fail("unknown")
        return version
