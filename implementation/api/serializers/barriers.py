"""Barriers."""

from rest_framework import serializers

from implementation.api.serializers import BASE, TIMES
from implementation.http.fields import Day, RowField
from implementation.http.serializers import Answer, Facts, version_field
from implementation.models import Barrier, GoLive, Task

FIELDS = ("kind", "side", "opened_on", "closed_on", "note", "customer_note")


class BarrierAnswer(Answer[Barrier]):
    noun = "barrier"
    go_live = serializers.UUIDField(source="golive_id")
    task = serializers.UUIDField(source="task_id", allow_null=True, help_text="Null: the whole go-live.")

    named_by = serializers.ListField(
        source="namers",
        child=serializers.UUIDField(),
        help_text="Of one on the whole go-live: the tasks that it blocked.",
    )

    class Meta:
        model = Barrier
        fields = (*BASE, "go_live", "task", "named_by", *FIELDS, *TIMES)


class BarrierFacts(Facts[Barrier]):
    go_live = RowField(GoLive, "go-live")
    task = RowField(Task, "task", required=False, allow_null=True)
    opened_on = Day(required=False, help_text="Today unless said.")

    class Meta:
        model = Barrier
        fields = ("ref", "go_live", "task", *FIELDS)


class BarrierChange(Facts[Barrier]):
    elsewhere = dict.fromkeys(("go_live", "task"), "A barrier stays where it is: close it and open another.")
    version = version_field()

    class Meta:
        model = Barrier
        fields = ("ref", *FIELDS, "version")
