"""Sending jobs by name: with the broker down a write takes no longer, and nothing is raised."""

from collections.abc import Iterator

import pytest
import redis
from django.conf import settings

from implementation.services import publish
from tests.servers.valkey import Valkey


@pytest.fixture(autouse=True)
def _nothing_failed_yet() -> Iterator[None]:
    publish._Quiet.until = float("-inf")
    yield
    publish._Quiet.until = float("-inf")


def test_a_job_is_sent_by_name(broker: Valkey) -> None:
    assert publish.publish("implementation.run_imports")
    with redis.Redis.from_url(broker.url) as client:
        (message,) = client.lrange(settings.CELERY_TASK_DEFAULT_QUEUE, 0, -1)
    assert b"implementation.run_imports" in message


def test_a_broker_that_is_down_is_told_once_and_then_left_alone(
    broker: Valkey, caplog: pytest.LogCaptureFixture
) -> None:
    broker.stop()
    assert not publish.publish("implementation.run_imports")
    broker.start()
    assert not publish.publish("implementation.run_imports")
    assert len([record for record in caplog.records if record.name == publish.__name__]) == 1
