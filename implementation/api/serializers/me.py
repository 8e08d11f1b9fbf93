"""A person's own: the work in hand."""

from typing import Any

from rest_framework import serializers

from implementation.models import TaskStatus
from implementation.models.playbooks import Category, Gate
from implementation.models.vocabulary import OwnerSide
from implementation.planning.urgency import URGENCIES

URGENCY_CHOICES = [(word, word) for word in URGENCIES]


class MyTask(serializers.Serializer[Any]):
    """A task in hand."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    title = serializers.CharField()
    status = serializers.ChoiceField(choices=TaskStatus.choices)
    category = serializers.ChoiceField(choices=Category.choices)
    phase = serializers.CharField()
    gate = serializers.ChoiceField(choices=Gate.choices)
    owner_side = serializers.ChoiceField(choices=OwnerSide.choices)
    planned_start_on = serializers.DateField(allow_null=True)
    due_on = serializers.DateField(allow_null=True)
    go_live = serializers.UUIDField()
    go_live_title = serializers.CharField(help_text="The product and the customer by name.")
    on_hold = serializers.BooleanField(help_text="The go-live is on hold.")
    urgency = serializers.ChoiceField(
        choices=URGENCY_CHOICES,
        help_text="`due`: within a week; `new`: the person's for less than a week.",
    )
    days_overdue = serializers.IntegerField(help_text="0: not overdue.")
    since = serializers.DateField(help_text="When it became the person's.")


class MyCounts(serializers.Serializer[Any]):
    """How many tasks of each urgency there are."""

    overdue = serializers.IntegerField()
    due = serializers.IntegerField()
    blocked = serializers.IntegerField()
    new = serializers.IntegerField()
    later = serializers.IntegerField()


class MyWorkAnswer(serializers.Serializer[Any]):
    person = serializers.CharField()
    as_of = serializers.DateField()
    counts = MyCounts()
    tasks = MyTask(many=True, help_text="The most urgent first.")
    left_out = serializers.IntegerField(help_text="How many more there are than `limit`.")
