"""People: managed by leads."""

from typing import Any
from uuid import UUID

from implementation.api.filters import CUSTOMER, UPDATED_SINCE
from implementation.api.serializers.users import UserAnswer, UserChange, UserFacts
from implementation.http.actions import ChangeAction, CreateAction, ListAction, ReadAction
from implementation.http.parameters import choice, flag, text
from implementation.models import User
from implementation.services.users import change_user, create_user


class UserView(ListAction, ReadAction, CreateAction, ChangeAction):
    """People: staff by role, and contacts of customers. Only leads see and change them.

    Nobody is deleted: `is_active: false` ends all access at once, and the log still names them. Who is created here
    sets a password by a link from the login page, or comes by the organisation's own login; contacts log in by a code.
    """

    noun, model = "user", User
    scopes = {
        "list": "users:read",
        "retrieve": "users:read",
        "create": "users:write",
        "partial_update": "users:write",
    }
    unbound_only = frozenset({"list", "retrieve", "create", "partial_update"})
    for_fresh_sessions = frozenset({"create", "partial_update"})
    answers = UserAnswer
    requests = {"create": UserFacts, "partial_update": UserChange}
    filters = {
        "email": text("email__iexact", "The person of this address."),
        "role": choice("role", User.RoleChoice.values, "People of this role."),
        "is_active": flag("is_active", "Who may log in, or may not any more."),
        **CUSTOMER,
        **UPDATED_SINCE,
    }

    def make(self, fields: dict[str, Any]) -> User:
        customer = fields.pop("customer", None)
        return create_user(customer_id=customer and customer.id, **fields, **self.by)

    def change(self, row_id: UUID, fields: dict[str, Any], version: int | None) -> None:
        change_user(user_id=row_id, fields=fields, version=version, **self.by)
