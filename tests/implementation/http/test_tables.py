"""Whole lists for spreadsheets: CSV as it is read, XLSX as a file, each with the list's filters and scope."""

import csv
import io
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import python_calamine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from implementation.http import actions, tables
from implementation.http.tables import csv_of
from implementation.models import TimeEntry
from implementation.services.followers import number_events
from tests import factories
from tests.implementation.api.callers import V1, Tool, pointers, slug, tool

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORMULAS = ("=1+1", "+1", "-1", "@x", "\tx", "\rx")


def rows_of(answer: Any) -> list[dict[str, str]]:
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.getvalue().decode(), newline="")))


def cells_of(answer: Any) -> list[list[Any]]:
    assert (answer.status_code, answer["Content-Type"]) == (200, XLSX)
    book = python_calamine.load_workbook(io.BytesIO(answer.getvalue()))
    return list(book.get_sheet_by_index(0).to_python())


def asked(path: str, kind: str = "csv", caller: Tool | None = None, **query: Any) -> Any:
    return (caller or tool("read")).get(path, {"format": kind, **query})


@pytest.mark.django_db
def test_a_csv_holds_all_rows_that_pass_the_filters() -> None:
    for number in range(3):
        factories.customer(ref=f"C{number}", segment="clinic")
    factories.customer(segment="hospital")
    answer = asked("customers", order="-id")
    assert answer["Content-Disposition"] == 'attachment; filename="customers.csv"'
    rows = rows_of(answer)
    assert [row["ref"] for row in rows] == ["", "C2", "C1", "C0"]
    assert list(rows[0])[:4] == ["id", "ref", "version", "name"]
    [one] = rows_of(asked("customers", ref="C1"))
    assert one["ref"] == "C1"


@pytest.mark.django_db
def test_only_named_fields_and_what_they_refer_to() -> None:
    golive = factories.golive(at=factories.customer("Birch"), ref="G1")
    [row] = rows_of(asked("go-lives", fields="ref,customer", expand="customer"))
    assert (row["ref"], row["customer"], row["expanded.customer.name"]) == ("G1", str(golive.customer_id), "Birch")
    assert not {"status", "progress.tasks", "expanded.product.name"} & set(row)
    [whole] = rows_of(asked("go-lives"))
    assert (whole["progress.tasks"], whole["on_hold"]) == ("0", "false")
    assert not any(name.startswith("expanded") for name in whole)


@pytest.mark.django_db
@pytest.mark.parametrize("text", [text for text in _FORMULAS if text.strip() == text])
def test_formulas_are_text(text: str) -> None:
    factories.customer(text)
    assert rows_of(asked("customers"))[0]["name"] == f"'{text}"
    header, row = cells_of(asked("customers", "xlsx"))
    assert row[header.index("name")] == text


@pytest.mark.parametrize("text", _FORMULAS)
def test_formulas_of_any_kind_are_neutral(text: str) -> None:
    [line] = csv.DictReader(io.StringIO(b"".join(csv_of([("a",)], [{"a": text}])).decode(), newline=""))
    assert line == {"a": f"'{text}"}


def test_values_are_written_as_people_know_them() -> None:
    row = {
        "none": None, "yes": True, "day": date(2026, 3, 31), "at": datetime(2026, 3, 31, 14, tzinfo=UTC), "sum": -1.5,
        "ids": [UUID(int=1), UUID(int=2)], "nested": {"a": [1]}, "within": {"name": "x"},
    }  # fmt: skip
    paths = [*((name,) for name in row if name != "within"), ("within", "name"), ("nowhere", "name")]
    [line] = csv.reader(io.StringIO(b"".join(csv_of(paths, [row])).decode().split("\r\n", 1)[1]))
    assert line == [
        "", "true", "2026-03-31", "2026-03-31T14:00:00Z", "-1.5", f"{UUID(int=1)}; {UUID(int=2)}", '{"a": [1]}',
        "x", "",
    ]  # fmt: skip


@pytest.mark.django_db
def test_an_xlsx_has_numbers_days_and_truth_values() -> None:
    entry = factories.hours(factories.golive(), 1.5, on=factories.days_ago(3))
    answer = asked("time-entries", "xlsx")
    assert answer["Content-Disposition"] == 'attachment; filename="time-entries.xlsx"'
    header, row = cells_of(answer)
    told = dict(zip(header, row, strict=True))
    assert (told["minutes"], told["worked_on"], told["with_customer"]) == (90, entry.worked_on, True)


@pytest.mark.django_db
@pytest.mark.parametrize(("wanted", "kind"), [("text/csv", "text/csv; charset=utf-8"), (XLSX, XLSX)])
def test_accept_asks_as_well(wanted: str, kind: str) -> None:
    factories.customer()
    answer = tool("read").get("customers", Accept=wanted)
    assert answer["Content-Type"] == kind
    answer.getvalue()


