"""Webhooks from end to end: through the API, the worker and a receiver; a worker that dies; two workers at once."""

import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures import wait
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection
from pytest_django.fixtures import Settings
from pytest_httpserver import HTTPServer
from standardwebhooks import Webhook

from implementation.access.actors import Role
from implementation.jobs import deliver_webhooks
from implementation.models import ApiKey, WebhookDelivery, WebhookEndpoint
from implementation.services import webhook_sending
from implementation.services.alone import alone
from implementation.services.webhook_deliveries import JOB, follow
from implementation.services.webhook_sending import LEASE, deliver_due
from implementation.services.webhooks import end_where_access_ended
from tests import factories as make
from tests.concurrency.threads import at_once
from tests.implementation.api.callers import Tool, tool
from tests.implementation.services.webhooks import HERE, clock_at, received, webhook, webhook_and_secret
from tests.servers.valkey import Valkey
from tests.servers.worker import background_worker
from tests.waiting import until

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "webhooks.md"
DIES_BEFORE_IT_RECORDS = """
import os, time, django
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
django.setup()
from django.utils import timezone
from implementation.services import webhook_deliveries, webhook_sending
def record(*args, **how):
    print("sent", flush=True)
    time.sleep(60)
webhook_sending.record = record
webhook_deliveries.follow(at=timezone.now())
webhook_sending.deliver_due(clock=timezone.now)
"""


@pytest.fixture(autouse=True)
def _this_machine_is_allowed(settings: Settings) -> None:
    settings.WEBHOOK_ALLOWED_NETWORKS = HERE


@pytest.fixture
def url(httpserver: HTTPServer) -> str:
    httpserver.expect_request("/hook").respond_with_data("thanks")
    return httpserver.url_for("/hook")


def lead() -> Tool:
    return tool("read", "write", "webhooks:read", "webhooks:write", role=Role.LEAD)


def is_ours() -> Callable[[bytes, dict[str, str], str], bool]:
    """The recipe of the documentation."""
    recipe = DOCUMENT.read_text().partition("```python\n")[2].partition("```")[0]
    names: dict[str, Any] = {}
    exec(recipe, names)  # noqa: S102  # ours
    return names["is_ours"]  # type: ignore[no-any-return]


def lower(headers: Any) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def test_a_task_done_by_one_tool_is_told_to_another_by_the_worker(httpserver: HTTPServer, url: str) -> None:
    caller = lead()
    made = caller.post("webhooks", {"url": url, "kinds": ["task.done"]}).json()
    task = make.task(make.golive())
    assert caller.post(f"tasks/{task.id}/transitions", {"to": "done"}).status_code == 200
    with background_worker():
        caller.post("webhook-deliveries", {"webhook": made["id"]})
        until(lambda: len(received(httpserver)) == 2)
        until(lambda: not WebhookDelivery.objects.filter(state="pending").exists())
    told = [Webhook(made["secret"]).verify(sent.data, dict(sent.headers)) for sent in received(httpserver)]
    assert {message["type"] for message in told} == {"task.done", "webhook.test"}
    [done] = [message["data"] for message in told if message["type"] == "task.done"]
    assert done["subject_id"] == str(task.id)
    assert caller.get(f"tasks/{done['subject_id']}").json()["status"] == "done"


def test_the_recipe_of_the_documentation_verifies_a_message(httpserver: HTTPServer, url: str) -> None:
    _, secret = webhook_and_secret(url, kinds=["customer.created"])
    make.customer()
    deliver_webhooks()
    [sent] = received(httpserver)
    verified = is_ours()
    headers = lower(sent.headers)
    assert verified(sent.data, headers, secret)
    assert not verified(sent.data + b" ", headers, secret)
    assert not verified(sent.data, headers, "whsec_" + "A" * 44)
    old = str(int(headers["webhook-timestamp"]) - 301)
    assert not verified(sent.data, {**headers, "webhook-timestamp": old}, secret)


def test_a_killed_worker_sends_twice_and_loses_nothing(
    httpserver: HTTPServer, url: str, process_environment: dict[str, str]
) -> None:
    webhook(url, kinds=["customer.created"])
    make.customer()
    environment = {
        **process_environment,
        "WEBHOOK_ALLOWED_NETWORKS": ",".join(HERE),
        "SECRET_KEY": django_settings.SECRET_KEY,
    }
    command = [sys.executable, "-c", DIES_BEFORE_IT_RECORDS]
    with subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "sent\n"
        worker.send_signal(signal.SIGKILL)
        worker.wait(10)
    assert WebhookDelivery.objects.get().state == "pending"
    assert deliver_due(clock=clock_at(make.now() + LEASE + timedelta(seconds=1))) == 1
    assert WebhookDelivery.objects.get().state == "delivered"
    ids = [sent.headers["webhook-id"] for sent in received(httpserver)]
    assert (len(ids), len(set(ids))) == (2, 1)


def test_two_workers_at_once_send_each_message_once(httpserver: HTTPServer, url: str) -> None:
    for _ in range(3):
        webhook(url, kinds=["customer.created"])
    for _ in range(5):
        make.customer()
    at_once([partial(follow, at=make.now())] * 2)
    follow(at=make.now())
    at_once([partial(deliver_due, clock=clock_at(make.now()))] * 2)
    times = Counter(sent.headers["webhook-id"] for sent in received(httpserver))
    assert (len(times), set(times.values())) == (15, {1})
    assert set(WebhookDelivery.objects.values_list("state", "attempts")) == {("delivered", 1)}


def test_no_transaction_is_open_while_it_waits_for_the_network(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    webhook(url, kinds=["customer.created"])
    make.customer()
    open_while_waiting = []

    def waiting(*args: Any, **how: Any) -> Any:
        open_while_waiting.append(connection.in_atomic_block)
        return wait(*args, **how)

    monkeypatch.setattr(webhook_sending, "wait", waiting)
    deliver_webhooks()
    assert open_while_waiting == [False]


def test_the_webhook_of_a_revoked_key_is_sent_nothing_more(httpserver: HTTPServer, url: str) -> None:
    key = make.key("read", "webhooks:read", "webhooks:write", role=Role.LEAD)
    maker = Tool(key)
    maker.post("webhooks", {"url": url, "kinds": ["customer.created"]})
    ApiKey.objects.filter(prefix=key.split("_")[1]).update(revoked_at=make.now())
    make.customer()
    deliver_webhooks()
    assert received(httpserver) == []
    assert WebhookEndpoint.objects.get().disabled_because == "access_ended"
    assert end_where_access_ended(at=make.now()) == 0


def test_the_job_may_run_twice(httpserver: HTTPServer, url: str) -> None:
    webhook(url, kinds=["customer.created"])
    make.customer()
    for _ in range(2):
        deliver_webhooks()
    assert len(received(httpserver)) == 1


def test_one_run_at_a_time_so_that_others_find_a_worker(httpserver: HTTPServer, url: str) -> None:
    webhook(url, kinds=["customer.created"])
    make.customer()
    with alone(JOB, seconds=60):
        deliver_webhooks()
    assert received(httpserver) == []
    deliver_webhooks()
    assert len(received(httpserver)) == 1


def test_with_the_broker_down_it_is_sent_all_the_same(httpserver: HTTPServer, url: str, broker: Valkey) -> None:
    webhook(url, kinds=["customer.created"])
    make.customer()
    broker.stop()
    deliver_webhooks()
    assert len(received(httpserver)) == 1
