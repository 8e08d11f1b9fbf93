"""Configurations of cohorts."""

from typing import Any

from rest_framework import serializers

from implementation.http.fields import Text, Word
from implementation.http.serializers import Answer, Facts, version_field
from tracking.cohorts import COVARIATES
from tracking.models import CohortConfig

_CHANGEABLE = ("kept", "prior_repetitions", "tracking_start", "covariates")


def _covariates() -> Any:
    return serializers.ListField(
        child=Word(choices=COVARIATES),
        required=False,
        max_length=len(COVARIATES),
        help_text="Scope numbers that the trend is adjusted for, where enough of them are known; all unless said.",
    )


class CohortAnswer(Answer[CohortConfig]):
    covariates = _covariates()

    class Meta:
        model = CohortConfig
        fields = ("id", "version", "by", "cohort_key", *_CHANGEABLE, "created_at", "updated_at")


class CohortFacts(Facts[CohortConfig]):
    by: Any = Text(max_length=120, help_text="Words with commas between, such as product,system_of_record.")
    covariates = _covariates()

    class Meta:
        model = CohortConfig
        fields = ("by", "cohort_key", *_CHANGEABLE)


class CohortChange(Facts[CohortConfig]):
    covariates = _covariates()
    version = version_field()

    class Meta:
        model = CohortConfig
        fields = (*_CHANGEABLE, "version")
