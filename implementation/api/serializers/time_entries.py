"""Time entries and their corrections."""

from typing import Any

from rest_framework import serializers

from implementation.access.actors import Actor, ActorKind
from implementation.api.serializers import BASE, TIMES, Voiding
from implementation.http.authentication import actor_of
from implementation.http.fields import RowField, Text, Word
from implementation.http.serializers import Answer, Facts, Strict
from implementation.models import GoLive, Task, TimeEntry
from implementation.models.time_entries import MINUTES_OF_A_DAY

FIELDS = ("worked_on", "minutes", "person", "activity", "label", "with_customer", "note")
_MINUTES = {"minutes": {"min_value": 1, "max_value": MINUTES_OF_A_DAY}}


class TimeEntryAnswer(Answer[TimeEntry]):
    go_live = serializers.UUIDField(source="golive_id")
    task = serializers.UUIDField(source="task_id", allow_null=True)
    replaces = serializers.UUIDField(
        source="replaces_id", allow_null=True, help_text="The entry that this one corrects."
    )

    class Meta:
        model = TimeEntry
        fields = (*BASE, "go_live", "task", *FIELDS, "replaces", "current", *TIMES)


class TimeEntryFacts(Facts[TimeEntry]):
    go_live = RowField(GoLive, "go-live")
    task = RowField(Task, "task", required=False, allow_null=True)
    person = Text(
        required=False, max_length=200, help_text="Name or e-mail address; yourself in a session, needed of a key."
    )

    class Meta:
        model = TimeEntry
        fields = ("ref", "go_live", "task", *FIELDS)
        extra_kwargs = _MINUTES

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "person" not in attrs:
            attrs["person"] = _person(actor_of(self.context["request"]))
        return attrs


class Correction(Facts[TimeEntry]):
    """Only the fields that differ."""

    task = RowField(Task, "task", required=False, allow_null=True)
    reason = Text(required=False, max_length=5000)

    class Meta:
        model = TimeEntry
        fields = (*FIELDS, "task", "reason")
        extra_kwargs = {
            **{name: {"required": False} for name in FIELDS},
            "minutes": {**_MINUTES["minutes"], "required": False},
        }


class GoLiveWeek(serializers.Serializer[Any]):
    """The minutes of one go-live in the week."""

    go_live = serializers.UUIDField()
    title = serializers.CharField(help_text="The product and the customer by name.")
    minutes_by_day = serializers.ListField(child=serializers.IntegerField(), help_text="In the order of `days`.")
    minutes = serializers.IntegerField()
    minutes_with_customer = serializers.IntegerField()
    minutes_without_customer = serializers.IntegerField()


class TimeWeekAnswer(serializers.Serializer[Any]):
    person = serializers.CharField()
    days = serializers.ListField(child=serializers.DateField(), help_text="Monday to Sunday.")
    go_lives = GoLiveWeek(many=True, help_text="Those with hours in the week, by name.")
    minutes_by_day = serializers.ListField(child=serializers.IntegerField(), help_text="Over all go-lives.")
    missing_days = serializers.ListField(
        child=serializers.DateField(), help_text="Monday to Friday up to today without any hours."
    )
    minutes = serializers.IntegerField()
    minutes_with_customer = serializers.IntegerField(help_text="Hand-holding.")
    minutes_without_customer = serializers.IntegerField()


class TimeEntryTransition(Strict):
    to = Word(choices=Voiding.choices)
    reason = Text(max_length=5000)


def _person(actor: Actor) -> str:
    if actor.kind is ActorKind.USER:
        return actor.email
    raise serializers.ValidationError({"person": serializers.ErrorDetail("Say whose time it is.", "required")})
