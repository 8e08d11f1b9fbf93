"""The follower `webhooks`: which events become deliveries, and replays."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError

from implementation.access.actors import Actor, Role
from implementation.http.problems import Problem
from implementation.models import DeliveryState, Event, Follower, WebhookDelivery, WebhookEndpoint
from implementation.services import webhook_deliveries
from implementation.services.webhook_deliveries import WEBHOOKS, follow, forget_old, replay, send_test
from implementation.services.webhooks import transition_webhook
from tests import factories as make
from tests.implementation.services.webhooks import deliver, only, queued, webhook

pytestmark = pytest.mark.django_db


def replayed(of: WebhookEndpoint, after: int = 0, *, actor: Actor = make.LEAD, **how: int | bool) -> int:
    return replay(actor=actor, at=make.now(), webhook_id=of.id, after=after, **how)  # type: ignore[arg-type]


def position_of(kind: str) -> int:
    return Event.objects.filter(kind=kind).latest("position").position or 0


def test_every_event_since_it_was_made_is_for_a_webhook_that_wants_all() -> None:
    make.golive()
    made = webhook()
    make.task(make.golive())
    follow(at=make.now())
    kinds = ["customer.created", "product.created", "go-live.created", "task.created"]
    assert queued(made) == kinds


def test_kinds_are_named_singly_or_by_noun() -> None:
    made = webhook(kinds=["task.*", "customer.created"])
    make.tick(make.task(make.golive()))
    follow(at=make.now())
    assert queued(made) == ["customer.created", "task.created", "task.done"]


def test_a_bound_webhook_is_sent_events_of_its_customer() -> None:
    mine, theirs = make.golive(), make.golive()
    made = webhook(customer_id=mine.customer_id, kinds=["task.created"])
    make.task(mine)
    make.task(theirs)
    follow(at=make.now())
    assert only(made).event is not None
    assert only(made).event.golive == mine  # type: ignore[union-attr]


def test_one_for_the_customers_side_is_sent_what_the_customer_may_see() -> None:
    golive = make.golive()
    internal = webhook(customer_id=golive.customer_id, kinds=["task.created"])
    shown = webhook(customer_id=golive.customer_id, kinds=["task.created"], for_customer=True)
    make.task(golive, customer_visible=False)
    make.task(golive, customer_visible=True)
    follow(at=make.now())
    assert len(queued(internal)) == 2
    assert only(shown).event.after["customer_visible"] is True  # type: ignore[union-attr]


def test_following_again_makes_nothing_twice() -> None:
    made = webhook(kinds=["customer.created"])
    make.customer()
    assert follow(at=make.now()) == 1
    assert follow(at=make.now()) == 0
    Follower.objects.filter(name=WEBHOOKS).update(position=0)
    follow(at=make.now())
    assert queued(made) == ["customer.created"]


def test_the_database_holds_one_delivery_a_webhook_and_event() -> None:
    made = webhook(kinds=["customer.created"])
    make.customer()
    follow(at=make.now())
    twin = only(made)
    with pytest.raises(IntegrityError):
        WebhookDelivery.objects.create(endpoint=made, event=twin.event, kind=twin.kind, next_attempt_at=make.now())


@pytest.mark.parametrize(
    "wrong", [{"state": "delivered", "next_attempt_at": None}, {"state": "failed"}, {"next_attempt_at": None}]
)
def test_the_database_holds_what_each_state_means(wrong: dict[str, Any]) -> None:
    webhook(kinds=["customer.created"])
    make.customer()
    follow(at=make.now())
    with pytest.raises(IntegrityError):
        WebhookDelivery.objects.update(**wrong)


def test_who_was_overtaken_stores_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    webhook()
    make.customer()
    monkeypatch.setattr(webhook_deliveries, "position_of", lambda name: 0)
    Follower.objects.create(name=WEBHOOKS, position=10**6)
    assert follow(at=make.now()) == 0
    assert not WebhookDelivery.objects.exists()


def test_a_long_backlog_is_followed_batch_by_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook_deliveries, "BATCH", 2)
    made = webhook(kinds=["customer.created"])
    for _ in range(5):
        make.customer()
    assert follow(at=make.now()) == 5
    assert len(queued(made)) == 5


def test_without_a_webhook_the_follower_keeps_up_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook_deliveries, "BATCH", 1)
    make.golive()
    follow(at=make.now())
    assert Follower.objects.get(name=WEBHOOKS).position == Event.objects.count()


def test_a_disabled_webhook_is_sent_nothing() -> None:
    made = webhook()
    transition_webhook(actor=make.LEAD, at=make.now(), webhook_id=made.id, to="disabled")
    make.customer()
    follow(at=make.now())
    assert queued(made) == []


def test_a_replay_sends_what_was_missed_and_what_failed() -> None:
    make.customer()
    made = webhook(kinds=["customer.created"])
    make.customer()
    follow(at=make.now())
    WebhookDelivery.objects.update(state=DeliveryState.FAILED, next_attempt_at=None, attempts=10)
    assert replayed(made) == 2
    states = WebhookDelivery.objects.values_list("state", "attempts")
    assert set(states) == {("pending", 0)}
    assert replayed(made) == 0


def test_a_replay_repeats_what_was_delivered_only_if_asked() -> None:
    made = webhook(kinds=["customer.created"])
    make.customer()
    follow(at=make.now())
    WebhookDelivery.objects.update(state=DeliveryState.DELIVERED, next_attempt_at=None, delivered_at=make.now())
    assert replayed(made) == 0
    assert replayed(made, include_delivered=True) == 1
    assert only(made).delivered_at is None


def test_a_replay_keeps_to_the_positions_that_were_named() -> None:
    made = webhook(kinds=["customer.created"])
    for _ in range(3):
        make.customer()
    follow(at=make.now())
    WebhookDelivery.objects.update(state=DeliveryState.FAILED, next_attempt_at=None)
    last = position_of("customer.created")
    assert replayed(made, last - 1, until=last) == 1
    with pytest.raises(Problem, match="until"):
        replayed(made, 5, until=5)


def test_a_replay_of_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook_deliveries, "MOST_REPLAYED", 2)
    made = webhook()
    make.golive()
    follow(at=make.now())
    with pytest.raises(Problem, match="more than 2"):
        replayed(made)


def test_a_disabled_webhook_is_neither_tested_nor_replayed() -> None:
    made = webhook()
    transition_webhook(actor=make.LEAD, at=make.now(), webhook_id=made.id, to="disabled")
    with pytest.raises(Problem, match="activate it"):
        replayed(made)
    with pytest.raises(Problem, match="activate it"):
        send_test(actor=make.LEAD, at=make.now(), webhook_id=made.id)


def test_a_stranger_can_neither_test_nor_replay() -> None:
    made = webhook(customer_id=make.customer().id)
    stranger = Actor(kind=make.MEMBER.kind, name="Stranger", role=Role.LEAD, customer_id=make.customer().id)
    with pytest.raises(Problem, match="no such webhook"):
        replayed(made, actor=stranger)
    with pytest.raises(Problem, match="no such webhook"):
        send_test(actor=stranger, at=make.now(), webhook_id=made.id)


def test_finished_deliveries_are_forgotten_after_30_days_and_waiting_ones_never() -> None:
    made = webhook(kinds=["customer.created"])
    make.customer()
    make.customer()
    follow(at=make.now())
    first = WebhookDelivery.objects.filter(endpoint=made).earliest("id")
    WebhookDelivery.objects.filter(id=first.id).update(state=DeliveryState.FAILED, next_attempt_at=None)
    assert forget_old(at=make.now() + timedelta(days=29)) == 0
    assert forget_old(at=make.now() + timedelta(days=31)) == 1
    assert only(made).id != first.id


def test_nothing_due_is_no_attempt() -> None:
    webhook(kinds=["customer.created"])
    assert deliver() == 0
