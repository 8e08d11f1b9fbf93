"""Calendar feeds."""

from typing import Any

from rest_framework import serializers

from implementation.api.serializers import Revoking
from implementation.http.fields import Flag, Moment, RowField, Text, Word
from implementation.http.serializers import Answer, Strict
from implementation.models import CalendarFeed, Customer, GoLive


class CalendarFeedAnswer(Answer[CalendarFeed]):
    go_live = serializers.UUIDField(source="golive_id", allow_null=True)
    customer = serializers.UUIDField(
        source="customer_id", allow_null=True, help_text="It reaches this customer's go-lives; null: all."
    )

    class Meta:
        model = CalendarFeed
        fields = (
            "id", "version", "go_live", "person", "customer", "for_customer", "label", "expires_at", "revoked_at",
            "created_by", "created_at", "updated_at",
        )  # fmt: skip


class NewCalendarFeedAnswer(CalendarFeedAnswer):
    sometimes = ("url",)
    url: Any = serializers.URLField(help_text="Where to subscribe. Told once: a repeated answer lacks it.")

    class Meta(CalendarFeedAnswer.Meta):
        fields = (*CalendarFeedAnswer.Meta.fields, "url")  # type: ignore[assignment]  # one more


class CalendarFeedFacts(Strict):
    go_live = RowField(GoLive, "go-live", required=False, help_text="Either this or `person`.")
    person: Any = Text(
        required=False, max_length=200, help_text="A name or an e-mail address, as in `assignee` and `owner`."
    )
    customer = RowField(Customer, "customer", required=False, help_text="Narrows a person's feed to this customer.")
    for_customer = Flag(required=False, help_text="Show only what the customer may see.")
    label: Any = Text(required=False, max_length=120, help_text="For whom it is.")
    expires_at = Moment(required=False, help_text="Until it is revoked unless said.")


class CalendarFeedTransition(Strict):
    to = Word(choices=Revoking.choices)
