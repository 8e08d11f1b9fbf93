"""Holds."""

from rest_framework import serializers

from implementation.api.serializers import BASE, TIMES
from implementation.http.fields import RowField
from implementation.http.serializers import Answer, Facts, version_field
from implementation.models import GoLive, Hold

FIELDS = ("starts_on", "ends_on", "side", "reason")


class HoldAnswer(Answer[Hold]):
    noun = "hold"
    go_live = serializers.UUIDField(source="golive_id")

    class Meta:
        model = Hold
        fields = (*BASE, "go_live", *FIELDS, *TIMES)


class HoldFacts(Facts[Hold]):
    go_live = RowField(GoLive, "go-live")

    class Meta:
        model = Hold
        fields = ("ref", "go_live", *FIELDS)


class HoldChange(Facts[Hold]):
    elsewhere = {"go_live": "A hold stays with its go-live."}
    version = version_field()

    class Meta:
        model = Hold
        fields = ("ref", *FIELDS, "version")
