"""Query parameters are taken strictly."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from django.http import QueryDict

from implementation.http.parameters import (
    Parameter,
    choices,
    day,
    flag,
    identifier,
    moment,
    number,
    read_parameters,
    text,
)
from implementation.http.problems import Problem

KNOWN = {
    "status": choices("status__in", ["todo", "done", ""], "States."),
    "open": flag("closed_on__isnull", "Open ones."),
    "day": day("on", "A day."),
    "since": moment("at__gte", "A moment."),
    "limit": number("", "Rows.", at_least=1, at_most=200),
    "id": identifier("id", "An id."),
    "name": text("name", "A name.", max_length=5),
}


def read(query: str) -> dict[str, object]:
    return read_parameters(QueryDict(query), KNOWN)


def test_well_formed_values_are_read() -> None:
    assert read("status=todo,done&open=true&day=2026-03-31&limit=200") == {
        "status": ["todo", "done"],
        "open": True,
        "day": date(2026, 3, 31),
        "limit": 200,
    }


def test_a_moment_is_read_in_utc() -> None:
    assert read("since=2026-03-31T14:00:00%2B02:00") == {"since": datetime(2026, 3, 31, 12, tzinfo=UTC)}


@pytest.mark.parametrize(
    "query",
    [
        "colour=blue", "limit=0", "limit=201", "limit=1e2", "limit=-1", "limit=", "limit=5&limit=6", "limit=%D9%A3",
        "status=todo,gone", "status=todo,", "open=yes", "open=1", "day=2026-02-30", "day=20260331", "day=2026-W05-1",
        "since=2026-03-31", "since=2026-03-31T14:00:00", "since=2026-03-31T14:00:00+02:00",
        "since=0001-01-01T00:00:00%2B10:00", "since=2026-W05-1T00:00Z", "since=20260331T140000Z",
        "since=2026-03-31T14Z", "since=2026-03-31x14:00:00Z", "since=2026-02-30T14:00:00Z",
        "since=2026-03-31T25:00:00Z", "id=7", "id=0190f3b27c1e7a5b8c3d1f2e3a4b5c6d",
        "id={0190f3b2-7c1e-7a5b-8c3d-1f2e3a4b5c6d}",
        "id=urn:uuid:0190f3b2-7c1e-7a5b-8c3d-1f2e3a4b5c6d", "name=abcdef", "name=a%00", "name=%20",
        "day=%D9%A2026-03-31",
    ],
)  # fmt: skip
def test_anything_else_is_refused_and_named(query: str) -> None:
    with pytest.raises(Problem) as refusal:
        read(query)
    [fault] = refusal.value.errors
    assert refusal.value.kind.status == 400
    assert fault.pointer == "?" + query.split("=")[0]


@pytest.mark.parametrize(
    ("query", "value"),
    [
        ("since=2026-03-31T14:00Z", {"since": datetime(2026, 3, 31, 14, tzinfo=UTC)}),
        ("since=2026-03-31T14:00:00.5-00:30", {"since": datetime(2026, 3, 31, 14, 30, 0, 500_000, tzinfo=UTC)}),
        ("id=0190F3B2-7C1E-7A5B-8C3D-1F2E3A4B5C6D", {"id": UUID("0190f3b2-7c1e-7a5b-8c3d-1f2e3a4b5c6d")}),
        ("name=%20ab%20", {"name": "ab"}),
    ],
)
def test_what_is_meant_without_doubt_is_read(query: str, value: dict[str, object]) -> None:
    assert read(query) == value


def test_every_fault_is_named() -> None:
    with pytest.raises(Problem) as refusal:
        read("limit=0&open=maybe&day=2026-03-31")
    assert [fault.pointer for fault in refusal.value.errors] == ["?limit", "?open"]


def test_an_unknown_parameter_is_told_those_there_are() -> None:
    with pytest.raises(Problem) as refusal:
        read_parameters(QueryDict("colour=blue"), {"limit": KNOWN["limit"]})
    assert "limit" in refusal.value.errors[0].detail


def test_a_table_says_what_its_parameters_filter() -> None:
    assert isinstance(KNOWN["status"], Parameter)
    assert KNOWN["status"].schema["items"]["enum"] == ["todo", "done"]
