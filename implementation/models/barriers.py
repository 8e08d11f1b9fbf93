"""What blocks a task or a whole go-live. Barriers overlap. Open while `closed_on` is empty."""

from django.db import models
from django.db.models import F, Q

from implementation.models.base import GoLiveChildQuerySet, RefNoun
from implementation.models.golives import GoLive
from implementation.models.tasks import Task
from implementation.models.vocabulary import BarrierKind, Side


class BarrierQuerySet(GoLiveChildQuerySet["Barrier"]):
    """Customers see a barrier once it has a wording for them; the API hides the internal note from them."""

    shown_to_customers = ~Q(customer_note="")


class Barrier(RefNoun):
    golive = models.ForeignKey(GoLive, on_delete=models.PROTECT, related_name="barriers")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, null=True, blank=True, related_name="barriers")
    named_by = models.ManyToManyField(
        Task, blank=True, related_name="blocked_by", help_text="Of one on the whole go-live: tasks that it blocked."
    )
    kind = models.CharField(max_length=12, choices=BarrierKind.choices)
    side = models.CharField(max_length=10, choices=Side.choices, blank=True)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True, help_text="For staff.")
    customer_note = models.TextField(blank=True, help_text="The wording that the customer sees.")

    objects = BarrierQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
                name="barrier_not_closed_before_opened",
            ),
        ]
        indexes = [models.Index(fields=["golive", "opened_on"], name="barrier_of_golive")]

    def __str__(self) -> str:
        return f"{self.kind} since {self.opened_on}"
