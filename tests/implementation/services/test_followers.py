"""Reading the event log in an order that loses nothing."""

from datetime import timedelta

import pytest

from implementation.models import Event, Follower, ParkedGoLive
from implementation.services import followers
from tests import factories as make

pytestmark = pytest.mark.django_db


def numbered() -> list[int | None]:
    return list(Event.objects.order_by("id").values_list("position", flat=True))


def test_events_get_the_next_places_in_the_order_of_their_ids() -> None:
    make.golive()
    assert set(numbered()) == {None}
    count = Event.objects.count()
    assert followers.number_events() == count
    make.customer()
    assert followers.number_events() == 1
    assert numbered() == list(range(1, count + 2))
    assert followers.number_events() == 0


def test_what_commits_late_gets_a_later_place_and_no_number_twice() -> None:
    make.golive()
    late = Event.objects.order_by("id").first()
    assert late is not None
    followers.number_events()
    last = Event.objects.count()
    Event.objects.filter(id=late.id).update(position=None)  # as if it had not been committed before
    followers.number_events()
    assert Event.objects.get(id=late.id).position == last + 1


def test_a_follower_begins_before_the_first_event_and_reads_numbered_ones_only() -> None:
    make.golive()
    assert followers.position_of("test") == 0
    assert followers.next_events(0) == []
    followers.number_events()
    first = followers.next_events(0, limit=2)
    assert [event.position for event in first] == [1, 2]
    assert followers.next_events(2)[0].position == 3


def test_of_two_that_read_the_same_batch_one_writes_its_effect() -> None:
    followers.position_of("test")
    effects: list[str] = []
    assert followers.advance("test", old=0, new=5, effect=lambda: effects.append("first"))
    assert not followers.advance("test", old=0, new=5, effect=lambda: effects.append("second"))
    assert effects == ["first"]
    assert Follower.objects.get().position == 5


def test_an_effect_that_fails_does_not_move_the_follower() -> None:
    followers.position_of("test")

    def fail() -> None:
        raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        followers.advance("test", old=0, new=5, effect=fail)
    assert Follower.objects.get().position == 0


def test_a_golive_that_fails_waits_longer_each_time_and_leaves_when_it_went_well() -> None:
    followers.position_of("test")
    golive, at = make.golive(), make.now()
    for wait in (*followers.RETRY_AFTER, followers.RETRY_AFTER[-1]):
        followers.park("test", golive.id, error="broken", at=at)
        assert ParkedGoLive.objects.get().next_attempt_at == at + wait
        assert followers.due_parked("test", at=at + wait - timedelta(seconds=1)) == []
        assert followers.due_parked("test", at=at + wait) == [golive.id]
    assert ParkedGoLive.objects.get().attempts == len(followers.RETRY_AFTER) + 1
    followers.unpark("test", [golive.id])
    assert followers.due_parked("test", at=at + timedelta(days=1)) == []
