"""Keys: issued within one's own powers, recognised, expired and revoked."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings

from implementation.access.actors import Actor, ActorKind, Role
from implementation.http.problems import Problem
from implementation.models import ApiKey, Event
from implementation.services import api_keys
from tests import factories as make

pytestmark = pytest.mark.django_db
SOON = timedelta(hours=1)


def recognised(text: str, *, in_: timedelta = timedelta(0)) -> Actor | None:
    return api_keys.authenticate(text, at=make.now() + in_)


def by_key(*scopes: str, role: Role = Role.LEAD, **how: object) -> Actor:
    return Actor(kind=ActorKind.API_KEY, name="t", role=role, scopes=frozenset(scopes), **how)  # type: ignore[arg-type]


def issue(by: Actor, *scopes: str, role: Role = Role.MEMBER, **how: object) -> ApiKey:
    made = api_keys.issue_key(actor=by, at=make.now(), name="k", scopes=scopes, role=role, **how)  # type: ignore[arg-type]
    return made[0]


def test_a_key_stands_for_its_role_scopes_and_customer() -> None:
    customer = make.customer()
    actor = recognised(make.key("tasks:read", customer=customer))
    assert actor is not None
    assert (actor.kind, actor.role, actor.customer_id) == (ActorKind.API_KEY, Role.MEMBER, customer.id)
    assert actor.scopes == {"tasks:read"}


def test_the_text_is_kept_nowhere() -> None:
    text = make.key()
    secret = text.split("_", 2)[2]
    assert secret not in str(ApiKey.objects.values())
    assert secret not in str(Event.objects.values())


@pytest.mark.parametrize("change", [lambda t: t[:-1] + ("a" if t[-1] != "a" else "b"), lambda t: t + "x", lambda t: ""])
def test_a_text_that_differs_is_nobody(change: Callable[[str], str]) -> None:
    assert recognised(change(make.key())) is None


def test_an_expired_key_is_nobody_from_its_moment_on() -> None:
    text = make.key(expires_at=make.now() + SOON)
    assert recognised(text) is not None
    assert recognised(text, in_=SOON) is None


def test_a_revoked_key_is_nobody_at_once_and_revoking_again_changes_nothing() -> None:
    text = make.key()
    key = ApiKey.objects.get()
    for _ in range(2):
        api_keys.revoke_key(actor=make.LEAD, at=make.now(), key_id=key.id)
    assert recognised(text) is None
    assert Event.objects.filter(kind="api-key.revoked").count() == 1


def test_a_key_lives_through_a_new_pepper_and_dies_with_its_own() -> None:
    with override_settings(API_KEY_PEPPERS={1: "first"}):
        old = make.key()
    with override_settings(API_KEY_PEPPERS={1: "first", 2: "second"}):
        new = make.key()
        assert recognised(old) is not None
    with override_settings(API_KEY_PEPPERS={2: "second"}):
        assert recognised(old) is None
        assert recognised(new) is not None


def test_its_use_is_noted_at_most_once_a_minute() -> None:
    text, start = make.key(), make.now()
    for seconds, noted in ((0, 0), (30, 0), (60, 60)):
        api_keys.authenticate(text, at=start + timedelta(seconds=seconds))
        assert ApiKey.objects.get().last_used_at == start + timedelta(seconds=noted)


def test_one_query_recognises_a_key(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    text = make.key()
    recognised(text)
    with django_assert_num_queries(1):
        recognised(text)


@pytest.mark.django_db(transaction=True)
def test_reading_with_a_key_waits_for_no_writer() -> None:
    text = make.key()
    if connection.vendor != "sqlite":
        assert recognised(text) is not None  # Rows are locked one by one: nothing to wait for.
        return
    with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        start = make.now()
        assert recognised(text) is not None
        assert make.now() - start < timedelta(seconds=settings.DATABASES["default"]["OPTIONS"]["timeout"])
        writer.execute("ROLLBACK")
    assert ApiKey.objects.get().last_used_at is None
    assert recognised(text) is not None
    assert ApiKey.objects.get().last_used_at is not None
    with connection.cursor() as cursor:
        [patience] = cursor.execute("PRAGMA busy_timeout").fetchone()
    assert patience == 1000 * settings.DATABASES["default"]["OPTIONS"]["timeout"]


@pytest.mark.parametrize(
    ("scopes", "code"), [((), "required"), (("tasks:delete",), "unknown"), (("api-keys:write",), "not_of_role")]
)
def test_scopes_that_make_no_sense_are_refused(scopes: tuple[str, ...], code: str) -> None:
    with pytest.raises(Problem) as refusal:
        issue(make.LEAD, *scopes)
    assert (refusal.value.errors[0].pointer, refusal.value.errors[0].code) == ("/scopes", code)


def test_a_leads_key_may_manage_keys() -> None:
    assert issue(make.LEAD, "api-keys:write", "api-keys:write", role=Role.LEAD).scopes == ["api-keys:write"]


def test_a_key_that_would_have_expired_is_refused() -> None:
    with pytest.raises(Problem, match="expired already"):
        make.key(expires_at=make.now() - SOON)


def test_nobody_gives_a_key_more_than_they_have() -> None:
    manager = by_key("api-keys:write", "tasks:read")
    assert issue(manager, "tasks:read").scopes == ["tasks:read"]
    with pytest.raises(Problem, match="do not have the scope write"):
        issue(manager, "write")
    with pytest.raises(Problem, match="Only a lead makes a key that acts as lead"):
        issue(by_key("read", role=Role.MEMBER), "read", role=Role.LEAD)


def test_whoever_is_bound_makes_and_revokes_keys_of_that_customer_alone() -> None:
    own, other = make.customer(), make.customer()
    manager = by_key("read", "api-keys:write", customer_id=own.id)
    assert issue(manager, "read", customer_id=own.id).customer_id == own.id
    for customer_id in (None, other.id):
        with pytest.raises(Problem, match="bound to one customer"):
            issue(manager, "read", customer_id=customer_id)
    make.key("read", customer=other)
    with pytest.raises(Problem, match="no such API key"):
        api_keys.revoke_key(actor=manager, at=make.now(), key_id=ApiKey.objects.get(customer=other).id)


def test_a_key_of_an_unknown_customer_is_refused() -> None:
    with pytest.raises(Problem, match="no such customer"):
        issue(make.LEAD, "read", customer_id=make.LEAD.id or make.golive().id)
