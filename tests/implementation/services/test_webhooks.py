"""Making, changing and ending webhooks, and their secrets."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from pytest_django.fixtures import Settings

from implementation.access.actors import Actor, Role
from implementation.http.problems import Problem
from implementation.models import ApiKey, Customer, DisabledBecause, Event, WebhookDelivery, WebhookEndpoint
from implementation.services import api_keys, users
from implementation.services.webhook_deliveries import follow
from implementation.services.webhooks import (
    change_webhook,
    end_where_access_ended,
    rotate_secret,
    signing_secrets,
    transition_webhook,
)
from tests import factories as make
from tests.implementation.services.webhooks import PUBLIC, queued, webhook, webhook_and_secret
from tests.implementation.webhooks.hostile import HOSTILE

pytestmark = pytest.mark.django_db

LEADS = ("read", "webhooks:read", "webhooks:write")


def key(*scopes: str, customer: Customer | None = None, **fields: Any) -> Actor:
    text = make.key(*(scopes or LEADS), role=Role.LEAD, customer=customer, **fields)
    actor = api_keys.authenticate(text, at=make.now())
    assert actor is not None
    return actor


def moved(of: WebhookEndpoint, to: str, *, actor: Actor = make.LEAD) -> WebhookEndpoint:
    return transition_webhook(actor=actor, at=make.now(), webhook_id=of.id, to=to)


def secrets(of: WebhookEndpoint, *, after: timedelta = timedelta(0)) -> list[str]:
    return signing_secrets(WebhookEndpoint.objects.get(id=of.id), at=make.now() + after)


def test_the_secret_is_told_once_and_stored_nowhere() -> None:
    made, secret = webhook_and_secret()
    assert signing_secrets(made, at=make.now()) == [secret]
    stored = str([*WebhookEndpoint.objects.values(), *Event.objects.values()])
    assert secret not in stored
    assert secret.removeprefix("whsec_") not in stored


def test_events_tell_the_host_and_not_the_address() -> None:
    made = webhook()
    change_webhook(actor=make.LEAD, at=make.now(), webhook_id=made.id, fields={"url": "https://b.example/token"})
    told = str(list(Event.objects.values("before", "after")))
    assert "hooks.example.com" in told
    assert "b.example" in told
    assert "secret/path" not in told
    assert "token" not in told


@pytest.mark.parametrize("url", HOSTILE)
def test_a_hostile_address_is_refused(url: str) -> None:
    with pytest.raises(Problem) as refusal:
        webhook(url)
    assert refusal.value.errors[0].pointer == "/url"
    assert not WebhookEndpoint.objects.exists()


def test_it_cannot_be_changed_to_a_hostile_address_either() -> None:
    made = webhook()
    with pytest.raises(Problem, match="not public"):
        change_webhook(actor=make.LEAD, at=make.now(), webhook_id=made.id, fields={"url": "https://10.0.0.1/"})


def test_who_may_not_read_events_cannot_make_one() -> None:
    with pytest.raises(Problem, match="events:read"):
        webhook(actor=key("webhooks:write"))


def test_a_bound_maker_makes_webhooks_of_its_customer() -> None:
    customer = make.customer()
    assert webhook(actor=key(customer=customer)).customer == customer
    with pytest.raises(Problem, match="no such customer"):
        webhook(actor=key(customer=customer), customer_id=make.customer().id)


def test_a_stranger_finds_none_of_it() -> None:
    made = webhook(customer_id=make.customer().id)
    stranger = key(customer=make.customer())
    for act in (
        lambda: moved(made, "disabled", actor=stranger),
        lambda: rotate_secret(actor=stranger, at=make.now(), webhook_id=made.id),
        lambda: change_webhook(actor=stranger, at=make.now(), webhook_id=made.id, fields={"label": "mine"}),
    ):
        with pytest.raises(Problem, match="no such webhook"):
            act()


def test_one_for_the_customers_side_names_the_customer() -> None:
    with pytest.raises(Problem) as refusal:
        webhook(for_customer=True)
    assert refusal.value.errors[0].pointer == "/customer"


def test_a_change_of_another_version_is_stale() -> None:
    made = webhook()
    with pytest.raises(Problem) as refusal:
        change_webhook(actor=make.LEAD, at=make.now(), webhook_id=made.id, fields={"label": "x"}, version=7)
    assert refusal.value.slug == "stale"


def test_at_another_address_its_failures_begin_anew() -> None:
    made = webhook()
    WebhookEndpoint.objects.update(failing_since=make.now())
    changed = change_webhook(
        actor=make.LEAD, at=make.now(), webhook_id=made.id, fields={"url": "https://b.example/", "kinds": ["task.*"]}
    )
    assert (changed.url, changed.failing_since, changed.kinds) == ("https://b.example/", None, ["task.*"])


def test_disabled_it_says_when_and_why_and_what_was_waiting_has_failed() -> None:
    made = webhook()
    make.golive()
    follow(at=make.now())
    for _ in range(2):
        assert moved(made, "disabled").disabled_because == DisabledBecause.ASKED
    assert set(WebhookDelivery.objects.values_list("state", flat=True)) == {"failed"}
    assert Event.objects.filter(kind="webhook.disabled").count() == 1


def test_activated_it_is_sent_what_happens_from_then_on() -> None:
    made = moved(webhook(kinds=["customer.created"]), "disabled")
    make.customer()
    follow(at=make.now())
    assert moved(made, "active").disabled_because == ""
    make.customer()
    follow(at=make.now())
    assert queued(made) == ["customer.created"]


def test_a_new_secret_signs_beside_the_former_for_a_day() -> None:
    made, former = webhook_and_secret()
    _, fresh = rotate_secret(actor=make.LEAD, at=make.now(), webhook_id=made.id)
    assert secrets(made) == [fresh, former]
    assert secrets(made, after=timedelta(hours=25)) == [fresh]


def test_a_leaked_secret_is_replaced_at_once() -> None:
    made, _ = webhook_and_secret()
    _, fresh = rotate_secret(actor=make.LEAD, at=make.now(), webhook_id=made.id, former_signs_for=timedelta(0))
    assert secrets(made) == [fresh]


@pytest.mark.parametrize("overlap", [timedelta(hours=-1), timedelta(days=8)])
def test_the_former_secret_signs_for_a_week_at_most(overlap: timedelta) -> None:
    with pytest.raises(Problem, match="168"):
        rotate_secret(actor=make.LEAD, at=make.now(), webhook_id=webhook().id, former_signs_for=overlap)


def test_secrets_survive_a_new_server_key_that_names_the_former(settings: Settings) -> None:
    made, secret = webhook_and_secret()
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another"
    assert secrets(made) == [secret]


def test_without_the_former_server_key_there_is_no_secret_rather_than_another(settings: Settings) -> None:
    made, _ = webhook_and_secret()
    settings.SECRET_KEY = "another"
    assert secrets(made) == []


def test_the_webhook_of_a_revoked_key_ends() -> None:
    actor = key()
    made, other = webhook(actor=actor), webhook()
    assert end_where_access_ended(at=make.now()) == 0
    api_keys.revoke_key(actor=make.LEAD, at=make.now(), key_id=actor.id or uuid4())
    assert end_where_access_ended(at=make.now()) == 1
    made.refresh_from_db()
    other.refresh_from_db()
    assert (made.state, made.disabled_because, other.state) == ("disabled", "access_ended", "active")


def test_the_webhook_of_a_key_ends_when_the_key_does() -> None:
    webhook(actor=key(expires_at=make.now() + timedelta(days=1)))
    assert end_where_access_ended(at=make.now()) == 0
    assert end_where_access_ended(at=make.now() + timedelta(days=2)) == 1


@pytest.mark.parametrize("change", [{"is_active": False}, {"role": "member"}])
def test_the_webhook_of_somebody_who_is_no_lead_any_more_ends(change: dict[str, Any]) -> None:
    person = make.person(Role.LEAD)
    webhook(actor=person.as_actor())
    assert end_where_access_ended(at=make.now()) == 0
    users.change_user(actor=make.LEAD, at=make.now(), user_id=person.id, fields=change)
    assert end_where_access_ended(at=make.now()) == 1


def test_another_lead_takes_it_over_by_activating_it() -> None:
    actor = key()
    made = webhook(actor=actor)
    ApiKey.objects.update(revoked_at=make.now())
    end_where_access_ended(at=make.now())
    lead = make.person(Role.LEAD)
    taken = moved(made, "active", actor=lead.as_actor())
    assert (taken.maker, taken.maker_key) == (lead, None)
    assert end_where_access_ended(at=make.now()) == 0


@pytest.mark.parametrize(
    "wrong", [{"state": "disabled"}, {"disabled_because": "asked"}, {"for_customer": True, "customer": None}]
)
def test_the_database_holds_it_too(wrong: dict[str, Any]) -> None:
    made = webhook(PUBLIC)
    with pytest.raises(IntegrityError), transaction.atomic():
        WebhookEndpoint.objects.filter(id=made.id).update(**wrong)
