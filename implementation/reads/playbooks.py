"""Finding playbook versions."""

from uuid import UUID

from implementation.access.actors import Actor
from implementation.models import PlaybookVersion


def playbook_version(named: str, *, actor: Actor) -> PlaybookVersion | None:
    """The version of this id or `key@number`, or the newest of the playbook of this key."""
    visible = PlaybookVersion.objects.visible_to(actor)
    try:
        return visible.filter(pk=UUID(named)).first()
    except ValueError:
        key, _, number = named.partition("@")
        of_key = visible.filter(playbook__key=key, **({"number": number} if number else {}))
        return of_key.order_by("-published_at", "-id").first()
