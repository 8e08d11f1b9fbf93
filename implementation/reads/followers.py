"""What followers are stuck on, for `/readyz`."""

from typing import Any

from implementation.models import ParkedGoLive

SHOWN = 20


def parked_golives() -> list[dict[str, Any]]:
    """The parked go-lives, the oldest first, at most 20. Errors name no person and no secret."""
    parked = ParkedGoLive.objects.order_by("parked_at")[:SHOWN]
    return [{"follower": row.follower_id, "go_live": str(row.golive_id), "attempts": row.attempts} for row in parked]
