"""Evidence of tasks."""

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
        fields = ("id", "version", "go_live", "task", "title", "link", "note", "added_by", "voided_at", *TIMES)


class EvidenceFacts(Facts[Evidence]):
    task = RowField(Task, "task")

    class Meta:
        model = Evidence
        fields = ("task", "title", "link", "note")


class EvidenceTransition(Strict):
    to = Word(choices=Voiding.choices)
    reason = Text(max_length=5000)
