"""Which kinds of reminders and mails a person wants: the person's own to say."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from implementation.access.actors import Actor, ActorKind
from implementation.http.problems import Problem
from implementation.models import ReminderSwitches, User
from implementation.services.change import Change, changing
from implementation.services.values import existing


def set_switches(*, actor: Actor, at: datetime, wanted: Mapping[str, bool], request_id: str = "") -> ReminderSwitches:
    """Switch kinds on or off; what is not named stays. For a person in a session."""
    user_id = own_id(actor)
    with changing(actor=actor, at=at, request_id=request_id) as change:
        return switch(change, user_id, wanted)


def switch(change: Change, user_id: UUID, wanted: Mapping[str, bool]) -> ReminderSwitches:
    """The same within an open change."""
    user = existing(User.objects.select_for_update(no_key=True), user_id, "user")
    switches = ReminderSwitches.objects.filter(user=user).first() or ReminderSwitches(user=user)
    before = {kind: getattr(switches, kind) for kind, on in wanted.items() if getattr(switches, kind) != on}
    if before:
        after = {kind: wanted[kind] for kind in before}
        for kind, on in after.items():
            setattr(switches, kind, on)
        switches.save()
        change.record("reminders.switched", user, customer_id=user.customer_id, before=before, after=after)
    return switches


def own_id(actor: Actor) -> UUID:
    """The user's id. A key is no person."""
    if actor.kind is not ActorKind.USER or actor.id is None:
        raise Problem("forbidden", "Reminders are a person's own: log in, a key has none.")
    return actor.id
