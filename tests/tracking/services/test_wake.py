"""The hint after a commit: one message for many writes, and none of a write's business when the broker is down."""

import logging
from collections.abc import Iterator

import pytest
import redis

from implementation.models import TimeEntry
from implementation.services import broker as broker_module
from implementation.services.broker import ask_again
from tests import factories as make
from tests.servers.valkey import Valkey
from tracking.services.wake import follow_begins

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _quiet_for_the_whole_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slowly this machine starts the broker again."""
    monkeypatch.setattr(broker_module, "QUIET_FOR", 3600)


@pytest.fixture
def queue(broker: Valkey) -> Iterator[redis.Redis]:
    with redis.Redis(unix_socket_path=str(broker.socket)) as client:
        yield client


def test_a_commit_sends_the_job(queue: redis.Redis) -> None:
    make.customer()
    assert queue.llen("crossing") == 1


def test_many_commits_send_one_message_until_it_begins(queue: redis.Redis) -> None:
    for _ in range(5):
        make.customer()
    assert queue.llen("crossing") == 1
    follow_begins()
    make.customer()
    assert queue.llen("crossing") == 2


def test_with_the_broker_down_writes_succeed(broker: Valkey) -> None:
    golive = make.golive()
    broker.stop()
    for _ in range(20):
        make.hours(golive, 0.25)
    assert TimeEntry.objects.count() == 20


def test_with_the_broker_down_it_is_tried_and_logged_once(broker: Valkey, caplog: pytest.LogCaptureFixture) -> None:
    broker.stop()
    with caplog.at_level(logging.WARNING, logger=broker_module.__name__):
        for _ in range(3):
            make.customer()
    assert [record.name for record in caplog.records] == [broker_module.__name__]


def test_once_the_broker_is_back_the_job_is_sent_again(broker: Valkey, queue: redis.Redis) -> None:
    broker.stop()
    make.customer()
    broker.start()
    make.customer()
    assert queue.llen("crossing") == 0
    ask_again()
    make.customer()
    assert queue.llen("crossing") == 1
