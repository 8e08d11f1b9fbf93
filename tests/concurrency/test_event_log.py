"""Many writers and many readers of the event log at once: no event missed, none twice, causes before effects."""

import threading
from functools import partial
from operator import attrgetter

import pytest
from django.db import transaction

from implementation.models import Event, GoLive
from implementation.services import time_entries
from implementation.services.change import changing
from implementation.services.followers import advance, next_events, number_events, position_of
from tests import factories as make
from tests.concurrency.threads import at_once, setting
from tests.waiting import PATIENCE
from tracking.models import GoLiveMeasure
from tracking.services.bring_up_to_date import events_waiting, follow_everything
from tracking.services.follow import follow
from tracking.services.verify import verify_measures

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]

WRITERS = 8
GOLIVES = 12
EVENTS = 10_000
PAUSE = 0.02


class Log:
    """What one follower, run by several threads, took to be done."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.seen: list[Event] = []
        self._lock = threading.Lock()

    def read(self) -> int:
        """Take the next batch, unless another thread was faster."""
        number_events()
        old = position_of(self.name)
        events = next_events(old, limit=200)
        if events and advance(self.name, old=old, new=events[-1].position or 0, effect=lambda: None):
            with self._lock:
                self.seen += events
        return len(events)

    def read_until(self, written: threading.Event) -> None:
        """Follow while anybody writes, and then to the end: what another reader is still numbering is waited for."""
        while not written.wait(PAUSE) or Event.objects.filter(position__isnull=True).exists() or self.read():
            self.read()


@pytest.mark.slow
def test_ten_thousand_events_of_eight_writers_are_each_followed_once_and_in_order() -> None:
    golives = [make.golive() for _ in range(GOLIVES)]
    before = Event.objects.count()
    log, written = Log("test"), threading.Event()
    rounds = EVENTS // WRITERS // 2

    def write_all() -> None:
        with setting(written):
            at_once([partial(write, golives, writer, rounds) for writer in range(WRITERS)])

    readers = [partial(log.read_until, written)] * 2 + [partial(measure_until, written)] * 2
    at_once([write_all, *readers])

    assert len(log.seen) == before + rounds * WRITERS * 2 >= EVENTS
    assert [event.position for event in sorted(log.seen, key=place)] == list(range(1, len(log.seen) + 1))
    assert {event.id for event in log.seen} == set(Event.objects.values_list("id", flat=True))
    assert_causes_come_first(log.seen)
    follow_everything(at=make.now())
    assert verify_measures(at=make.now()) == []
    assert sum(GoLiveMeasure.objects.values_list("total_minutes", flat=True)) == rounds * WRITERS


def write(golives: list[GoLive], writer: int, rounds: int) -> None:
    """One entry and one event of another kind a round, on go-lives that the other writers write on too."""
    for number in range(rounds):
        golive = golives[(writer * 5 + number * 7) % len(golives)]
        fields = {"worked_on": make.today(), "minutes": 1}
        time_entries.log_time(
            actor=make.LEAD, at=make.now(), golive_id=golive.id, fields=fields, request_id=f"{writer}"
        )
        with changing(actor=make.LEAD, at=make.now(), golive_ids=[golive.id], request_id=f"{writer}") as change:
            change.record("go-live.changed", golive, golive=change.golives[golive.id])


def measure_until(written: threading.Event) -> None:
    while not written.wait(PAUSE):
        follow(at=make.now())


def assert_causes_come_first(events: list[Event]) -> None:
    """Ids are drawn under the go-live's lock, and a writer's next event after its last was committed."""
    for chain in (attrgetter("golive_id"), attrgetter("request_id")):
        last: dict[object, int] = {}
        for event in sorted(events, key=place):
            if chain(event):
                assert event.id > last.get(chain(event), 0)
                last[chain(event)] = event.id


def place(event: Event) -> int:
    return event.position or 0


def test_an_event_committed_late_is_not_skipped() -> None:
    begun, may_commit = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            make.customer("Slow")
            begun.set()
            assert may_commit.wait(PATIENCE)

    def fast() -> None:
        assert begun.wait(PATIENCE)
        make.customer("Fast")
        log.read()
        may_commit.set()

    log = Log("test")
    at_once([slow, fast])
    while log.read():
        pass
    names = [event.after["name"] for event in log.seen]
    assert names == ["Fast", "Slow"]
    assert log.seen[0].id > log.seen[1].id


def test_two_followers_of_one_name_do_each_batch_once() -> None:
    for _ in range(30):
        make.customer()
    log = Log("test")
    at_once([partial(drain, log)] * 4)
    assert len(log.seen) == len({event.id for event in log.seen}) == 30


def drain(log: Log) -> None:
    while log.read():
        pass


def test_measures_follow_two_workers_at_once() -> None:
    golives = [make.golive() for _ in range(20)]
    for golive in golives:
        make.hours(golive, 1)
    at_once([partial(follow, at=make.now())] * 2)
    follow_everything(at=make.now())
    assert events_waiting() == 0
    assert verify_measures(at=make.now()) == []
