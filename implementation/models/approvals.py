"""Sign-offs: who is asked for what, and what they said, round by round.

States: requested, approved, approved_with_conditions (which become tasks), rejected (another round may follow),
withdrawn. A decision is never changed; a new round is a new row that names the one before it.
"""

from django.db import models
from django.db.models import F, Q

from implementation.models.base import GoLiveChildQuerySet, Noun
from implementation.models.golives import GoLive
from implementation.models.tasks import Task
from implementation.models.vocabulary import Side


class ApprovalStatus(models.TextChoices):
    REQUESTED = "requested"
    APPROVED = "approved"
    APPROVED_WITH_CONDITIONS = "approved_with_conditions"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


GRANTED = (ApprovalStatus.APPROVED, ApprovalStatus.APPROVED_WITH_CONDITIONS)


class ApprovalQuerySet(GoLiveChildQuerySet["Approval"]):
    """Customers see what their own side is asked for."""

    shown_to_customers = Q(side=Side.CUSTOMER)

    def latest_rounds(self) -> "ApprovalQuerySet":
        """What counts now: no other round follows, and nobody took the request back."""
        return self.filter(followed_by__isnull=True).exclude(status=ApprovalStatus.WITHDRAWN)


class Approval(Noun):
    golive = models.ForeignKey(GoLive, on_delete=models.PROTECT, related_name="approvals")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, null=True, blank=True, related_name="approvals")
    subject = models.CharField(max_length=300, help_text="What is signed off.")
    asked = models.CharField(max_length=200, help_text="Who is asked: a name or an e-mail address.")
    side = models.CharField(max_length=10, choices=Side.choices, default=Side.CUSTOMER, help_text="Whose people.")
    stakeholder = models.CharField(max_length=80, blank=True, help_text="For what, such as security or privacy.")
    round = models.PositiveIntegerField(default=1)
    previous = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by")
    status = models.CharField(max_length=24, choices=ApprovalStatus.choices, default=ApprovalStatus.REQUESTED)
    requested_by = models.CharField(max_length=254)
    requested_on = models.DateField()
    decided_by = models.CharField(max_length=254, blank=True, help_text="The person who signed.")
    decided_on = models.DateField(null=True, blank=True)
    reason = models.TextField(blank=True)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(subject="") & ~Q(asked=""), name="approval_asks_somebody_something"),
            models.CheckConstraint(
                condition=Q(decided_on__isnull=True) | Q(decided_on__gte=F("requested_on")),
                name="approval_not_decided_before_requested",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["approved", "approved_with_conditions", "rejected"])
                | (~Q(decided_by="") & Q(decided_on__isnull=False)),
                name="approval_decided_by_a_person_on_a_day",
            ),
        ]
        indexes = [models.Index(fields=["task", "status"], name="approval_of_task")]

    def __str__(self) -> str:
        return f"{self.subject}: {self.status}"
