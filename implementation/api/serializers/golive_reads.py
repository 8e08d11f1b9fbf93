"""Where a go-live stands: its progress and its days. Answers alone: nothing here is written."""

from typing import Any

from rest_framework import serializers

from implementation.models.vocabulary import BarrierKind, Precision
from implementation.reads.days import SIDE_CHOICES


class ProgressPart(serializers.Serializer[Any]):
    """Some of the tasks."""

    noun = "progress-part"
    name = serializers.CharField(help_text="`all`, or key of the category or phase; empty: of no phase.")
    title = serializers.CharField()
    tasks = serializers.IntegerField()
    finished = serializers.IntegerField(help_text="Done or skipped.")
    blocked = serializers.IntegerField()
    percent = serializers.IntegerField(
        help_text="Finished tasks, and of tasks that count the part of their number that is reached; rounded down."
    )
    count_target = serializers.IntegerField(help_text="Sum over the tasks that count something.")
    count_done = serializers.IntegerField(help_text="Sum over the tasks that count something.")


class ProgressParts(serializers.Serializer[Any]):
    noun = "progress-parts"
    overall = ProgressPart()
    by_category = ProgressPart(many=True)
    by_phase = ProgressPart(many=True)


class GoLiveProgressAnswer(serializers.Serializer[Any]):
    noun = "progress"
    go_live = serializers.UUIDField()
    all = ProgressParts(help_text="Of all tasks that you may see.")
    customer_visible = ProgressParts(help_text="Of those that the customer sees.")


class GoLiveHoursAnswer(serializers.Serializer[Any]):
    noun = "hours"
    go_live = serializers.UUIDField()
    minutes = serializers.IntegerField(allow_null=True, help_text="All that were logged; null: not released to you.")
    minutes_with_customer = serializers.IntegerField(
        allow_null=True, help_text="Those spent with the customer; null: not released to you."
    )


class DaysByKind(serializers.Serializer[Any]):
    """One kind of barrier."""

    kind = serializers.ChoiceField(choices=BarrierKind.choices)
    attributed = serializers.IntegerField(help_text="Days with an open barrier of this kind.")
    exclusive = serializers.FloatField(help_text="The same, but a day that several kinds block is shared equally.")


class DaysBySide(serializers.Serializer[Any]):
    """One side."""

    side = serializers.ChoiceField(choices=SIDE_CHOICES)
    blocked = serializers.FloatField(
        help_text="Days that its barriers block and no hold covers; a day of several sides is shared equally."
    )
    on_hold = serializers.IntegerField(help_text="Days of its holds.")


class DaysSlip(serializers.Serializer[Any]):
    """Against one target."""

    target_on = serializers.DateField(allow_null=True)
    target_on_precision = serializers.ChoiceField(choices=Precision.choices)
    days = serializers.IntegerField(
        allow_null=True, help_text="From the target to live; while open, what it is at least; null: unknown."
    )
    precision = serializers.ChoiceField(choices=Precision.choices, help_text="The coarser of the two dates'.")


class GoLiveDaysAnswer(serializers.Serializer[Any]):
    go_live = serializers.UUIDField()
    as_of = serializers.DateField(help_text="What happened later is not known.")
    counted_from = serializers.DateField(allow_null=True, help_text="Kickoff; null before it.")
    counted_to = serializers.DateField(allow_null=True, help_text="Live, cancelled, or `as_of` while open.")
    days = serializers.IntegerField(allow_null=True, help_text="On hold, blocked and free together.")
    days_on_hold = serializers.IntegerField(allow_null=True)
    days_net_of_holds = serializers.IntegerField(allow_null=True)
    days_free = serializers.FloatField(allow_null=True, help_text="Neither on hold nor blocked.")
    by_side = DaysBySide(many=True, help_text="Blocked and held days by whose side it was.")
    days_blocked = serializers.IntegerField(help_text="Days with any open barrier, those on hold included.")
    by_barrier = DaysByKind(many=True, help_text="Kinds that blocked a day or more.")
    target_moves = serializers.IntegerField()
    against_first_target = DaysSlip()
    against_last_target = DaysSlip()
    slips_final = serializers.BooleanField(help_text="It is live: the slips will not change any more.")
