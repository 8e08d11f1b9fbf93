"""Runs of imports."""

from typing import Any

from rest_framework import serializers

from implementation.http.fields import AnyObject
from implementation.http.serializers import Answer
from implementation.models import ImportRun


class Fault(serializers.Serializer[Any]):
    file = serializers.CharField()
    row = serializers.IntegerField(allow_null=True)
    column = serializers.CharField(allow_null=True)
    value = serializers.CharField(allow_null=True)
    code = serializers.CharField()
    remedy = serializers.CharField()


class ImportRunAnswer(Answer[ImportRun]):
    counts = AnyObject(help_text="Of each table: created, updated, unchanged.")
    faults = Fault(many=True, help_text="The first of them; `faults_total` counts all.")

    class Meta:
        model = ImportRun
        fields = (
            "id", "version", "state", "dry_run", "filename", "rows_total", "rows_done", "counts", "faults",
            "faults_total", "error", "started_at", "finished_at", "created_at", "updated_at",
        )  # fmt: skip
