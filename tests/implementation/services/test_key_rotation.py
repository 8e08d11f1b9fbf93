"""A key is replaced by another while both work; what it made goes on."""

from datetime import timedelta

import pytest

from implementation.access.actors import Actor, ActorKind, Role
from implementation.http.problems import Problem
from implementation.models import ApiKey, Event, WebhookEndpoint
from implementation.services.api_keys import authenticate, revoke_key
from implementation.services.calendar_feeds import active_calendar_feed, create_calendar_feed
from implementation.services.key_rotation import rotate_key
from implementation.services.webhooks import create_webhook, end_where_access_ended
from tests import factories as make

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def row(text: str) -> ApiKey:
    return ApiKey.objects.get(prefix=text.split("_")[1])


def rotated(text: str, **how: object) -> str:
    return rotate_key(actor=make.LEAD, at=make.now(), key_id=row(text).id, **how)[1]  # type: ignore[arg-type]


def works(text: str, *, in_: timedelta = timedelta(0)) -> bool:
    return authenticate(text, at=make.now() + in_) is not None


def test_both_keys_work_for_a_while_and_then_the_new_one_alone() -> None:
    old = make.key("tasks:read", customer=make.customer(), requests_per_minute=7)
    new = rotated(old)
    assert works(old)
    assert works(new)
    assert not works(old, in_=DAY)
    assert works(new, in_=DAY)
    same = ("name", "role", "scopes", "customer_id", "requests_per_minute")
    assert [getattr(row(old), name) for name in same] == [getattr(row(new), name) for name in same]
    assert row(new).replaces == row(old)


def test_without_overlap_the_old_key_ends_at_once() -> None:
    old = make.key()
    rotated(old, overlap=timedelta(0))
    assert not works(old)


def test_the_overlap_never_lengthens_the_old_keys_life() -> None:
    old = make.key(expires_at=make.now() + timedelta(hours=1))
    new = rotated(old)
    assert not works(old, in_=timedelta(hours=1))
    lives = row(new).expires_at
    assert lives is not None
    assert abs(lives - make.now() - timedelta(hours=1)) < timedelta(minutes=1)


def test_what_has_ended_or_was_replaced_is_not_rotated() -> None:
    replaced, revoked = make.key(), make.key()
    rotated(replaced)
    revoke_key(actor=make.LEAD, at=make.now(), key_id=row(revoked).id)
    for text in (replaced, revoked):
        with pytest.raises(Problem, match=r"rotate the one|make a new one"):
            rotated(text)


@pytest.mark.parametrize("overlap", [timedelta(seconds=-1), timedelta(days=8)])
def test_an_overlap_beyond_a_week_is_refused(overlap: timedelta) -> None:
    with pytest.raises(Problem, match="168 hours"):
        rotated(make.key(), overlap=overlap)


def test_nobody_gets_a_key_with_more_than_they_have_by_rotating_it() -> None:
    strong = make.key("write")
    weak = Actor(
        kind=ActorKind.API_KEY, name="weak", role=Role.LEAD, scopes=frozenset({"api-keys:write", "tasks:read"})
    )
    with pytest.raises(Problem, match="do not have the scope write"):
        rotate_key(actor=weak, at=make.now(), key_id=row(strong).id)


def test_who_is_bound_rotates_no_key_of_another_customer() -> None:
    foreign = make.key("read", customer=make.customer())
    bound = Actor(kind=ActorKind.SYSTEM, name="bound", role=Role.LEAD, customer_id=make.customer().id)
    with pytest.raises(Problem, match="no such API key"):
        rotate_key(actor=bound, at=make.now(), key_id=row(foreign).id)


def test_feeds_and_webhooks_of_the_old_key_go_on() -> None:
    scopes = ("read", "webhooks:write")
    old = make.key(*scopes, role=Role.LEAD)
    maker = authenticate(old, at=make.now())
    assert maker is not None
    golive = make.golive()
    _, token = create_calendar_feed(actor=maker, at=make.now(), golive_id=golive.id)
    create_webhook(actor=maker, at=make.now(), url="https://hooks.example.com/x")
    rotated(old, overlap=timedelta(0))
    assert active_calendar_feed(token, at=make.now()) is not None
    assert end_where_access_ended(at=make.now()) == 0
    assert WebhookEndpoint.objects.get().maker_key == ApiKey.objects.get(replaces=row(old))


def test_the_log_names_both_and_no_secret() -> None:
    old = make.key()
    new = rotated(old)
    [event] = Event.objects.filter(kind="api-key.rotated")
    assert event.after["replaced_by"] == str(row(new).id)
    for text in (old, new):
        assert text.split("_", 2)[2] not in str(Event.objects.values())
