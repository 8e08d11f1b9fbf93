"""The go-lives that trends are made of: as measured, or as the facts have them."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from implementation.models import GoLive, ParkedGoLive
from tracking.cohorts import By, Group, Member, group
from tracking.models import GoLiveMeasure
from tracking.models.measures import MEASURES
from tracking.reads.cohorts import settings_of

_COLUMNS = (
    "ref", "kickoff_on", "stage", "customer_id", "site_id", "product_id", "product__name", "customer__segment",
    "customer__system_of_record",
)  # fmt: skip
_SCOPE = ("seats", "site_count")
# What all go-lives of a cohort share, as the ORM finds it. By site or playbook they are told apart afterwards.
SHARED = {
    "product": "product_id",
    "segment": "customer__segment",
    "stage": "stage",
    "system_of_record": "customer__system_of_record",
}


def measured_members(*, as_of: date) -> list[Member]:
    """Those with a measure, each with the revision that was measured.

    What cannot be measured and is set aside is left out, unless it was measured on that very day: the others go on.
    """
    return _members(measured(as_of).order_by("golive_id"), "golive_id", "golive__")


def present_members() -> list[Member]:
    """All that are not set aside, each with its present revision."""
    return _members(present().order_by("id"), "id", "")


def groups_of(golive_ids: Iterable[UUID], by: By, *, as_of: date) -> list[Group]:
    """The measured cohorts of one set that hold any of the go-lives, read without the rest of the portfolio."""
    wanted = set(golive_ids)
    groups = group(_members(_near(wanted, by, as_of), "golive_id", "golive__"), by, settings_of(by)).values()
    return [one for one in groups if any(member.golive_id in wanted for member in one.members)]


def _near(golive_ids: set[UUID], by: By, as_of: date) -> QuerySet[GoLiveMeasure]:
    """The measures of whatever shares a product, segment and so on with any of the go-lives."""
    shared = [SHARED[dimension] for dimension in by if dimension in SHARED]
    traits = list(GoLive.objects.filter(id__in=golive_ids).values_list(*shared).distinct()) if shared else []
    found = zip(*traits, strict=True) if traits else [()] * len(shared)
    rows = measured(as_of).order_by("golive_id")
    return rows.filter(**{f"golive__{path}__in": set(values) for path, values in zip(shared, found, strict=True)})


def measured(as_of: date) -> QuerySet[GoLiveMeasure]:
    """The measures that count on that day."""
    return GoLiveMeasure.objects.filter(Q(as_of=as_of) | ~Exists(_parked("golive_id")))


def present() -> QuerySet[GoLive]:
    """The go-lives that are not set aside."""
    return GoLive.objects.filter(~Exists(_parked("id")))


def playbook_name(path: str) -> Coalesce:
    """The playbook of a go-live, or what an import calls it; `path` leads to the go-live."""
    return Coalesce(F(f"{path}playbook_version__playbook__key"), F(f"{path}playbook_label"))


def _parked(golive_id: str) -> QuerySet[ParkedGoLive]:
    return ParkedGoLive.objects.filter(golive_id=OuterRef(golive_id), follower_id=MEASURES)


def _members(rows: Any, golive_id: str, path: str) -> list[Member]:
    columns = (*(path + column for column in _COLUMNS), "playbook_name", *(path + column for column in _SCOPE))
    found = rows.annotate(playbook_name=playbook_name(path)).values_list(golive_id, "revision", *columns)
    return [Member(*row) for row in found.iterator()]
