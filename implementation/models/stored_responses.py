"""Answers kept for a day, so that a request which is sent again is answered again and not done again."""

from django.db import models

from implementation.access.actors import ActorKind


class StoredResponse(models.Model):
    """The answer to one unsafe request with an `Idempotency-Key`, stored by the transaction that did what it asked."""

    class Actor(models.TextChoices):
        USER = ActorKind.USER.value
        API_KEY = ActorKind.API_KEY.value

    id = models.BigAutoField(primary_key=True)
    actor_kind = models.CharField(max_length=12, choices=Actor.choices)
    actor_id = models.UUIDField()
    method = models.CharField(max_length=6)
    path = models.CharField(max_length=400)
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64, help_text="Of the request's body.")
    status = models.PositiveSmallIntegerField()
    body = models.TextField(help_text="As it was sent, but for secrets that are told once.")
    headers = models.JSONField(default=dict, help_text="Location and ETag.")
    stored_at = models.DateTimeField(db_index=True)

    objects = models.Manager["StoredResponse"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["actor_kind", "actor_id", "method", "path", "key"], name="stored_response_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.key}"
