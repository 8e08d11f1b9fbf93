"""Forecasts of go-lives in progress, and how good they were."""

from typing import Any

from rest_framework import serializers

from implementation.http.serializers import Answer
from tracking.models import Forecast
from tracking.reads.forecast_scores import AGES, SERIES

_FIGURES = (
    "days_p10", "days_p50", "days_p90", "live_p10", "live_p50", "live_p90", "handholding_to_date", "handholding_p10",
    "handholding_p50", "handholding_p90", "total_to_date", "total_p10", "total_p50", "total_p90",
)  # fmt: skip


class ForecastAnswer(Answer[Forecast]):
    """4 in 5 go-lives like it end between p10 and p90, half before p50. Null: it cannot be told; `text` says why."""

    noun = "forecast"
    attached = ("current",)
    go_live = serializers.UUIDField(source="golive_id")
    customer = serializers.UUIDField(source="golive.customer_id")
    product = serializers.UUIDField(source="golive.product_id")
    current = serializers.BooleanField(help_text="Of today, and the go-live has not changed since.")
    method = serializers.ChoiceField(choices=("own", "pooled", "none"), help_text="Pooled: from the other cohorts.")
    flags: Any = serializers.ListField(child=serializers.CharField(), help_text="Cautions, by code.")
    text: Any = serializers.ListField(child=serializers.CharField(), help_text="In sentences, plan and target beside.")

    class Meta:
        model = Forecast
        fields = (
            "id", "go_live", "customer", "product", "as_of", "computed_at", "current", "cohort", "cohort_key", "n", "r",
            "level", "method", "flags", "text", "number", "elapsed", "pct_slower", *_FIGURES, "plan_on", "target_on",
            "target_precision", "actual_days", "actual_live_on", "actual_handholding", "actual_total", "revision",
        )  # fmt: skip


class ForecastScoreAnswer(serializers.Serializer[Any]):
    """One forecast a go-live counts: the first at that age."""

    series = serializers.ChoiceField(choices=list(SERIES))
    age_days = serializers.ChoiceField(choices=AGES, help_text="Days since kickoff, at least, when it was made.")
    month = serializers.CharField(allow_null=True, help_text="In which it went live, `2026-03`; null: all of them.")
    n = serializers.IntegerField(help_text="Go-lives.")
    coverage = serializers.FloatField(help_text="Share that came within p10 to p90; 0.80 is wanted.")
    coverage_lo = serializers.FloatField(help_text="95% interval.")
    coverage_hi = serializers.FloatField(help_text="95% interval.")
    bias = serializers.FloatField(help_text="Mean of what came less p50; above 0: it took more than said.")
    ratio = serializers.FloatField(allow_null=True, help_text="Mean of log(what came / p50).")
    above_median = serializers.FloatField(help_text="Share above p50; 0.50 is wanted.")
    pinball = serializers.FloatField(help_text="Mean loss over the three percentiles; smaller is better.")
    level = serializers.CharField(help_text="list, early, ok or good, by n.")
    method = serializers.CharField()
    text: Any = serializers.ListField(child=serializers.CharField())


class ForecastScoresAnswer(serializers.Serializer[Any]):
    as_of: Any = serializers.DateField()
    current = serializers.BooleanField(help_text="Always: scores are summed up when they are asked for.")
    results: Any = ForecastScoreAnswer(many=True)
