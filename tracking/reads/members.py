"""The production go-lives that trends are made of: as measured, or as the facts have them."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from implementation.models import GoLive, ParkedGoLive, Stage
from tracking.cohorts import Member
from tracking.models import GoLiveMeasure
from tracking.models.measures import MEASURES


def measured_members(*, as_of: date) -> list[Member]:
    """Those with a measure, each with the revision that was measured.

    What cannot be measured and is set aside is left out, unless it was measured on that very day: the others go on.
    """
    rows = GoLiveMeasure.objects.filter(golive__stage=Stage.PRODUCTION)
    rows = rows.filter(Q(as_of=as_of) | ~Exists(_parked("golive_id"))).order_by("golive_id")
    return _members(rows, "golive_id", "golive__")


def present_members() -> list[Member]:
    """All that are not set aside, each with its present revision."""
    rows = GoLive.objects.filter(~Exists(_parked("id")), stage=Stage.PRODUCTION)
    return _members(rows.order_by("id"), "id", "")


def _parked(golive_id: str) -> QuerySet[ParkedGoLive]:
    return ParkedGoLive.objects.filter(golive_id=OuterRef(golive_id), follower_id=MEASURES)


def _members(rows: Any, golive_id: str, path: str) -> list[Member]:
    columns = ("ref", "kickoff_on", "product_id", "product__name", "customer__segment")
    found = rows.values_list(golive_id, "revision", *(f"{path}{column}" for column in columns))
    return [Member(*row) for row in found.iterator()]
