"""Webhooks through HTTP."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from implementation.access.actors import Role
from implementation.models import Customer, WebhookDelivery, WebhookEndpoint
from implementation.services.webhook_deliveries import follow
from implementation.services.webhooks import signing_secrets
from tests import factories
from tests.implementation.api.callers import V1, Tool, pointers, slug, tool

pytestmark = pytest.mark.django_db

URL = "https://hooks.example.com/catch/1"
SCOPES = ("read", "webhooks:read", "webhooks:write")


def lead(*scopes: str, customer: Customer | None = None) -> Tool:
    return tool(*(scopes or SCOPES), role=Role.LEAD, customer=customer)


def made(caller: Tool, **fields: Any) -> dict[str, Any]:
    answer = caller.post("webhooks", {"url": URL, **fields})
    assert answer.status_code == 201, answer.content
    return dict(answer.json())


def test_the_secret_is_told_once() -> None:
    caller = lead()
    answer = caller.post("webhooks", {"url": URL, "label": "Zap", "kinds": ["task.done", "go-live.*"]})
    told = answer.json()
    assert answer["Location"] == f"{V1}webhooks/{told['id']}"
    webhook = WebhookEndpoint.objects.get()
    assert signing_secrets(webhook, at=factories.now()) == [told.pop("secret")]
    assert caller.get(f"webhooks/{told['id']}").json() == told
    assert caller.get("webhooks").json()["results"] == [told]
    assert (told["kinds"], told["state"], told["disabled_because"]) == (["go-live.*", "task.done"], "active", "")


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"url": "https://127.0.0.1/"}, "/url"),
        ({"url": "http://hooks.example.com/"}, "/url"),
        ({"url": 5}, "/url"),
        ({}, "/url"),
        ({"url": URL, "kinds": ["done"]}, "/kinds/0"),
        ({"url": URL, "kinds": ["task.done", "*"]}, "/kinds/1"),
        ({"url": URL, "kinds": "task.done"}, "/kinds"),
        ({"url": URL, "for_customer": True}, "/customer"),
        ({"url": URL, "secret": "whsec_mine"}, "/secret"),
        ({"url": URL, "customer": "0190f3b2-7c1e-7a5b-8c3d-1f2e3a4b5c6d"}, "/customer"),
    ],
)
def test_a_wrong_field_is_refused_and_named(body: dict[str, Any], place: str) -> None:
    answer = lead().post("webhooks", body)
    assert (answer.status_code, slug(answer)) == (400, "invalid-request")
    assert [pointer.removesuffix("/0") if place == "/kinds" else pointer for pointer in pointers(answer)] == [place]
    assert not WebhookEndpoint.objects.exists()


@pytest.mark.parametrize("path", ["webhooks", "webhook-deliveries"])
def test_only_leads_with_the_scope_come_in(path: str) -> None:
    assert Client().get(V1 + path).status_code == 401
    for stranger in (tool(), lead("read", "write")):
        answer = stranger.get(path)
        assert (answer.status_code, slug(answer)) == (403, "scope-missing")
        assert "webhooks:read" in answer.json()["detail"]
    assert lead("webhooks:read").get(path).status_code == 200
    assert lead("webhooks:read").post(path, {}).status_code == 403


def test_a_key_that_cannot_read_events_makes_no_webhook() -> None:
    answer = lead("webhooks:write").post("webhooks", {"url": URL})
    assert (answer.status_code, slug(answer)) == (403, "scope-missing")
    assert "events:read" in answer.json()["detail"]


def test_a_bound_key_makes_and_sees_webhooks_of_its_customer() -> None:
    customer = factories.customer()
    mine = made(lead(customer=customer))
    of_all = made(lead())
    assert (mine["customer"], of_all["customer"]) == (str(customer.id), None)
    assert [row["id"] for row in lead(customer=customer).get("webhooks").json()["results"]] == [mine["id"]]
    assert lead(customer=customer).get(f"webhooks/{of_all['id']}").status_code == 404


def test_a_stranger_finds_nothing_and_changes_nothing() -> None:
    webhook = made(lead(customer=factories.customer()))
    delivery = lead().post("webhook-deliveries", {"webhook": webhook["id"]}).json()
    stranger = lead(customer=factories.customer())
    path = f"webhooks/{webhook['id']}"
    assert stranger.get(path).status_code == stranger.patch(path, {"label": "x"}).status_code == 404
    for action, body in (("transitions", {"to": "disabled"}), ("secrets", {}), ("replays", {"after": 0})):
        assert stranger.post(f"{path}/{action}", body).status_code == 404
    assert stranger.get(f"webhook-deliveries/{delivery['id']}").status_code == 404
    assert stranger.get("webhook-deliveries").json()["results"] == []
    assert stranger.post("webhook-deliveries", {"webhook": webhook["id"]}).status_code == 400


def test_it_is_changed_and_guarded_by_its_version() -> None:
    caller = lead()
    path = f"webhooks/{made(caller)['id']}"
    seen = caller.get(path)
    answer = caller.patch(path, {"label": "New", "kinds": ["task.*"]}, If_Match=seen["ETag"])
    assert (answer.status_code, answer.json()["label"], answer.json()["kinds"]) == (200, "New", ["task.*"])
    assert slug(caller.patch(path, {"label": "Newer"}, If_Match=seen["ETag"])) == "stale"
    assert pointers(caller.patch(path, {"customer": None})) == ["/customer"]


def test_it_is_disabled_and_activated() -> None:
    caller = lead()
    path = f"webhooks/{made(caller)['id']}/transitions"
    off = caller.post(path, {"to": "disabled", "reason": "Maintenance"}).json()
    assert (off["state"], off["disabled_because"], bool(off["disabled_at"])) == ("disabled", "asked", True)
    on = caller.post(path, {"to": "active"}).json()
    assert (on["state"], on["disabled_because"], on["disabled_at"]) == ("active", "", None)


def test_a_new_secret_is_told_once_and_until_when_the_former_signs() -> None:
    caller = lead()
    webhook = made(caller)
    answer = caller.post(f"webhooks/{webhook['id']}/secrets", {"overlap_hours": 1}).json()
    assert answer["secret"] not in {None, webhook["secret"]}
    assert answer["former_secret_until"] is not None
    assert "secret" not in caller.get(f"webhooks/{webhook['id']}").json()
    assert pointers(caller.post(f"webhooks/{webhook['id']}/secrets", {"overlap_hours": 169})) == ["/overlap_hours"]


def test_a_request_that_is_sent_again_makes_one_webhook_and_tells_the_secret_once() -> None:
    caller = lead()
    first, again = (caller.post("webhooks", {"url": URL}, Idempotency_Key="make-1") for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["id"] == again.json()["id"]
    assert "secret" in first.json()
    assert not again.json().get("secret")
    assert WebhookEndpoint.objects.count() == 1


def test_a_test_message_is_queued_and_can_be_watched() -> None:
    caller = lead()
    webhook = made(caller)
    answer = caller.post("webhook-deliveries", {"webhook": webhook["id"]})
    told = answer.json()
    assert (answer.status_code, told["kind"], told["state"]) == (201, "webhook.test", "pending")
    assert (told["webhook"], told["position"]) == (webhook["id"], None)
    assert caller.get(answer["Location"].removeprefix(V1)).json() == told


def test_deliveries_are_filtered() -> None:
    caller = lead()
    webhook, other = made(caller), made(caller)
    factories.task(factories.golive())
    follow(at=factories.now())
    both = caller.get("webhook-deliveries", {"kind": "task.created"}).json()["results"]
    assert {row["webhook"] for row in both} == {webhook["id"], other["id"]}
    asked = {"kind": "task.created", "webhook": webhook["id"], "state": "pending", "position": both[0]["position"]}
    [mine] = caller.get("webhook-deliveries", asked).json()["results"]
    assert mine["webhook"] == webhook["id"]
    assert pointers(caller.get("webhook-deliveries", {"state": "lost"})) == ["?state"]


def test_a_replay_tells_how_many_messages_it_queued() -> None:
    caller = lead()
    factories.customer()
    webhook = made(caller, kinds=["customer.created"])
    follow(at=factories.now())
    assert WebhookDelivery.objects.count() == 0
    answer = caller.post(f"webhooks/{webhook['id']}/replays", {"after": 0})
    assert (answer.status_code, answer.json()["queued"]) == (200, 1)
    assert WebhookDelivery.objects.count() == 1
    assert pointers(caller.post(f"webhooks/{webhook['id']}/replays", {"after": -1})) == ["/after"]


def test_a_disabled_webhook_is_neither_tested_nor_replayed() -> None:
    caller = lead()
    webhook = made(caller)
    caller.post(f"webhooks/{webhook['id']}/transitions", {"to": "disabled"})
    for answer in (
        caller.post("webhook-deliveries", {"webhook": webhook["id"]}),
        caller.post(f"webhooks/{webhook['id']}/replays", {"after": 0}),
    ):
        assert (answer.status_code, slug(answer)) == (409, "rule-refused")


def test_reading_costs_the_same_at_3_and_at_30_rows() -> None:
    caller = lead("webhooks:read")
    maker = lead()
    costs = []
    for rows in (3, 27):
        for _ in range(rows):
            webhook = made(maker)
            delivery = maker.post("webhook-deliveries", {"webhook": webhook["id"]}).json()
        for path in (
            "webhooks",
            f"webhooks/{webhook['id']}",
            "webhook-deliveries",
            f"webhook-deliveries/{delivery['id']}",
        ):
            costs.append(queries_of(caller, path))
    assert costs == [2] * 8


def queries_of(caller: Tool, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert caller.get(path).status_code == 200
    return len(queries)
