"""Making and ending calendar feeds: what is refused, how far a feed reaches, and what is kept of it."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from implementation.access.actors import Actor, Role
from implementation.http.problems import Problem
from implementation.models import CalendarFeed, Customer, Event
from implementation.services import api_keys, users
from implementation.services.calendar_feeds import active_calendar_feed, create_calendar_feed, revoke_calendar_feed
from tests import factories as make

pytestmark = pytest.mark.django_db


def create(actor: Actor = make.LEAD, **fields: Any) -> tuple[CalendarFeed, str]:
    return create_calendar_feed(actor=actor, at=make.now(), **fields)


def key_actor(*scopes: str, customer: Customer | None = None) -> Actor:
    text = make.key(*scopes, customer=customer)
    actor = api_keys.authenticate(text, at=make.now())
    assert actor is not None
    return actor


def refusal(**fields: Any) -> Problem:
    with pytest.raises(Problem) as caught:
        create(**fields)
    assert not CalendarFeed.objects.exists()
    return caught.value


def pointer(**fields: Any) -> str:
    return refusal(**fields).errors[0].pointer


def test_the_token_is_told_once_and_not_stored() -> None:
    feed, token = create(golive_id=make.golive().id, label="Ada's phone")
    assert active_calendar_feed(token, at=make.now()) == feed
    assert token not in str(CalendarFeed.objects.values().get())
    assert token not in str(list(Event.objects.values()))


def test_a_feed_is_of_a_golive_or_of_a_person() -> None:
    assert pointer() == "/go_live"
    assert pointer(person="   ") == "/go_live"
    assert pointer(golive_id=make.golive().id, person="Ada") == "/go_live"


def test_the_database_holds_it_too() -> None:
    feed, _ = create(person="Ada")
    for wrong in ({"person": ""}, {"golive": make.golive()}, {"for_customer": True}):
        with pytest.raises(IntegrityError), transaction.atomic():
            CalendarFeed.objects.filter(id=feed.id).update(**wrong)


def test_wrong_fields_are_named() -> None:
    golive, other = make.golive(), make.customer()
    assert pointer(person="Ada", expires_at=make.now() - timedelta(seconds=1)) == "/expires_at"
    assert pointer(person="Ada", for_customer=True) == "/customer"
    assert pointer(golive_id=golive.id, customer_id=other.id) == "/customer"
    assert pointer(person="A" * 201) == "/person"
    assert pointer(person="Ada", label="x" * 121) == "/label"
    assert refusal(golive_id=uuid4()).slug == "not-found"
    assert refusal(person="Ada", customer_id=uuid4()).slug == "not-found"


def test_a_feed_lives_until_its_last_moment_if_it_has_one() -> None:
    until = make.now() + timedelta(days=1)
    _, ending = create(person="Ada", expires_at=until)
    _, lasting = create(person="Ada")
    assert active_calendar_feed(ending, at=until - timedelta(seconds=1))
    assert active_calendar_feed(ending, at=until) is None
    assert active_calendar_feed(lasting, at=until + timedelta(days=3650))


def test_revoking_ends_it_at_once_and_once() -> None:
    feed, token = create(golive_id=make.golive().id)
    for _ in range(2):
        assert revoke_calendar_feed(actor=make.LEAD, at=make.now(), feed_id=feed.id).revoked_at
    assert active_calendar_feed(token, at=make.now()) is None
    assert list(Event.objects.filter(subject="calendar-feed").order_by("id").values_list("kind", flat=True)) == [
        "calendar-feed.created",
        "calendar-feed.revoked",
    ]


def test_the_log_keeps_who_made_a_feed_of_what() -> None:
    golive = make.golive()
    create(actor=make.MEMBER, golive_id=golive.id, label="wall screen")
    event = Event.objects.get(kind="calendar-feed.created")
    assert (event.golive, event.customer, event.actor_name) == (golive, golive.customer, "Mem Ber")
    assert event.after["label"] == "wall screen"
    assert event.audience == "internal"


def test_a_key_of_one_customer_makes_feeds_of_that_customer_only() -> None:
    own, foreign = make.golive(), make.golive()
    bound = key_actor(customer=own.customer)
    assert refusal(actor=bound, golive_id=foreign.id).slug == "not-found"
    assert refusal(actor=bound, person="Ada", customer_id=foreign.customer_id).slug == "not-found"
    assert create(bound, golive_id=own.id)[0].customer == own.customer
    assert create(bound, person="Ada")[0].as_actor().customer_id == own.customer_id


def test_a_key_of_one_customer_neither_sees_nor_ends_other_feeds() -> None:
    own, foreign = make.golive(), make.golive()
    bound = key_actor(customer=own.customer)
    mine = create(golive_id=own.id)[0]
    others = [create(golive_id=foreign.id)[0], create(person="Ada")[0]]
    assert list(CalendarFeed.objects.visible_to(bound)) == [mine]
    for other in others:
        with pytest.raises(Problem, match="no such calendar feed"):
            revoke_calendar_feed(actor=bound, at=make.now(), feed_id=other.id)


def test_customers_see_no_feeds() -> None:
    golive = make.golive()
    create(golive_id=golive.id, for_customer=True)
    contact = make.person(Role.CONTACT, customer=golive.customer).as_actor()
    assert not CalendarFeed.objects.visible_to(contact).exists()
    assert not CalendarFeed.objects.visible_to(make.share_link(golive)[0].as_actor()).exists()


@pytest.mark.parametrize("missing", ["go-lives:read", "tasks:read", "holds:read"])
def test_who_may_not_read_it_makes_no_feed_of_it(missing: str) -> None:
    scopes = {"go-lives:read", "tasks:read", "holds:read", "write"} - {missing}
    problem = refusal(actor=key_actor(*scopes), golive_id=make.golive().id)
    assert problem.slug == "scope-missing"
    assert missing in problem.detail


def test_contacts_readers_and_share_links_make_no_feeds() -> None:
    golive = make.golive()
    contact = make.person(Role.CONTACT, customer=golive.customer).as_actor()
    for actor in (contact, make.person(Role.READER).as_actor(), make.share_link(golive)[0].as_actor()):
        assert refusal(actor=actor, golive_id=golive.id).slug == "scope-missing"


def test_a_feed_of_staff_ends_with_its_makers_access() -> None:
    person = make.person()
    golive = make.golive()
    _, internal = create(person.as_actor(), golive_id=golive.id)
    _, theirs = create(person.as_actor(), golive_id=golive.id, for_customer=True)
    assert active_calendar_feed(internal, at=make.now())
    for fields in ({"role": Role.READER.value}, {"role": Role.MEMBER.value, "is_active": False}):
        users.change_user(actor=make.LEAD, at=make.now(), user_id=person.id, fields=fields)
        assert active_calendar_feed(internal, at=make.now()) is None
        assert active_calendar_feed(theirs, at=make.now())


def test_a_feed_of_staff_ends_with_its_makers_key() -> None:
    feed, token = create(key_actor(), person="Ada")
    assert active_calendar_feed(token, at=make.now())
    assert feed.maker_key_id
    api_keys.revoke_key(actor=make.LEAD, at=make.now(), key_id=feed.maker_key_id)
    assert active_calendar_feed(token, at=make.now()) is None


def test_an_unknown_token_is_asked_for_by_one_query(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        assert active_calendar_feed("unknown", at=make.now()) is None
