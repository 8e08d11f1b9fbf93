"""Runs of imports."""

from typing import Any

from rest_framework import serializers

from implementation.api.serializers import EndingImport
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


class ImportBuiltOn(serializers.Serializer[Any]):
    noun = serializers.CharField()
    id = serializers.CharField()
    ref = serializers.CharField()
    what = serializers.CharField(help_text="The kind of the event, such as `task.done`.")
    at = serializers.DateTimeField()
    by = serializers.CharField()


class ImportRunAnswer(Answer[ImportRun]):
    counts = AnyObject(help_text="Of each table: created, updated, unchanged.")
    imported_by = serializers.CharField(source="actor.name", allow_null=True, help_text="Whose import it is.")
    undone_by = serializers.CharField(source="undone_by.name", allow_null=True, help_text="Null: nobody undid it.")

    class Meta:
        model = ImportRun
        fields = (
            "id", "version", "state", "dry_run", "skip_bad_rows", "filename", "rows_total", "rows_done", "counts",
            "faults_total", "warnings_total", "rows_left_out", "error", "content_hash", "imported_by", "started_at",
            "finished_at", "undo_until", "undone_at", "undone_by", "created_at", "updated_at",
        )  # fmt: skip


class ImportRunWithFaultsAnswer(ImportRunAnswer):
    faults = ImportFault(many=True, help_text="The first thousand; `faults_total` counts all.")
    warnings = ImportFault(many=True, help_text="They stop nothing.")
    built_on = ImportBuiltOn(many=True, help_text="Why it could not be undone: what was done since.")

    class Meta(ImportRunAnswer.Meta):
        fields = (  # type: ignore[assignment]  # more of them
            *ImportRunAnswer.Meta.fields, "faults", "warnings", "built_on", "proposed_mapping",
        )  # fmt: skip


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
    to = Word(choices=EndingImport.choices)
