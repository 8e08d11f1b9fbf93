"""Measures, trends and forecasts as CSV, for spreadsheets."""

import csv
from io import BytesIO, StringIO
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from rest_framework import serializers

from implementation.http.page_tables import table
from implementation.http.tables import XlsxTable
from implementation.models import GoLive
from tests import factories as make
from tests.implementation.api.callers import pointers, slug, tool
from tests.tracking.portfolio import learning_golives
from tracking.services.bring_up_to_date import bring_up_to_date
from tracking.services.forecasts import store_forecasts

pytestmark = pytest.mark.django_db


@pytest.fixture
def golive() -> GoLive:
    product = make.product("=HYPERLINK(1)")
    learning_golives(7, of=product, at=make.customer())
    golive = make.golive(of=product)
    bring_up_to_date(make.now())
    store_forecasts(at=make.now())
    return golive


def read(answer: Any) -> list[dict[str, str]]:
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(StringIO(answer.getvalue().decode())))


def asked(path: str, **query: Any) -> Any:
    return tool("read").get(path, {"format": "csv", **query})


def test_a_list_is_a_table(golive: GoLive) -> None:
    rows = read(asked("measures"))
    assert (len(rows), rows[0]["state"], rows[0]["current"]) == (8, "live", "true")


@pytest.mark.parametrize("path", ["measures", "trends", "forecasts", "forecasts/scores"])
def test_what_json_lists_csv_lists_too(golive: GoLive, path: str) -> None:
    assert len(read(asked(path))) == len(tool("read").get(path).json()["results"])


@pytest.mark.parametrize("path", ["measures", "trends", "forecasts", "forecasts/scores"])
def test_as_a_workbook_it_holds_the_same(golive: GoLive, path: str) -> None:
    answer = asked(path, format="xlsx")
    assert (answer.status_code, answer["Content-Type"]) == (200, XlsxTable.media_type)
    header, *rows = CalamineWorkbook.from_filelike(BytesIO(answer.getvalue())).get_sheet_by_index(0).to_python()
    told = read(asked(path))
    assert (header, len(rows)) == (list(told[0]) if told else header, len(told))


def test_the_points_of_a_trend_are_a_workbook_too(golive: GoLive) -> None:
    [days] = tool("read").get("trends", {"series": "days"}).json()["results"]
    answer = asked(f"trends/{days['cohort_key']}", format="xlsx")
    assert len(CalamineWorkbook.from_filelike(BytesIO(answer.getvalue())).get_sheet_by_index(0).to_python()) == 9


def test_accept_asks_for_it_as_well(golive: GoLive) -> None:
    assert len(read(tool("read").get("trends", Accept="text/csv"))) == 3


def test_the_points_of_a_trend_are_its_table(golive: GoLive) -> None:
    [days] = tool("read").get("trends", {"series": "days"}).json()["results"]
    rows = read(asked(f"trends/{days['cohort_key']}"))
    assert [row["number"] for row in rows] == [str(number) for number in range(1, 9)]
    assert set(rows[0]) == {"id", "rank", "number", "value", "state", "complete"}


def test_a_name_that_looks_like_a_formula_is_not_computed(golive: GoLive) -> None:
    assert {row["cohort"] for row in read(asked("trends"))} == {"'=HYPERLINK(1)"}


def test_a_page_points_to_the_next_one(golive: GoLive) -> None:
    first = asked("trends", limit=2)
    assert len(read(first)) == 2
    address = first["Link"].split(">")[0].removeprefix("<")
    rows = read(tool("read")._client.get(address))
    assert len(rows) == 1


def test_columns_do_not_depend_on_the_rows(golive: GoLive) -> None:
    some = asked("trends", series="days").content.decode().splitlines()[0]
    none = asked("trends", by="product,stage", as_of="2020-01-01")
    assert none.status_code == 202
    assert none.content.decode().splitlines() == [some]


def test_errors_stay_problems(golive: GoLive) -> None:
    assert pointers(asked("measures", colour="red")) == ["?colour"]
    assert slug(asked("trends/unknown")) == "not-found"
    assert pointers(tool("read").get("measures", {"format": "xml"})) == ["?format"]


class Row(serializers.Serializer[Any]):
    name = serializers.CharField()
    value = serializers.FloatField()
    words = serializers.ListField()
    more = serializers.DictField()


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_formulas_of_any_kind_are_neutral(text: str) -> None:
    line = table([{"name": text, "value": -1.5, "words": ["=a", "b"], "more": {"a": 1}}], Row)
    [row] = csv.DictReader(StringIO(line, newline=""))
    assert row == {"name": f"'{text}", "value": "-1.5", "words": "'=a; b", "more": '{"a": 1}'}
