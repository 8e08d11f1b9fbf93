"""No key of a tool, and no secret of a webhook, is in a log or stored as it is."""

import base64
from typing import Any

import pytest
from django.test import Client
from pytest_httpserver import HTTPServer
from werkzeug import Response

from implementation.access.actors import Role
from implementation.services import webhook_sending
from implementation.services.webhooks import rotate_secret
from tests import factories as make
from tests.implementation.services.webhooks import HERE, deliver, webhook_and_secret
from tests.leaks.listening import BrowserOnRecord, Listener, everything_stored

pytestmark = pytest.mark.django_db
KEYS = "/api/v1/api-keys"


def secret_of(key: str) -> str:
    return key.split("_", 2)[2]


def basic(text: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(text.encode()).decode()}


def test_a_key_made_used_rotated_revoked_and_misplaced(log: Listener) -> None:
    lead = make.key("read", "api-keys:read", "api-keys:write", role=Role.LEAD)
    tool = BrowserOnRecord(headers={"Authorization": f"Bearer {lead}"})
    made = tool.post(KEYS, {"name": "sync", "scopes": ["read"]}, "application/json", headers={"Idempotency-Key": "1"})
    again = tool.post(KEYS, {"name": "sync", "scopes": ["read"]}, "application/json", headers={"Idempotency-Key": "1"})
    assert "key" not in again.json()
    first = made.json()["key"]
    second = tool.post(f"{KEYS}/{made.json()['id']}/rotate", {}, "application/json").json()["key"]
    for headers in (
        {"Authorization": f"Bearer {first}"},
        basic(f"anybody:{second}"),
        basic(f"{second}:"),  # where curl's user is the key: refused, and noted by the web server as the user
        {"Authorization": f"Bearer {first}x"},
        {"Authorization": first},
        {"Referer": f"https://tool.test/?key={first}"},
        {"User-Agent": f"tool/1 ({first})"},
    ):
        BrowserOnRecord().get("/api/v1/tasks", headers=headers)
    asked = BrowserOnRecord().get("/api/v1/tasks", {"api_key": first}, headers={"Authorization": f"Bearer {first}"})
    assert asked.status_code == 400
    tool.get(f"/api/v1/nothing/{first}")
    tool.post(f"{KEYS}/{made.json()['id']}/transitions", {"to": "revoked"}, "application/json")
    assert log.tells(*map(secret_of, (lead, first, second)), *basic(f"anybody:{second}").values()) == []
    stored = everything_stored()
    assert not [key for key in (lead, first, second) if secret_of(key) in stored]


def test_the_answer_to_a_wrong_key_does_not_repeat_it() -> None:
    key = make.key()
    for headers in ({"Authorization": f"Bearer {key}x"}, {"Authorization": key}, basic(f"{key}:")):
        answer = Client(headers=headers).get("/api/v1/tasks")
        assert answer.status_code == 401
        assert secret_of(key) not in answer.content.decode()


@pytest.fixture
def receiver(httpserver: HTTPServer, settings: Any) -> HTTPServer:
    settings.WEBHOOK_ALLOWED_NETWORKS = HERE
    return httpserver


def test_a_webhook_delivered_refused_and_failing_by_a_fault_of_ours(
    receiver: HTTPServer, log: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed: list[str] = []

    def take(request: Any) -> Response:
        signed.append(request.headers["webhook-signature"])
        return Response(status=200 if len(signed) == 1 else 500)

    receiver.expect_request("/hook").respond_with_handler(take)
    made, secret = webhook_and_secret(receiver.url_for("/hook"), kinds=["customer.created"])
    _, fresh = rotate_secret(actor=make.LEAD, at=make.now(), webhook_id=made.id)
    for _ in range(2):
        make.customer()
        deliver()

    def broken(url: str, body: bytes, headers: Any, **how: Any) -> Any:
        raise RuntimeError(f"cannot sign with {secret} as {dict(headers)}")

    monkeypatch.setattr(webhook_sending, "send", broken)
    make.customer()
    deliver()
    assert "A webhook could not be sent because of a fault of ours." in log.text
    assert len(signed) == 2
    assert log.tells(secret, secret.removeprefix("whsec_"), fresh.removeprefix("whsec_")) == []
    stored = everything_stored()
    assert not [text for text in (secret, fresh) if text.removeprefix("whsec_") in stored]
