"""Checklist items of a go-live and their prerequisites.

States: todo, in_progress, blocked (an open barrier names why), done, skipped (with a reason).
"""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from implementation.models.base import GoLiveChildQuerySet, RefNoun
from implementation.models.golives import GoLive
from implementation.models.playbooks import Anchor, Category, Gate
from implementation.models.vocabulary import OwnerSide

LONGEST_TASK = 1095


class TaskStatus(models.TextChoices):
    TODO = "todo"
    IN_PROGRESS = "in_progress"
    BLOCKED = "blocked"
    DONE = "done"
    SKIPPED = "skipped"


OPEN = (TaskStatus.TODO, TaskStatus.IN_PROGRESS, TaskStatus.BLOCKED)
FINISHED = (TaskStatus.DONE, TaskStatus.SKIPPED)


class TaskQuerySet(GoLiveChildQuerySet["Task"]):
    shown_to_customers = Q(customer_visible=True)


class Task(RefNoun):
    golive = models.ForeignKey(GoLive, on_delete=models.PROTECT, related_name="tasks")
    key = models.CharField(max_length=80, blank=True, help_text="The playbook's key, where it came from one.")
    title = models.CharField(max_length=300)
    sort_order = models.PositiveIntegerField(default=0)
    category = models.CharField(max_length=20, choices=Category.choices)
    phase = models.CharField(max_length=40, blank=True)
    owner_side = models.CharField(max_length=10, choices=OwnerSide.choices, default=OwnerSide.VENDOR)
    assignee = models.CharField(max_length=200, blank=True, help_text="A name or an e-mail address.")
    status = models.CharField(max_length=12, choices=TaskStatus.choices, default=TaskStatus.TODO)
    status_before_block = models.CharField(max_length=12, choices=TaskStatus.choices, blank=True)
    reason = models.TextField(blank=True, help_text="Why it was skipped, or done against a rule.")
    done_by = models.CharField(max_length=200, blank=True, help_text="Who ticked it.")

    planned_start_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True, help_text="The last day of work.")
    start_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    pinned = models.BooleanField(default=False, help_text="A date set by hand: re-planning leaves it.")
    anchor = models.CharField(max_length=10, choices=Anchor.choices, blank=True)
    offset_days = models.IntegerField(null=True, blank=True)
    duration_days = models.PositiveIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_TASK)],
        help_text="Days of work, the first and the last counted, wherever the plan puts them.",
    )

    gate = models.CharField(max_length=10, choices=Gate.choices, default=Gate.NONE)
    core = models.BooleanField(default=False)
    customer_visible = models.BooleanField(default=False)
    evidence_required = models.BooleanField(default=False)
    approval_required = models.BooleanField(default=False, help_text="Not done before its approvals are granted.")
    condition_of = models.ForeignKey(
        "Approval", on_delete=models.PROTECT, null=True, blank=True, related_name="condition_tasks", editable=False
    )
    guidance = models.TextField(blank=True)
    counted = models.CharField(max_length=120, blank=True, help_text="What is counted, such as people trained.")
    count_target = models.PositiveIntegerField(null=True, blank=True)
    count_done = models.PositiveIntegerField(null=True, blank=True)
    estimate_minutes = models.PositiveIntegerField(default=0)
    handholding_minutes = models.PositiveIntegerField(default=0)

    objects = TaskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["golive", "key"], condition=~Q(key=""), name="task_key_unique_within_golive"
            ),
            models.CheckConstraint(condition=~Q(title=""), name="task_has_a_title"),
            models.CheckConstraint(
                condition=Q(start_on__isnull=True) | Q(done_on__isnull=True) | Q(done_on__gte=F("start_on")),
                name="task_not_done_before_its_start",
            ),
            models.CheckConstraint(condition=~Q(status="done") | Q(done_on__isnull=False), name="task_done_has_a_day"),
            models.CheckConstraint(
                condition=Q(due_on__isnull=True)
                | Q(planned_start_on__isnull=True)
                | Q(due_on__gte=F("planned_start_on")),
                name="task_not_due_before_its_planned_start",
            ),
        ]
        indexes = [models.Index(fields=["golive", "id"], name="task_of_golive")]

    def __str__(self) -> str:
        return self.title


class TaskDependencyQuerySet(GoLiveChildQuerySet["TaskDependency"]):
    customer_path = "task__golive__customer_id"
    golive_path = "task__golive_id"


class TaskDependency(models.Model):
    """`task` may be done once `prerequisite` is done or skipped; both belong to the same go-live."""

    id = models.BigAutoField(primary_key=True)
    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="dependencies")
    prerequisite = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="dependents")

    objects = TaskDependencyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "task dependencies"
        constraints = [
            models.UniqueConstraint(fields=["task", "prerequisite"], name="task_dependency_stated_once"),
            models.CheckConstraint(condition=~Q(task=F("prerequisite")), name="task_dependency_not_on_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} after {self.prerequisite_id}"
