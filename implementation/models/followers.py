"""How far each follower of the event log has come, and the go-lives it could not cope with."""

from django.db import models

from implementation.models.golives import GoLive


class Follower(models.Model):
    """`position` is the last event whose effect is stored."""

    name = models.CharField(max_length=60, primary_key=True)
    position = models.BigIntegerField(default=0)
    moved_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.name} at {self.position}"


class ParkedGoLive(models.Model):
    """A go-live whose effect failed: set aside with the error so that the others go on, retried by the sweep."""

    id = models.BigAutoField(primary_key=True)
    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name="parked")
    golive = models.ForeignKey(GoLive, on_delete=models.CASCADE, related_name="parked")
    error = models.TextField()
    attempts = models.PositiveIntegerField(default=1)
    parked_at = models.DateTimeField(auto_now_add=True)
    next_attempt_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["follower", "golive"], name="parked_golive_once")]

    def __str__(self) -> str:
        return f"{self.golive_id}: {self.error[:60]}"
