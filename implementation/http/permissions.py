"""Whether the caller may do what the view's action is for: the scope first, before any row is looked at.

A contact of a customer needs more than the scope: the view must offer the action to customers.
"""

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from implementation.access.actors import ActorKind
from implementation.access.scopes import allows
from implementation.http.authentication import actor_of
from implementation.http.problems import Problem

_CONFIRM = (
    "You logged in a while ago: confirm at /account/confirm that it is you, or log in again, then send this again."
)


class ScopePermission(BasePermission):
    """Reads the view's table `scopes`; a view without one is refused."""

    def has_permission(self, request: Request, view: Any) -> bool:
        actor = actor_of(request)
        if (request.method or "").lower() not in view.action_map:
            return True  # No such method here: the answer is 405, with those that there are.
        scope = view.scopes[view.action]
        if not allows(actor, scope):
            raise Problem("scope-missing", f"This needs the scope {scope}; {actor.name} does not have it.")
        if not actor.sees_internal and view.action not in view.for_customers:
            raise Problem("forbidden", "This is for staff and their tools.")
        if view.action in view.for_persons and actor.kind is not ActorKind.USER:
            raise Problem("forbidden", "This is a person's own: log in, a key has none.")
        if view.action in view.unbound_only and actor.is_bound:
            raise Problem("forbidden", "This concerns more than one customer: use a key that is bound to none of them.")
        caller: Any = request.user
        if view.action in view.for_fresh_sessions and not caller.is_fresh:
            raise Problem("confirmation-required", _CONFIRM)
        return True
