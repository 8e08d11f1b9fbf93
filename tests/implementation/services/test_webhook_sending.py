"""Sending: to a receiver on this machine, with a clock that stands still."""

import json
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from pytest_django.fixtures import Settings
from pytest_httpserver import HTTPServer
from standardwebhooks import Webhook

from implementation.models import Event, WebhookDelivery, WebhookEndpoint
from implementation.services import webhook_sending
from implementation.services.webhook_deliveries import follow, send_test
from implementation.services.webhook_messages import UNSIGNED, message_id
from implementation.services.webhook_sending import AT_ONCE, LEASE, claim_next, deliver_due, record
from implementation.services.webhooks import rotate_secret, transition_webhook
from implementation.webhooks.attempt import Outcome, send
from implementation.webhooks.back_off import MOST_ATTEMPTS, WAITS
from tests import factories as make
from tests.implementation.api.callers import tool
from tests.implementation.services.webhooks import (
    HERE,
    clock_at,
    deliver,
    only,
    queued,
    received,
    webhook,
    webhook_and_secret,
)
from tests.waiting import PATIENCE

pytestmark = pytest.mark.django_db

CUSTOMERS = ["customer.created"]


@pytest.fixture(autouse=True)
def _this_machine_is_allowed(settings: Settings) -> None:
    settings.WEBHOOK_ALLOWED_NETWORKS = HERE


@pytest.fixture
def url(httpserver: HTTPServer) -> str:
    """A receiver that takes everything."""
    httpserver.expect_request("/hook").respond_with_data("thanks")
    return httpserver.url_for("/hook")


def answering(server: HTTPServer, status: int, path: str = "/bad") -> str:
    server.expect_request(path).respond_with_data("", status=status)
    return str(server.url_for(path))


def test_the_receiver_is_sent_the_event_as_the_api_shows_it(httpserver: HTTPServer, url: str) -> None:
    made, secret = webhook_and_secret(url, kinds=["task.created"])
    make.task(make.golive(), title="Connect")
    assert deliver() == 1
    [request] = received(httpserver)
    told = Webhook(secret).verify(request.data, dict(request.headers))
    [shown] = tool("read").get("events", {"kind": "task.created"}).json()["results"]
    assert (told["type"], told["data"]) == ("task.created", shown)
    row = only(made)
    assert (row.state, row.attempts, row.last_status, row.last_error) == ("delivered", 1, 200, "")
    assert request.headers["webhook-id"] == message_id(row.id)


def test_what_was_delivered_is_not_sent_again(httpserver: HTTPServer, url: str) -> None:
    webhook(url, kinds=CUSTOMERS)
    make.customer()
    assert [deliver(), deliver(after=timedelta(days=5))] == [1, 0]
    assert len(received(httpserver)) == 1


def test_both_secrets_sign_while_one_is_replaced(httpserver: HTTPServer, url: str) -> None:
    made, former = webhook_and_secret(url, kinds=CUSTOMERS)
    _, fresh = rotate_secret(actor=make.LEAD, at=make.now(), webhook_id=made.id)
    make.customer()
    deliver()
    [request] = received(httpserver)
    for secret in (former, fresh):
        assert Webhook(secret).verify(request.data, dict(request.headers))


def test_a_failure_is_tried_again_after_the_wait_and_told(httpserver: HTTPServer) -> None:
    made = webhook(answering(httpserver, 500), kinds=CUSTOMERS)
    make.customer()
    now = make.now()
    follow(at=now)
    deliver_due(clock=clock_at(now), jitter=lambda: 0)
    row = only(made)
    assert (row.state, row.attempts, row.last_status, row.last_error) == ("pending", 1, 500, "It answered 500.")
    assert row.next_attempt_at == now + WAITS[0]
    assert deliver_due(clock=clock_at(now + WAITS[0] - timedelta(seconds=1))) == 0
    assert deliver_due(clock=clock_at(now + WAITS[0])) == 1
    assert len({request.headers["webhook-id"] for request in received(httpserver)}) == 1


def test_after_the_last_attempt_it_has_failed(httpserver: HTTPServer, settings: Settings) -> None:
    settings.WEBHOOK_DISABLE_AFTER_DAYS = 30
    made = webhook(answering(httpserver, 500), kinds=CUSTOMERS)
    make.customer()
    follow(at=make.now())
    attempts = [deliver(after=timedelta(days=day)) for day in range(MOST_ATTEMPTS + 2)]
    assert sum(attempts) == MOST_ATTEMPTS
    assert (only(made).state, only(made).next_attempt_at) == ("failed", None)


