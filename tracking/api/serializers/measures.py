"""Measures of go-lives."""

from typing import Any

from rest_framework import serializers

from implementation.http.serializers import Answer
from tracking.models import GoLiveMeasure

# Columns that `attached` fields are made of.
MINUTES = ("handholding_minutes", "total_minutes", "minutes_by_activity")


class MeasureAnswer(Answer[GoLiveMeasure]):
    """`id` is the go-live's: it has one measure."""

    attached = ("current", "handholding_hours", "total_hours", "hours_by_activity", "text")
    id = serializers.UUIDField(source="golive_id", help_text="The go-live's.")
    go_live = serializers.UUIDField(source="golive_id")
    customer = serializers.UUIDField(source="golive.customer_id")
    product = serializers.UUIDField(source="golive.product_id")
    stage = serializers.CharField(source="golive.stage")
    current = serializers.BooleanField(help_text="Computed today, and the go-live has not changed since.")
    flags: Any = serializers.ListField(child=serializers.CharField(), help_text="Why the days are unknown.")
    flags_from_contract: Any = serializers.ListField(
        child=serializers.CharField(), help_text="Why the days from the contract are unknown."
    )
    handholding_hours = serializers.FloatField(help_text="With the customer, to the end of hypercare.")
    total_hours = serializers.FloatField(help_text="All, to the end of hypercare.")
    hours_by_activity: Any = serializers.DictField(child=serializers.FloatField())
    text: Any = serializers.ListField(child=serializers.CharField(), help_text="The same in sentences.")
    days_blocked_attributed: Any = serializers.DictField(
        child=serializers.IntegerField(), help_text="By barrier kind; a day that two kinds share counts for each."
    )
    days_blocked_exclusive: Any = serializers.DictField(
        child=serializers.FloatField(), help_text="By barrier kind; a day that two kinds share is split."
    )

    class Meta:
        model = GoLiveMeasure
        fields = (
            "id", "go_live", "customer", "product", "stage", "state", "censored", "days", "days_from_contract",
            "days_net_of_holds", "days_from_contract_net_of_holds", "flags", "flags_from_contract",
            "handholding_hours", "total_hours", "hours_by_activity", "hours_due", "hours_complete", "active_weeks",
            "logged_weeks", "days_blocked", "days_blocked_attributed", "days_blocked_exclusive", "first_target_on",
            "first_target_precision", "last_target_on", "last_target_precision", "target_moves", "slip_first_days",
            "slip_first_precision", "slip_last_days", "slip_last_precision", "slip_final", "revision", "as_of",
            "computed_at", "current", "text",
        )  # fmt: skip
