"""Invitations of customers' people."""

from typing import Any

from rest_framework import serializers

from implementation.api.serializers import TIMES, Revoking
from implementation.http.fields import RowField, Text, Word
from implementation.http.serializers import Answer, Strict
from implementation.models import Customer, Invitation


class InvitationAnswer(Answer[Invitation]):
    customer = serializers.UUIDField(source="customer_id")
    user = serializers.UUIDField(source="user_id", allow_null=True, help_text="Who came of it.")

    class Meta:
        model = Invitation
        fields = (
            "id", "version", "customer", "email", "name", "invited_by", "expires_at", "accepted_at", "revoked_at",
            "user", *TIMES,
        )  # fmt: skip


class InvitationFacts(Strict):
    customer = RowField(Customer, "customer")
    email: Any = Text(max_length=254, help_text="Where the invitation is sent, and what they log in by.")
    name: Any = Text(required=False, max_length=200)


class InvitationTransition(Strict):
    to = Word(choices=Revoking.choices)
