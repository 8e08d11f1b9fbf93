"""Everybody who may knock: what each is allowed is stated here once more, in words of its own.

The statement is on purpose not the program's: a mistake in `access/scopes.py` must show.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.test import Client
from django.utils import timezone

from implementation.access.actors import Role
from implementation.access.scopes import known_scopes
from implementation.models import ApiKey, User
from tests import factories as make
from tests.implementation.pages.sign_in.ways import sign_in
from tests.matrix.world import World

SENSITIVE = {"api-keys", "users", "webhooks", "audit"}
REPORTS = {"measures", "trends", "forecasts", "cohorts", "products", "reports"}
OF_CONTACTS = {
    "products:read", "customers:read", "sites:read", "go-lives:read", "target-changes:read", "holds:read",
    "tasks:read", "tasks:write", "barriers:read", "approvals:read", "approvals:write", "comments:read",
    "comments:write", "status-notes:read", "events:read", "forecasts:read",
}  # fmt: skip


def role_may(role: str, noun: str, verb: str) -> bool:
    """What a role is for."""
    if noun in SENSITIVE:
        return role == "lead"
    if role == "contact":
        return f"{noun}:{verb}" in OF_CONTACTS
    if role == "reader":
        return verb == "read" and noun in REPORTS
    if noun == "playbooks" and verb == "write":
        return role == "lead"
    return role in {"lead", "member"} or verb == "read"


@dataclass
class Caller:
    """`customer`: the one it is bound to. `role` None: refused at the door, 401."""

    name: str
    client: Client
    role: str | None
    customer: UUID | None = None
    key: ApiKey | None = None
    scopes: frozenset[str] = field(default_factory=frozenset)

    def __str__(self) -> str:
        return self.name

    @property
    def is_contact(self) -> bool:
        return self.role == "contact"

    @property
    def has_session(self) -> bool:
        """Whether the pages know the caller: they take no keys."""
        return self.key is None and self.role is not None

    def may(self, scope: str) -> bool:
        noun, verb = scope.split(":")
        named = self.key is None or scope in self.scopes or (verb in self.scopes and noun not in SENSITIVE)
        return named and self.role is not None and role_may(self.role, noun, verb)

    def give(self, *scopes: str) -> None:
        """From now on the key has these scopes and no others."""
        assert self.key is not None
        self.scopes = frozenset(scopes)
        ApiKey.objects.filter(pk=self.key.pk).update(scopes=list(scopes))


def callers(world: World) -> list[Caller]:
    own, foreign = world.own.customer, world.foreign.customer
    every = ("read", "write", *sorted(known_scopes() - {"read", "write"}))
    return [
        Caller("nobody", Client(), None),
        *(_person(role.value, role) for role in (Role.LEAD, Role.MEMBER, Role.OBSERVER, Role.READER)),
        _person("contact", Role.CONTACT, customer=own),
        _person("contact of another", Role.CONTACT, customer=foreign),
        _deactivated(),
        _key("key of a member", "read", "write"),
        _key("key of a lead", *every, role=Role.LEAD),
        _key("bound key", *every, role=Role.LEAD, customer=own),
        _key("bound key of another", *every, role=Role.LEAD, customer=foreign),
        _ended("expired key", expires_at=timezone.now()),
        _ended("revoked key", revoked_at=timezone.now()),
        Caller("share link", _bearer(world.own.share_token), None),
    ]


def scoped_keys() -> tuple[Caller, Caller]:
    """One to be given the scope of each route in turn, and one to be given all others."""
    return _key("key with the scope", "read", role=Role.LEAD), _key("key without the scope", "read", role=Role.LEAD)


def _person(name: str, role: Role, **bounds: Any) -> Caller:
    client = Client()
    user = make.person(role, **bounds)
    sign_in(client, user)
    return Caller(name, client, role.value, user.customer_id)


def _deactivated() -> Caller:
    client = Client()
    user = make.person(Role.LEAD)
    client.force_login(user)
    User.objects.filter(pk=user.pk).update(is_active=False)
    return Caller("deactivated lead", client, None)


def _key(name: str, *scopes: str, role: Role = Role.MEMBER, **bounds: Any) -> Caller:
    text = make.key(*scopes, role=role, **bounds)
    key = ApiKey.objects.get(prefix=text.split("_")[1])
    ApiKey.objects.filter(pk=key.pk).update(last_used_at=timezone.now() + timedelta(hours=1))
    return Caller(name, _bearer(text), role.value, key.customer_id, key, frozenset(scopes))


def _ended(name: str, **when: Any) -> Caller:
    caller = _key(name, "read", "write")
    assert caller.key is not None
    ApiKey.objects.filter(pk=caller.key.pk).update(**when)
    return Caller(name, caller.client, None)


def _bearer(text: str) -> Client:
    return Client(headers={"Authorization": f"Bearer {text}"})
