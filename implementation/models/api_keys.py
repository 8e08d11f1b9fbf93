"""Keys of external tools. States: active, expired, revoked."""

from django.db import models

from implementation.access.actors import Actor, ActorKind, Role
from implementation.models.base import Noun, VisibleQuerySet
from implementation.models.customers import Customer


class ApiKeyQuerySet(VisibleQuerySet["ApiKey"]):
    """Who is bound to a customer sees the keys that are; customers see none."""

    customer_path = "customer_id"


class ApiKey(Noun):
    """Only an HMAC of the secret is stored; `pepper` is the number of the pepper that made it."""

    class RoleChoice(models.TextChoices):
        LEAD = Role.LEAD.value
        MEMBER = Role.MEMBER.value

    name = models.CharField(max_length=120)
    prefix = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64)
    pepper = models.PositiveIntegerField()
    role = models.CharField(max_length=12, choices=RoleChoice.choices, default=RoleChoice.MEMBER)
    scopes = models.JSONField(default=list)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True, blank=True, related_name="api_keys")
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    requests_per_minute = models.PositiveIntegerField(
        null=True, blank=True, help_text="A limit of its own; null: as all keys."
    )
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by",
        help_text="The key that it was made to replace.",
    )  # fmt: skip
    last_used_at = models.DateTimeField(null=True, blank=True)

    objects = ApiKeyQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.name} (cr_{self.prefix}_…)"

    def as_actor(self) -> Actor:
        return Actor(
            kind=ActorKind.API_KEY,
            id=self.id,
            name=self.name,
            role=Role(self.role),
            scopes=frozenset(self.scopes),
            customer_id=self.customer_id,
            requests_per_minute=self.requests_per_minute,
        )
