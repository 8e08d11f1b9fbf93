"""API keys."""

from typing import Any

from rest_framework import serializers

from implementation.access.actors import Role
from implementation.api.serializers import Revoking
from implementation.http.fields import Moment, RowField, Text, Word
from implementation.http.serializers import Answer, Strict
from implementation.models import ApiKey, Customer

MOST_SCOPES = 100


class ApiKeyAnswer(Answer[ApiKey]):
    prefix = serializers.CharField(help_text="What the key begins with, after `cr_`.")
    scopes: Any = serializers.ListField(child=serializers.CharField())
    customer = serializers.UUIDField(
        source="customer_id", allow_null=True, help_text="It reaches this customer alone; null: all."
    )
    last_used_at = serializers.DateTimeField(allow_null=True, help_text="To the minute.")

    class Meta:
        model = ApiKey
        fields = (
            "id", "version", "name", "prefix", "role", "scopes", "customer", "expires_at", "revoked_at",
            "last_used_at", "created_at", "updated_at",
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


class ApiKeyTransition(Strict):
    to = Word(choices=Revoking.choices)
