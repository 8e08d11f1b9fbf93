"""The production go-lives that trends are made of: as measured, or as the facts have them."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q

from implementation.models import GoLive, ParkedGoLive, Stage
from tracking.cohorts import Member
from tracking.models import GoLiveMeasure
from tracking.models.measures import MEASURES


def measured_members(*, as_of: date) -> list[Member]:
    """Those with a measure, each with the revision that was measured.

    What cannot be measured and is set aside is left out, unless it was measured on that very day: the others go on.
    """
    parked = ParkedGoLive.objects.filter(golive_id=OuterRef("golive_id"), follower_id=MEASURES)
    rows = GoLiveMeasure.objects.filter(golive__stage=Stage.PRODUCTION)
    rows = rows.filter(Q(as_of=as_of) | ~Exists(parked)).order_by("golive_id")
    return _members(rows, "golive_id", "golive__")


def present_members() -> list[Member]:
    """All of them, each with its present revision."""
    return _members(GoLive.objects.filter(stage=Stage.PRODUCTION).order_by("id"), "id", "")


def _members(rows: Any, golive_id: str, path: str) -> list[Member]:
    columns = ("ref", "kickoff_on", "product_id", "product__name", "customer__segment")
    found = rows.values_list(golive_id, "revision", *(f"{path}{column}" for column in columns))
    return [Member(*row) for row in found.iterator()]
