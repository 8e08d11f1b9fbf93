"""API keys."""

from typing import Any

from rest_framework import serializers

from implementation.access.actors import Role
from implementation.api.serializers import Revoking
from implementation.http.fields import Moment, RowField, Text, Whole, Word
from implementation.http.serializers import Answer, Strict
from implementation.models import ApiKey, Customer

MOST_SCOPES = 100
MOST_REQUESTS = 100_000


class ApiKeyAnswer(Answer[ApiKey]):
    prefix = serializers.CharField(help_text="What the key begins with, after `cr_`.")
    scopes: Any = serializers.ListField(child=serializers.CharField())
    customer = serializers.UUIDField(
        source="customer_id", allow_null=True, help_text="It reaches this customer alone; null: all."
    )
    replaces = serializers.UUIDField(
        source="replaces_id", allow_null=True, help_text="The key that it was made to replace."
    )
    last_used_at = serializers.DateTimeField(allow_null=True, help_text="To the minute.")

    class Meta:
        model = ApiKey
        fields = (
            "id", "version", "name", "prefix", "role", "scopes", "customer", "expires_at", "revoked_at",
            "requests_per_minute", "replaces", "last_used_at", "created_at", "updated_at",
        )  # fmt: skip


class NewApiKeyAnswer(ApiKeyAnswer):
    sometimes = ("key",)
    key: Any = serializers.CharField(help_text="The key itself. Told once: a repeated answer lacks it.")

    class Meta(ApiKeyAnswer.Meta):
        fields = (*ApiKeyAnswer.Meta.fields, "key")  # type: ignore[assignment]  # one more


class ApiKeyFacts(Strict):
    name: Any = Text(max_length=120, help_text="What it is for; shown with all that it does.")
    scopes: Any = serializers.ListField(
        child=Text(max_length=60),
        min_length=1,
        max_length=MOST_SCOPES,
        help_text="`read`, `write`, or by noun, such as `tasks:write`; none that you do not have.",
    )
    role = Word(choices=ApiKey.RoleChoice.choices, default=Role.MEMBER.value)
    customer = RowField(Customer, "customer", required=False, help_text="Bind it to this customer.")
    expires_at = Moment(required=False, help_text="Until it is revoked unless said.")
    requests_per_minute = Whole(
        required=False, min_value=1, max_value=MOST_REQUESTS, help_text="A limit of its own, instead of that of all."
    )


class ApiKeyRotation(Strict):
    overlap_hours = Whole(default=24, min_value=0, max_value=168, help_text="For how long the old key works too.")
    expires_at = Moment(required=False, help_text="As long from now as the old one was made for unless said.")


class ApiKeyTransition(Strict):
    to = Word(choices=Revoking.choices)