def test_an_answer_410_ends_the_webhook(httpserver: HTTPServer) -> None:
    made = webhook(answering(httpserver, 410), kinds=CUSTOMERS)
    make.customer()
    make.customer()
    assert deliver() == 1
    made.refresh_from_db()
    assert (made.state, made.disabled_because) == ("disabled", "gone")
    assert Event.objects.get(kind="webhook.disabled").actor_name == "webhooks"
    assert set(WebhookDelivery.objects.values_list("state", flat=True)) == {"failed"}


def test_a_webhook_that_fails_for_days_is_disabled(httpserver: HTTPServer) -> None:
    made = webhook(answering(httpserver, 500), kinds=CUSTOMERS)
    make.customer()
    deliver()
    deliver(after=timedelta(days=4))
    made.refresh_from_db()
    assert made.state == "active"
    deliver(after=timedelta(days=6))
    made.refresh_from_db()
    assert (made.state, made.disabled_because) == ("disabled", "failing")


def test_one_success_and_the_days_begin_anew(httpserver: HTTPServer, url: str) -> None:
    made = webhook(url, kinds=CUSTOMERS)
    WebhookEndpoint.objects.update(failing_since=make.now() - timedelta(days=4))
    make.customer()
    deliver()
    made.refresh_from_db()
    assert made.failing_since is None


def test_a_test_is_tried_once_and_counts_for_nothing(httpserver: HTTPServer) -> None:
    made = webhook(answering(httpserver, 500), kinds=CUSTOMERS)
    send_test(actor=make.LEAD, at=make.now(), webhook_id=made.id)
    deliver()
    made.refresh_from_db()
    assert (only(made).state, only(made).attempts, made.failing_since) == ("failed", 1, None)
    assert json.loads(received(httpserver)[0].data)["type"] == "webhook.test"


def test_without_a_secret_nothing_is_sent_and_the_remedy_is_told(
    httpserver: HTTPServer, url: str, settings: Settings
) -> None:
    made = webhook(url, kinds=CUSTOMERS)
    make.customer()
    settings.SECRET_KEY = "another"
    deliver()
    assert only(made).last_error == UNSIGNED
    assert received(httpserver) == []


def test_a_disabled_webhook_is_sent_nothing(httpserver: HTTPServer, url: str) -> None:
    made = webhook(url)
    follow(at=make.now())
    transition_webhook(actor=make.LEAD, at=make.now(), webhook_id=made.id, to="disabled")
    assert deliver(after=timedelta(days=1)) == 0


def test_a_network_that_is_no_longer_allowed_is_not_reached(
    httpserver: HTTPServer, url: str, settings: Settings
) -> None:
    made = webhook(url, kinds=CUSTOMERS)
    make.customer()
    settings.WEBHOOK_ALLOWED_NETWORKS = []
    deliver()
    assert "https" in only(made).last_error
    assert received(httpserver) == []


def test_after_a_failure_the_rest_of_the_backlog_waits_for_the_next_run(httpserver: HTTPServer) -> None:
    webhook(answering(httpserver, 500), kinds=CUSTOMERS)
    for _ in range(5):
        make.customer()
    assert deliver() == 1


def test_one_failing_target_does_not_hold_up_others(httpserver: HTTPServer, url: str) -> None:
    bad = webhook(answering(httpserver, 500), kinds=CUSTOMERS)
    good = webhook(url, kinds=CUSTOMERS)
    for _ in range(3):
        make.customer()
    deliver()
    states = {of.id: WebhookDelivery.objects.filter(endpoint=of, state="delivered").count() for of in (bad, good)}
    assert states == {bad.id: 0, good.id: 3}


