"""What followers are stuck on: how much for `/readyz`, which and why for `manage.py list_parked`."""

from django.db.models import Count, QuerySet

from implementation.models import ParkedGoLive


def parked_counts() -> dict[str, int]:
    """How many go-lives each follower has set aside; those that have none are not named."""
    counted = ParkedGoLive.objects.values_list("follower_id").annotate(many=Count("id")).order_by("follower_id")
    return dict(counted)


def parked_golives() -> "QuerySet[ParkedGoLive]":
    """All that are set aside, the oldest first."""
    return ParkedGoLive.objects.order_by("parked_at", "id")
