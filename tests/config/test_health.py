"""What anybody is told of the server's health, and what only its operators are."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from config import health
from implementation.services.followers import park, position_of
from tests import factories as make
from tests.servers.valkey import Valkey

pytestmark = pytest.mark.django_db


def ready() -> Any:
    return Client().get("/readyz")


def test_a_healthy_server_says_so() -> None:
    assert Client().get("/livez").json() == {"status": "ok"}
    assert ready().json() == {"status": "ok", "database": "ok", "broker": "ok", "parked": {}}


def test_what_work_is_stuck_on_is_counted_for_all_and_named_for_operators() -> None:
    position_of("measures")
    golives = [make.golive(), make.golive()]
    for golive in golives:
        park("measures", golive.id, error="ZeroDivisionError: no days", at=make.now())
    answer = ready()
    assert answer.json()["parked"] == {"measures": 2}
    told = StringIO()
    call_command("list_parked", stdout=told)
    for golive in golives:
        assert str(golive.id) not in answer.content.decode()
        assert f"go-live {golive.id}, tried 1 times" in told.getvalue()
    assert "ZeroDivisionError: no days" in told.getvalue()
    assert "days" not in answer.content.decode()


def test_a_broker_that_is_down_is_told_and_refuses_nothing(broker: Valkey) -> None:
    broker.stop()
    answer = ready()
    assert answer.status_code == 200
    assert answer.json()["broker"].startswith("unreachable")


@pytest.mark.parametrize("fault", ["unreachable", "migrations are missing: run manage.py migrate"])
def test_a_server_that_cannot_serve_says_503_and_asks_the_database_no_more(
    fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "_database", lambda: fault)
    answer = ready()
    assert (answer.status_code, answer.json()["database"], answer.json()["parked"]) == (503, fault, {})