def test_targets_that_hang_take_their_places_and_the_others_are_sent_meanwhile(
    httpserver: HTTPServer, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All but one place are taken by targets that answer only once every good message has arrived."""
    hanging = [webhook("http://127.0.0.1:9/", kinds=CUSTOMERS) for _ in range(AT_ONCE - 1)]
    good = webhook(url, kinds=CUSTOMERS)
    for _ in range(4):
        make.customer()
    all_arrived = threading.Event()

    def slow(to: str, *how: Any, **named: Any) -> Outcome:
        if to != url:
            assert all_arrived.wait(PATIENCE), "the good target had to wait"
            return Outcome(None, "It was reached but did not answer in time.")
        outcome = send(to, *how, **named)
        if len(received(httpserver)) == 4:
            all_arrived.set()
        return outcome

    monkeypatch.setattr(webhook_sending, "send", slow)
    assert deliver() == 4 + len(hanging)
    assert WebhookDelivery.objects.filter(endpoint=good, state="delivered").count() == 4


def test_webhooks_that_work_come_before_those_that_fail() -> None:
    failing, working = (webhook(kinds=CUSTOMERS) for _ in range(2))
    WebhookEndpoint.objects.filter(id=failing.id).update(failing_since=make.now())
    make.customer()
    follow(at=make.now())
    claim = claim_next(at=make.now())
    assert claim is not None
    assert claim.webhook_id == working.id


def test_a_fault_of_ours_stops_no_other_delivery(
    httpserver: HTTPServer, url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bad, good = webhook("http://127.0.0.1:9/", kinds=CUSTOMERS), webhook(url, kinds=CUSTOMERS)
    make.customer()

    def faulty(to: str, *how: Any, **named: Any) -> Outcome:
        if to != url:
            raise ZeroDivisionError
        return send(to, *how, **named)

    monkeypatch.setattr(webhook_sending, "send", faulty)
    assert deliver() == 2
    assert (only(bad).state, only(good).state) == ("pending", "delivered")
    assert "ZeroDivisionError" in caplog.text


def test_a_crash_between_sending_and_recording_sends_twice_and_loses_nothing(
    httpserver: HTTPServer, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = webhook(url, kinds=CUSTOMERS)
    make.customer()

    def killed(*_: Any, **__: Any) -> bool:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(webhook_sending, "record", killed)
        with pytest.raises(SystemExit):
            deliver()
    assert (only(made).state, only(made).attempts) == ("pending", 1)
    assert deliver(after=LEASE / 2) == 0
    assert deliver(after=LEASE * 2) == 1
    assert (only(made).state, only(made).attempts) == ("delivered", 2)
    ids = [request.headers["webhook-id"] for request in received(httpserver)]
    assert len(ids) == 2
    assert len(set(ids)) == 1


def test_a_delivery_that_breaks_every_process_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    made = webhook(kinds=CUSTOMERS)
    make.customer()
    follow(at=make.now())
    moment = make.now()
    for _ in range(MOST_ATTEMPTS):
        moment += LEASE * 2
        assert claim_next(at=moment) is not None
    assert claim_next(at=moment + LEASE * 2) is None
    assert deliver_due(clock=clock_at(moment + LEASE * 2)) == 0
    assert (only(made).state, only(made).last_error) == ("failed", webhook_sending.BROKEN_OFF)


def test_a_delivery_is_claimed_by_one_alone() -> None:
    webhook(kinds=CUSTOMERS)
    make.customer()
    follow(at=make.now())
    now = make.now()
    assert claim_next(at=now) is not None
    assert claim_next(at=now) is None


def test_who_lost_the_lease_records_no_failure_but_a_delivery() -> None:
    made = webhook(kinds=CUSTOMERS)
    make.customer()
    follow(at=make.now())
    late = claim_next(at=make.now())
    assert late is not None
    assert claim_next(at=make.now() + LEASE * 2) is not None
    record(late, Outcome(500, "It answered 500."), at=make.now(), jitter=0)
    assert only(made).last_error == ""
    record(late, Outcome(200, ""), at=make.now(), jitter=0)
    assert only(made).state == "delivered"


def test_a_run_ends_and_leaves_the_rest_to_the_next(httpserver: HTTPServer, url: str) -> None:
    made = webhook(url, kinds=CUSTOMERS)
    for _ in range(3):
        make.customer()
    follow(at=make.now())
    assert deliver_due(clock=ticking(make.now(), timedelta(seconds=8))) < 3
    deliver()
    assert set(WebhookDelivery.objects.values_list("state", flat=True)) == {"delivered"}
    assert len(queued(made)) == 3


def ticking(start: datetime, step: timedelta) -> Any:
    moments: Iterator[datetime] = (start + step * number for number in range(10_000))
    return lambda: next(moments)
