"""Lists that are taken as tables are exports: the audit tells who took how many rows of what."""

import logging
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.test import Client

from implementation.access.actors import Role
from implementation.http.tables import table_answer
from implementation.models import Event
from tests import factories as make
from tests.implementation.api.callers import tool

pytestmark = pytest.mark.django_db


def taken() -> list[dict[str, Any]]:
    return list(Event.objects.filter(kind="export.table-taken").order_by("id").values_list("after", flat=True))


def received(answer: Any) -> None:
    assert answer.status_code == 200
    assert answer.getvalue()


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_list_as_a_table_is_told_with_its_filters_and_the_number_of_rows(form: str) -> None:
    for segment in ("clinic", "clinic", "hospital"):
        make.customer(segment=segment)
    received(tool("read").get("customers", {"format": form, "segment": "clinic", "fields": "name"}))
    assert taken() == [
        {
            "noun": "customers",
            "format": form,
            "asked": {"segment": "clinic", "fields": ["name"]},
            "rows": 2,
            "whole": True,
        }
    ]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_so_is_what_is_computed_page_by_page(form: str) -> None:
    golive = make.golive()
    received(tool("read").get("go-lives/health", {"format": form, "customer": str(golive.customer_id)}))
    [told] = taken()
    assert (told["noun"], told["rows"], told["format"]) == ("go-live-health", 1, form)
    assert Event.objects.get(kind="export.table-taken").customer_id == golive.customer_id


def test_pages_heads_and_refusals_take_nothing() -> None:
    make.golive()
    caller = tool("read")
    caller.get("customers")
    caller.get("go-lives/health")
    caller.get("customers", {"format": "csv", "limit": "3"})
    Client(headers={"Authorization": f"Bearer {caller.key}"}).head("/api/v1/customers?format=csv")
    assert taken() == []


def test_what_the_caller_has_already_is_not_taken_again() -> None:
    make.golive()
    caller = tool("read")
    first = caller.get("go-lives/health", {"format": "csv"})
    again = caller.get("go-lives/health", {"format": "csv"}, If_None_Match=first["ETag"])
    assert (again.status_code, len(taken())) == (304, 1)


def test_who_hangs_up_in_the_middle_is_told_of_too() -> None:
    told: list[tuple[str, int | None, bool]] = []
    rows = iter([[{"a": 1}, {"a": 2}]])
    answer: Any = table_answer("csv", "x", [("a",)], rows, lambda *taken: told.append(taken))
    next(iter(answer.streaming_content))
    for close in answer._resource_closers:
        close()
    assert told == [("csv", 2, False)]


def test_a_long_csv_is_told_of_before_its_first_row_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever becomes of the server meanwhile."""
    monkeypatch.setattr("implementation.http.actions.ROWS_AT_ONCE", 2)
    for _ in range(3):
        make.customer(segment="clinic")
    answer = tool("read").get("customers", {"format": "csv", "segment": "clinic"})
    begun = Event.objects.get(kind="export.table-begun")
    assert begun.after == {"noun": "customers", "format": "csv", "asked": {"segment": "clinic"}}
    assert taken() == []
    received(answer)
    assert [(told["rows"], told["whole"]) for told in taken()] == [(3, True)]


def test_an_export_by_command_is_told_too(tmp_path: Path) -> None:
    customer = make.customer(ref="C1")
    make.customer()
    call_command("export_portfolio", str(tmp_path / "all.zip"), customer="C1", stdout=StringIO())
    event = Event.objects.get(kind="export.table-taken")
    assert (event.actor_kind, event.actor_name, event.customer_id) == ("system", "export_portfolio", customer.id)
    assert (event.after["noun"], event.after["format"], event.after["rows"]) == ("portfolio", "zip", 1)


@pytest.mark.django_db(transaction=True)
def test_a_long_write_on_sqlite_holds_no_table_up(monkeypatch: pytest.MonkeyPatch, caplog: Any) -> None:
    make.customer()
    caller = tool("read")

    def busy(**how: Any) -> Any:
        raise OperationalError("database is locked")

    monkeypatch.setattr("implementation.services.exports.taken.changing", busy)
    monkeypatch.setattr("implementation.services.exports.taken.is_busy", lambda error: True)
    with caplog.at_level(logging.WARNING):
        received(caller.get("customers", {"format": "csv"}))
    assert "'rows': 1" in caplog.text


def test_a_bound_callers_table_belongs_to_its_customer() -> None:
    golive = make.golive()
    client = Client()
    contact = make.person(Role.CONTACT, customer=golive.customer)
    client.force_login(contact)
    received(client.get("/api/v1/tasks?format=csv"))
    event = Event.objects.get(kind="export.table-taken")
    assert (event.customer_id, event.actor_id, event.audience) == (golive.customer_id, contact.id, "internal")


def test_only_leads_read_of_it() -> None:
    received(tool("read").get("products", {"format": "csv"}))
    caller = tool("audit:read", role=Role.LEAD)
    assert [row["kind"] for row in caller.get("audit", {"subject": "export"}).json()["results"]] == [
        "export.table-taken"
    ]
    assert tool("events:read").get("events", {"kind": "export.table-taken"}).json()["results"] == []
