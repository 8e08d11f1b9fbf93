"""Exports of the portfolio."""

from rest_framework import serializers

from implementation.http.fields import AnyObject, RowField
from implementation.http.serializers import Answer, Strict
from implementation.models import Customer, ExportRun


class ExportRunAnswer(Answer[ExportRun]):
    customer = serializers.UUIDField(source="customer_id", allow_null=True, help_text="Null: all customers.")
    counts = AnyObject(help_text="Rows of each table.")

    class Meta:
        model = ExportRun
        fields = (
            "id", "version", "state", "customer", "rows_total", "rows_done", "counts", "size", "content_hash", "error",
            "started_at", "finished_at", "expires_at", "created_at", "updated_at",
        )  # fmt: skip


class ExportFacts(Strict):
    customer = RowField(
        Customer,
        "customer",
        required=False,
        help_text="Only what belongs to this customer. A key that is bound to one gets that one's anyway.",
    )
