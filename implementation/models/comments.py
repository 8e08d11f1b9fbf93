"""What people say about a task or a go-live.

States: written, edited (the version tells how often, the log what it said before), withdrawn (never deleted).
"""

from django.db import models
from django.db.models import Q

from implementation.models.base import GoLiveChildQuerySet, Noun
from implementation.models.golives import GoLive
from implementation.models.tasks import Task
from implementation.models.vocabulary import Audience

MOST_CHARACTERS = 10_000


class CommentQuerySet(GoLiveChildQuerySet["Comment"]):
    """Customers see what is said to them, under what they are shown, until it is withdrawn."""

    shown_to_customers = (
        Q(audience=Audience.CUSTOMER)
        & Q(withdrawn_at__isnull=True)
        & (Q(task__isnull=True) | Q(task__customer_visible=True))
    )


class Comment(Noun):
    golive = models.ForeignKey(GoLive, on_delete=models.PROTECT, related_name="comments")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, null=True, blank=True, related_name="comments")
    text = models.TextField(max_length=MOST_CHARACTERS)
    audience = models.CharField(max_length=10, choices=Audience.choices, default=Audience.INTERNAL)
    author = models.CharField(max_length=254, help_text="Whose words these are, as they were called then.")
    author_id = models.UUIDField(null=True, editable=False, help_text="The person or key that wrote it.")
    edited_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="comment_says_something")]
        indexes = [models.Index(fields=["golive", "id"], name="comment_of_golive")]

    def __str__(self) -> str:
        return f"{self.author}: {self.text[:40]}"
