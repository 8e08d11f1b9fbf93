"""Reusable checklists: a playbook, its versions, their tasks. A published version never changes."""

from django.db import models
from django.db.models import Q

from implementation.models.base import Noun, VisibleQuerySet
from implementation.models.unchanging import Unchanging, UnchangingRows
from implementation.models.vocabulary import BarrierKind, OwnerSide


class Category(models.TextChoices):
    INTEGRATION = "integration"
    TRAINING = "training"
    CHANGE_MANAGEMENT = "change_management"
    DATA = "data"
    GOVERNANCE = "governance"


class Gate(models.TextChoices):
    """A gate must be done before its go-live may go live, or be handed over."""

    NONE = "none"
    LIVE = "live"
    HANDOVER = "handover"


class Anchor(models.TextChoices):
    KICKOFF = "kickoff"
    GO_LIVE = "go_live"


class DayKind(models.TextChoices):
    """Which days the offsets and durations of a version count."""

    CALENDAR = "calendar"
    WORKING = "working"


class PlaybookQuerySet(VisibleQuerySet["Playbook"]):
    """Staff and keys see every playbook; customers see none."""


class Playbook(Noun):
    key = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    product_type = models.CharField(max_length=60, blank=True)

    objects = PlaybookQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title


class PlaybookVersionQuerySet(UnchangingRows, VisibleQuerySet["PlaybookVersion"]):
    """Staff and keys see every version; customers see none."""


class PlaybookVersion(Unchanging, Noun):
    """States: published. What was published never changes; an edit is a new version.

    `title` and `product_type` are those that it was published with; the playbook has those of its newest version.
    """

    playbook = models.ForeignKey(Playbook, on_delete=models.PROTECT, related_name="versions")
    number = models.CharField(max_length=20, help_text="Such as 1.0.0.")
    title = models.CharField(max_length=200, blank=True)
    product_type = models.CharField(max_length=60, blank=True)
    description = models.TextField(blank=True)
    nominal_days = models.PositiveIntegerField(help_text="Days from kickoff to go-live that the plan assumes.")
    day_kind = models.CharField(
        max_length=10,
        choices=DayKind.choices,
        default=DayKind.CALENDAR,
        help_text="What its days count: all days, or those of work (no weekends, no national holidays).",
    )
    phases = models.JSONField(default=list)
    outcomes = models.JSONField(default=list)
    content_hash = models.CharField(max_length=64)
    published_at = models.DateTimeField()

    objects = PlaybookVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["playbook", "number"], name="playbook_version_number_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.playbook.key} {self.number}"


class PlaybookTaskQuerySet(UnchangingRows, models.QuerySet["PlaybookTask"]):
    """Lines of versions, which never change either."""


class PlaybookTask(Unchanging):
    """One line of a version. `depends_on` lists keys of the same version."""

    id = models.BigAutoField(primary_key=True)
    version = models.ForeignKey(PlaybookVersion, on_delete=models.PROTECT, related_name="tasks")
    key = models.CharField(max_length=80)
    title = models.CharField(max_length=300)
    sort_order = models.PositiveIntegerField()
    category = models.CharField(max_length=20, choices=Category.choices)
    phase = models.CharField(max_length=40)
    owner_side = models.CharField(max_length=10, choices=OwnerSide.choices)
    role = models.CharField(max_length=120, blank=True)
    anchor = models.CharField(max_length=10, choices=Anchor.choices)
    offset_days = models.IntegerField()
    duration_days = models.PositiveIntegerField()
    depends_on = models.JSONField(default=list)
    gate = models.CharField(max_length=10, choices=Gate.choices, default=Gate.NONE)
    core = models.BooleanField(default=False)
    customer_visible = models.BooleanField(default=False)
    evidence_required = models.BooleanField(default=False)
    evidence = models.TextField(blank=True, help_text="What shows that the task is done.")
    guidance = models.TextField(blank=True)
    barrier_kind = models.CharField(max_length=12, choices=BarrierKind.choices, blank=True)
    counted = models.CharField(
        max_length=120, blank=True, help_text="What a counting task counts, such as people trained."
    )
    estimate_minutes = models.PositiveIntegerField(default=0)
    handholding_minutes = models.PositiveIntegerField(default=0)
    refs = models.JSONField(default=list, help_text="Standards and topics it touches.")

    objects = PlaybookTaskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="playbook_task_key_unique_within_version"),
            models.CheckConstraint(condition=Q(duration_days__gte=1), name="playbook_task_lasts_a_day_or_more"),
        ]

    def __str__(self) -> str:
        return self.title
