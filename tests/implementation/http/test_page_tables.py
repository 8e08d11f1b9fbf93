"""Answers that are computed page by page, as tables."""

import csv
from io import BytesIO, StringIO
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from tests import factories as make
from tests.implementation.api.callers import pointers, tool

pytestmark = pytest.mark.django_db
LISTS = [("activity", "results", {}), ("go-lives/health", "results", {}), ("me/work", "tasks", {"person": "Ann"})]


@pytest.fixture(autouse=True)
def _portfolio() -> None:
    for _ in range(3):
        make.task(make.golive(), assignee="Ann", due_on=make.days_ago(3))


def asked(path: str, **query: Any) -> Any:
    answer = tool("read").get(path, query)
    assert answer.status_code == 200, answer.content
    return answer


@pytest.mark.parametrize(("path", "inside", "query"), LISTS)
def test_the_same_rows_come_as_json_csv_and_workbook(path: str, inside: str, query: dict[str, str]) -> None:
    told = asked(path, **query).json()[inside]
    table = list(csv.DictReader(StringIO(asked(path, format="csv", **query).getvalue().decode())))
    sheet = CalamineWorkbook.from_filelike(BytesIO(asked(path, format="xlsx", **query).getvalue())).get_sheet_by_index(
        0
    )
    header, *rows = sheet.to_python()
    assert len(told) == len(table) == len(rows) > 0
    assert header == list(table[0])
    assert set(told[0]) == set(header)


def test_the_next_page_is_named_in_the_header() -> None:
    answer = asked("go-lives/health", format="xlsx", limit=2)
    assert answer["Link"].endswith('; rel="next"')
    assert "format=xlsx" in answer["Link"]


def test_another_format_is_refused() -> None:
    assert pointers(tool("read").get("activity", {"format": "pdf"})) == ["?format"]
