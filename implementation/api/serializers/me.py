"""A person's own: the work in hand, and the reminders."""

from typing import Any

from rest_framework import serializers

from implementation.http.fields import Flag
from implementation.http.serializers import Strict
from implementation.models import MailState, ReminderKind, TaskStatus
from implementation.models.playbooks import Category, Gate
from implementation.models.vocabulary import OwnerSide
from implementation.planning.urgency import URGENCIES
from implementation.reads.reminders import WAITING

URGENCY_CHOICES = [(word, word) for word in URGENCIES]

MAIL_CHOICES = [(WAITING, WAITING), *MailState.choices]


class MyTask(serializers.Serializer[Any]):
    """A task in hand."""

    noun = "work-task"
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

    noun = "work-counts"
    overdue = serializers.IntegerField()
    due = serializers.IntegerField()
    blocked = serializers.IntegerField()
    new = serializers.IntegerField()
    later = serializers.IntegerField()


class MyWorkAnswer(serializers.Serializer[Any]):
    noun = "work"
    person = serializers.CharField()
    as_of = serializers.DateField()
    counts = MyCounts()
    tasks = MyTask(many=True, help_text="The most urgent first.")
    left_out = serializers.IntegerField(help_text="How many more there are than `limit`.")


class ReminderSwitching(Strict):
    due = Flag(required=False, help_text="Two days before a task is due, and on the day.")
    blocked = Flag(required=False, help_text="Every seven days that something blocks your task, or what you lead.")
    yours = Flag(required=False, help_text="When somebody else gives you a task.")


class ReminderSwitchesAnswer(serializers.Serializer[Any]):
    """The kinds that you want."""

    noun = "reminder-switches"
    due = serializers.BooleanField()
    blocked = serializers.BooleanField()
    yours = serializers.BooleanField()


class MyReminder(serializers.Serializer[Any]):
    """Something that you were, or will be, reminded of."""

    noun = "reminder"
    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=ReminderKind.choices)
    task = serializers.UUIDField(allow_null=True)
    barrier = serializers.UUIDField(allow_null=True)
    title = serializers.CharField(help_text="Of the task; empty: the whole go-live is blocked.")
    day = serializers.DateField(help_text="The day on which it is said.")
    mail = serializers.ChoiceField(
        choices=MAIL_CHOICES,
        help_text="How its mail fares; `waiting`: in none yet; `unsure`: it may have arrived, and is not repeated.",
    )
    sent_at = serializers.DateTimeField(allow_null=True)


class MyRemindersAnswer(serializers.Serializer[Any]):
    noun = "reminders"
    wanted = ReminderSwitchesAnswer()
    latest = MyReminder(many=True, help_text="At most 50, the latest first.")
