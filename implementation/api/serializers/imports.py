"""Runs of imports."""

from typing import Any

from rest_framework import serializers

from implementation.api.serializers import Cancelling
from implementation.http.fields import AnyObject, FormFlag, Text, Word
from implementation.http.serializers import Answer, Strict
from implementation.models import ImportRun

MOST_FILES = 50


class ImportFault(serializers.Serializer[Any]):
    file = serializers.CharField()
    row = serializers.IntegerField(allow_null=True, help_text="As a spreadsheet counts; null: the whole file.")
    column = serializers.CharField()
    value = serializers.CharField()
    code = serializers.CharField()
    remedy = serializers.CharField()


class ImportRunAnswer(Answer[ImportRun]):
    counts = AnyObject(help_text="Of each table: created, updated, unchanged.")

    class Meta:
        model = ImportRun
        fields = (
            "id", "version", "state", "dry_run", "skip_bad_rows", "filename", "rows_total", "rows_done", "counts",
            "faults_total", "warnings_total", "rows_left_out", "error", "started_at", "finished_at", "created_at",
            "updated_at",
        )  # fmt: skip


class ImportRunWithFaultsAnswer(ImportRunAnswer):
    faults = ImportFault(many=True, help_text="The first thousand; `faults_total` counts all.")
    warnings = ImportFault(many=True, help_text="They stop nothing.")

    class Meta(ImportRunAnswer.Meta):
        fields = (*ImportRunAnswer.Meta.fields, "faults", "warnings", "proposed_mapping")  # type: ignore[assignment]  # more


class ImportFacts(Strict):
    files = serializers.ListField(
        child=serializers.FileField(allow_empty_file=True),
        max_length=MOST_FILES,
        help_text="CSV files named after their tables, such as go_lives.csv; or one workbook (.xlsx); or one ZIP.",
    )
    dry_run = FormFlag(default=False, help_text="Check only, write nothing.")
    skip_bad_rows = FormFlag(default=False, help_text="Leave rows with faults out, and write the others.")
    mapping: Any = Text(required=False, max_length=2**20, help_text="How other people's headings are read, as YAML.")


class ImportTransition(Strict):
    to = Word(choices=Cancelling.choices)
