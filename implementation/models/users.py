"""People: staff by role, and contacts of one customer. E-mail is the login."""

from collections.abc import Iterator
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from implementation.access.actors import Actor, ActorKind, Role
from implementation.models.base import Noun, VisibleQuerySet
from implementation.models.customers import Customer


class UserQuerySet(VisibleQuerySet["User"]):
    """Staff see people; who is bound to a customer sees its contacts, customers nobody."""

    customer_path = "customer_id"


class UserManager(BaseUserManager["User"]):
    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def visible_to(self, actor: Actor) -> UserQuerySet:
        return self.get_queryset().visible_to(actor)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, role=Role.LEAD, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(Noun, AbstractBaseUser, PermissionsMixin):
    """States: active, or deactivated (never deleted: the log names its actors)."""

    class RoleChoice(models.TextChoices):
        LEAD = Role.LEAD.value
        MEMBER = Role.MEMBER.value
        OBSERVER = Role.OBSERVER.value
        READER = Role.READER.value
        CONTACT = Role.CONTACT.value

    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=12, choices=RoleChoice.choices, default=RoleChoice.READER)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True, blank=True, related_name="contacts")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    sessions_ended = models.PositiveIntegerField(
        default=0,
        editable=False,
        help_text="How often all sessions were ended; one begun before that is over.",
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_unique_in_any_case"),
            models.CheckConstraint(
                condition=Q(role="contact", customer__isnull=False) | (~Q(role="contact") & Q(customer__isnull=True)),
                name="user_contact_has_customer_staff_has_none",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_session_auth_hash(self) -> str:
        """What a session must have been begun with; contacts have no password that could change it."""
        return f"{super().get_session_auth_hash()}.{self.sessions_ended}"

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        for known in super().get_session_auth_fallback_hash():
            yield f"{known}.{self.sessions_ended}"

    def as_actor(self: Self) -> Actor:
        return Actor(
            kind=ActorKind.USER,
            id=self.id,
            name=str(self),
            email=self.email,
            role=Role(self.role),
            customer_id=self.customer_id,
        )
