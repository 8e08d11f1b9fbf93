"""Share links."""

from typing import Any

from rest_framework import serializers

from implementation.api.serializers import Revoking
from implementation.http.fields import Moment, RowField, Text, Word
from implementation.http.serializers import Answer, Strict
from implementation.models import GoLive, ShareLink


class ShareLinkAnswer(Answer[ShareLink]):
    go_live = serializers.UUIDField(source="golive_id")
    last_viewed_at = serializers.DateTimeField(
        allow_null=True, help_text="To the minute, as told by the page itself; null: nobody looked yet."
    )

    class Meta:
        model = ShareLink
        fields = (
            "id", "version", "go_live", "label", "expires_at", "revoked_at", "last_viewed_at", "created_by",
            "created_at", "updated_at",
        )  # fmt: skip


class NewShareLinkAnswer(ShareLinkAnswer):
    sometimes = ("url",)
    url: Any = serializers.URLField(help_text="The link itself. Told once: a repeated answer lacks it.")

    class Meta(ShareLinkAnswer.Meta):
        fields = (*ShareLinkAnswer.Meta.fields, "url")  # type: ignore[assignment]  # one more


class ShareLinkFacts(Strict):
    go_live = RowField(GoLive, "go-live")
    label: Any = Text(required=False, max_length=120, help_text="For whom it is.")
    expires_at = Moment(required=False, help_text="In 90 days unless said, within a year.")


class ShareLinkTransition(Strict):
    to = Word(choices=Revoking.choices)
