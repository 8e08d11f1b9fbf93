"""Sending jobs by name: with the broker down a write takes no longer, and nothing is raised."""

import pytest
import redis
from django.conf import settings

from implementation.services import broker as broker_module
from implementation.services import publish
from implementation.services.broker import ask_again
from tests.servers.valkey import Valkey

pytestmark = pytest.mark.usefixtures("broker")


def test_a_job_is_sent_by_name(broker: Valkey) -> None:
    ask_again()
    assert publish.publish("implementation.run_imports")
    with redis.Redis.from_url(broker.url) as client:
        (message,) = client.lrange(settings.CELERY_TASK_DEFAULT_QUEUE, 0, -1)
    assert b"implementation.run_imports" in message


def test_a_broker_that_is_down_is_told_once_and_then_left_alone(
    broker: Valkey, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broker_module, "QUIET_FOR", 3600)  # however slowly this machine starts it again
    ask_again()
    broker.stop()
    assert not publish.publish("implementation.run_imports")
    broker.start()
    assert not publish.publish("implementation.run_imports")
    assert len([record for record in caplog.records if record.name == broker_module.__name__]) == 1
