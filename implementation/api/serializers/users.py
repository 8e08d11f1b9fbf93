"""People: staff, and contacts of customers."""

from typing import Any

from rest_framework import serializers

from implementation.access.actors import Role
from implementation.api.serializers import TIMES
from implementation.http.fields import Flag, RowField, Text, Word
from implementation.http.serializers import Answer, Strict, version_field
from implementation.models import Customer, User

_NAME = "How the person is called in lists and events."


class UserAnswer(Answer[User]):
    customer = serializers.UUIDField(
        source="customer_id", allow_null=True, help_text="Of contacts: whose people they are. Null: staff."
    )

    class Meta:
        model = User
        fields = ("id", "version", "email", "name", "role", "customer", "is_active", "last_login", *TIMES)


class UserFacts(Strict):
    email: Any = Text(max_length=254, help_text="What they log in by.")
    name: Any = Text(required=False, max_length=200, help_text=_NAME)
    role = Word(choices=User.RoleChoice.choices)
    customer = RowField(Customer, "customer", required=False, help_text="Of contacts: whose people they are.")

    def validate_role(self, role: str) -> Role:
        return Role(role)


class UserChange(Strict):
    name: Any = Text(required=False, max_length=200, help_text=_NAME)
    role = Word(choices=User.RoleChoice.choices, required=False)
    is_active = Flag(required=False, help_text="False ends sessions and keys of the person at once.")
    version = version_field()