@pytest.mark.django_db
def test_the_parameter_wins_over_accept() -> None:
    assert tool("read").get("customers", {"format": "json"}, Accept="text/csv").json()["results"] == []


@pytest.mark.django_db
def test_only_lists_are_tables() -> None:
    customer = factories.customer()
    assert tool("read").get(f"customers/{customer.id}", Accept="text/csv").status_code == 406
    assert pointers(asked(f"customers/{customer.id}")) == ["?format"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "place"),
    [
        ({"format": "pdf"}, "?format"),
        ({"format": "csv", "limit": "5"}, "?limit"),
        ({"format": "xlsx", "cursor": "aWQ6MDE5MGYzYjItN2MxZS03YTViLThjM2QtMWYyZTNhNGI1YzZkOjNkOWE3YzE0"}, "?cursor"),
        ({"format": "csv", "colour": "red"}, "?colour"),
    ],
)
def test_what_no_table_has_is_refused_as_a_problem(query: dict[str, str], place: str) -> None:
    assert pointers(tool("read").get("customers", query)) == [place]


@pytest.mark.django_db
def test_a_table_shows_what_its_list_shows_and_no_more() -> None:
    mine, other = factories.golive(), factories.golive()
    factories.hours(mine, 1)
    factories.hours(other, 2)
    for kind, read in (("csv", rows_of), ("xlsx", lambda answer: cells_of(answer)[1:])):
        bound = tool("read", customer=mine.customer)
        assert len(read(asked("time-entries", kind, bound))) == 1
    refused = asked("time-entries", caller=tool("tasks:read"))
    assert (refused.status_code, slug(refused)) == (403, "scope-missing")


@pytest.mark.django_db
def test_a_table_of_events_follows_the_log() -> None:
    factories.customer("Birch")
    number_events()
    rows = rows_of(asked("events"))
    assert [row["kind"] for row in rows] == ["customer.created"]
    assert '"Birch"' in rows[0]["after"]
    assert rows_of(asked("events", since=(factories.now() + timedelta(hours=1)).isoformat())) == []


@pytest.mark.django_db
def test_too_many_rows_for_xlsx_are_refused_and_csv_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_XLSX_ROWS", 2)
    for _ in range(3):
        factories.customer()
    refused = asked("customers", "xlsx")
    assert (refused.status_code, slug(refused)) == (413, "too-large")
    assert "format=csv" in refused.json()["detail"]
    assert len(rows_of(asked("customers"))) == 3


@pytest.mark.django_db
def test_a_text_too_long_for_a_cell_of_xlsx_is_cut_visibly() -> None:
    factories.hours(factories.golive(), 1, note="x" * 40_000)
    header, row = cells_of(asked("time-entries", "xlsx"))
    note = row[header.index("note")]
    assert (len(note), note[-1]) == (32_767, "…")


@pytest.mark.django_db
def test_each_piece_costs_the_same_few_queries(monkeypatch: pytest.MonkeyPatch) -> None:
    golive = factories.golive()
    for _ in range(9):
        factories.task(golive)
    caller = tool("read")
    counts = []
    for size in (5, 3, 2):
        monkeypatch.setattr(actions, "ROWS_AT_ONCE", size)
        with CaptureQueriesContext(connection) as seen:
            assert len(rows_of(asked("tasks", caller=caller))) == 9
        counts.append(len(seen))
    twice, thrice, five_times = counts
    assert 2 * (thrice - twice) == five_times - thrice <= 4


@pytest.mark.slow
@pytest.mark.django_db
def test_a_long_list_takes_no_more_memory_than_a_short_one() -> None:
    golive = factories.golive()
    stored(golive.id, 4_000)
    caller = tool("read")
    few = peak(caller, golive.id)
    stored(golive.id, 16_000)
    assert peak(caller, golive.id) < 1.5 * few


def stored(golive_id: UUID, count: int) -> None:
    day = factories.days_ago(1)
    TimeEntry.objects.bulk_create(
        TimeEntry(golive_id=golive_id, worked_on=day, minutes=1, note="n" * 200) for _ in range(count)
    )


def peak(caller: Tool, golive_id: UUID) -> int:
    """Bytes that reading the list as a CSV takes at most; the rows are passed over as they come."""
    answer = asked("time-entries", caller=caller, go_live=golive_id)
    pieces: Iterator[bytes] = iter(answer.streaming_content)
    next(pieces)
    tracemalloc.start()
    try:
        for _ in pieces:
            pass
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.django_db
def test_head_reads_nothing() -> None:
    factories.customer()
    caller = tool("read")
    with CaptureQueriesContext(connection) as seen:
        answer = caller._client.head(f"{V1}customers?format=csv")
    assert answer.status_code == 200
    assert not any('FROM "implementation_customer"' in query["sql"] for query in seen.captured_queries)
