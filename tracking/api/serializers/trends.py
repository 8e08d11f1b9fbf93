"""Trends of cohorts. They are stored as they are answered; the serializers say what is in them."""

from typing import Any

from rest_framework import serializers

from implementation.http.fields import AnyObject


def _count(help_text: str = "") -> Any:
    return serializers.IntegerField(help_text=help_text)


def _number(help_text: str = "") -> Any:
    return serializers.FloatField(allow_null=True, help_text=help_text)


def _word(help_text: str = "", *, allow_null: bool = False) -> Any:
    return serializers.CharField(allow_null=allow_null, help_text=help_text)


def _words(help_text: str) -> Any:
    return serializers.ListField(child=serializers.CharField(), help_text=help_text)


def _later(help_text: str = "") -> Any:
    return AnyObject(allow_null=True, help_text=help_text)


def _laters(help_text: str = "") -> Any:
    return serializers.ListField(child=AnyObject(), allow_null=True, help_text=help_text)


class SurvivalMedian(serializers.Serializer[Any]):
    median = _number("Null: not reached yet.")
    lo = _number()
    hi = _number()


class NextGoLive(serializers.Serializer[Any]):
    number = _count("Its number among the repetitions.")
    median = _number()
    lo80 = _number()
    hi80 = _number()
    mean = _number("For budgets.")


class TrendAnswer(serializers.Serializer[Any]):
    """What is not computable, or not computed, is null, with a code in `reasons` under the same name."""

    id: Any = serializers.UUIDField(help_text="Of the cohort and series: the same from day to day.")
    cohort = _word("For people, such as Ambient Scribe / hospital; an empty value is (none).")
    cohort_key = _word()
    by = _words("How the cohort was formed.")
    values: Any = serializers.DictField(child=serializers.CharField())
    series = _word("days, handholding_hours, total_hours, or hours of an activity such as hours:training.")
    clock = _word("Where days begin.")
    net_of = _word(allow_null=True)
    as_of: Any = serializers.DateField(help_text="Facts dated after it are unknown.")
    computed_at: Any = serializers.DateTimeField()
    current: Any = serializers.BooleanField(help_text="As of today, and no measure of the cohort changed since.")
    n = _count("Started go-lives.")
    n_live = _count()
    n_in_progress = _count()
    n_cancelled = _count()
    n_excluded = _count()
    n_not_started = _count()
    n_hours_missing = _count("Finished, without any hours.")
    r = _count("Final values.")
    level = _word("none, list, early, ok or good.")
    status = _word("ok, exact, insufficient, no_convergence or singular.")
    reasons: Any = serializers.DictField(child=serializers.CharField())
    flags = _words("Cautions, by code.")
    text = _words("The same in sentences.")
    method = _word(allow_null=True)
    direction = _word("down, up, steady or unclear.", allow_null=True)
    learning_rate = _number("Share saved by each doubling of go-lives.")
    learning_rate_lo = _number("95% interval.")
    learning_rate_hi = _number("95% interval.")
    progress_ratio = _number()
    slope = _number("Of the logarithm, per unit of the logarithm of the repetition.")
    slope_se = _number()
    nu: Any = serializers.IntegerField(allow_null=True, help_text="Degrees of freedom.")
    sigma = _number()
    first_unit = _number()
    confidence_down = _number("How sure that it falls, from 0 to 1.")
    p_value = _number()
    q_value = _number()
    completed_only_learning_rate = _number("What counting only finished ones would say: biased.")
    unadjusted = _later()
    pooled = _later()
    robust = _later()
    km: Any = SurvivalMedian(help_text="Median by Kaplan and Meier with its 95% interval; days only.")
    rmst = _later()
    aj = _laters()
    median_time_live_cif = _number()
    next: Any = NextGoLive(many=True, allow_null=True)
    curvature = _word(allow_null=True)
    scope = _laters()
    outliers = _laters()
    logging = _later("Whether hours were logged as fully in the last repetitions as in the first; hours only.")
    more_needed: Any = serializers.IntegerField(
        allow_null=True, help_text="About how many more finished ones until a rate of 15% could be told."
    )


class TrendPoint(serializers.Serializer[Any]):
    id: Any = serializers.UUIDField(help_text="The go-live.")
    rank = _number("Go-lives of one kickoff day share the middle rank.")
    number = _count()
    value = _number()
    state = _word()
    complete: Any = serializers.BooleanField(help_text="The value is final.")


class CurvePoint(serializers.Serializer[Any]):
    rank = _number()
    median = _number()
    lo95 = _number()
    hi95 = _number()


class SurvivalCurve(SurvivalMedian):
    table = _laters("Kaplan and Meier's curve at each day with a go-live.")


class TrendPart(serializers.Serializer[Any]):
    """The last three finished go-lives against the first three: a plain difference without a test."""

    part = _word("Such as a category, phase, activity or kind of barrier.")
    first = _number("Mean of the first.")
    last = _number("Mean of the last.")
    difference = _number("Null where one alone is finished.")
    go_lives = _count("At each end.")
    text = _word()


class PendingAnswer(serializers.Serializer[Any]):
    """It is being computed."""

    as_of: Any = serializers.DateField()
    retry_after = _count("Seconds after which to ask again.")


class TrendDetailAnswer(TrendAnswer):
    """With its points and curves."""

    km: Any = SurvivalCurve()
    points: Any = TrendPoint(many=True)
    curve: Any = CurvePoint(many=True, allow_null=True)
    in_progress = _laters("Forecast of each go-live that is still open.")
    parts: Any = serializers.DictField(
        child=TrendPart(many=True),
        help_text="Where days or hours went in the last finished go-lives and in the first, by what is divided.",
    )
    fit = _later("What forecasts are made from.")
