"""An actor in a row, for work that is done later in their name."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from implementation.access.actors import Actor, ActorKind, Role
from implementation.services.values import plain


def stored_actor(actor: Actor) -> dict[str, Any]:
    """What JSON keeps of the actor."""
    return {**plain(asdict(actor)), "scopes": sorted(actor.scopes)}


def actor_of(stored: dict[str, Any]) -> Actor:
    """The actor as it was when the work was asked for."""
    row_id, customer_id, golive_id = (
        UUID(stored[name]) if stored[name] else None for name in ("id", "customer_id", "golive_id")
    )
    return Actor(
        kind=ActorKind(stored["kind"]),
        name=stored["name"],
        email=stored["email"],
        role=Role(stored["role"]),
        scopes=frozenset(stored["scopes"]),
        id=row_id,
        customer_id=customer_id,
        golive_id=golive_id,
    )
