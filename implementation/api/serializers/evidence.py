"""Evidence of tasks."""

from typing import Any

from rest_framework import serializers

from implementation.api.serializers import TIMES, Voiding
from implementation.http.fields import RowField, Text, Word
from implementation.http.serializers import Answer, Facts, Strict
from implementation.models import Evidence, Task


class EvidenceAnswer(Answer[Evidence]):
    noun = "evidence"
    go_live = serializers.UUIDField(source="golive_id")
    task = serializers.UUIDField(source="task_id")

    class Meta:
        model = Evidence
        fields = (
            "id", "version", "go_live", "task", "title", "link", "note", "file_name", "file_type", "file_size",
            "file_sha256", "added_by", "voided_at", *TIMES,
        )  # fmt: skip


class EvidenceFacts(Facts[Evidence]):
    task = RowField(Task, "task")

    class Meta:
        model = Evidence
        fields = ("task", "title", "link", "note")


class EvidenceFileFacts(Strict):
    task = RowField(Task, "task")
    file = serializers.FileField(help_text="PDF, PNG, JPEG, an office document, text or CSV, by name and by content.")
    title: Any = Text(required=False, max_length=200, help_text="The file's name unless said.")
    note = Text(required=False, max_length=5000)


class EvidenceTransition(Strict):
    to = Word(choices=Voiding.choices)
    reason = Text(max_length=5000)
