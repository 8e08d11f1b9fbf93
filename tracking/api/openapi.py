"""What the description of the API adds for trends: the answer that comes while they are being computed."""

from typing import Any

from implementation.http.openapi import CrossingSchema


class TrendSchema(CrossingSchema):
    def get_response_serializers(self) -> Any:
        answers = super().get_response_serializers()
        pending = answers[200] if self.action == "list" else self.view.pending
        return {**answers, 202: pending}
