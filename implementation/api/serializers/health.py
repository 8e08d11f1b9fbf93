"""The health of go-lives. Answers alone: it is judged at each reading, and nothing of it is written."""

from typing import Any

from rest_framework import serializers

from implementation.models import GoLiveStatus
from implementation.planning.health import LEVELS, REASONS

LEVEL_CHOICES = [(level, level) for level in LEVELS]
REASON_CHOICES = [(reason, reason) for reason in REASONS]


class HealthCause(serializers.Serializer[Any]):
    """A row that the reason comes from."""

    noun = serializers.CharField(help_text="`task`, `barrier` or `site`.")
    id = serializers.UUIDField()
    title = serializers.CharField()


class HealthReason(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=REASON_CHOICES)
    level = serializers.ChoiceField(choices=LEVEL_CHOICES, help_text="What it makes of the go-live by itself.")
    sentence = serializers.CharField()
    rows = HealthCause(many=True, help_text="None where it follows from dates of the go-live itself.")


class GoLiveHealthAnswer(serializers.Serializer[Any]):
    go_live = serializers.UUIDField()
    customer = serializers.UUIDField()
    product = serializers.UUIDField()
    title = serializers.CharField(help_text="The product and the customer by name.")
    status = serializers.ChoiceField(choices=GoLiveStatus.choices)
    as_of = serializers.DateField()
    level = serializers.ChoiceField(
        choices=LEVEL_CHOICES,
        help_text="`off_track`: the target will not be met, or has passed; `at_risk`: there is another reason; "
        "`on_hold`: a hold is open; `closed`: handed over, cancelled or ended.",
    )
    sentence = serializers.CharField()
    reasons = HealthReason(many=True)


class GoLiveHealthPage(serializers.Serializer[Any]):
    next = serializers.URLField(allow_null=True, help_text="Address of the next page; null on the last.")
    next_cursor = serializers.CharField(allow_null=True, help_text="Where the next page starts.")
    results = GoLiveHealthAnswer(many=True)
