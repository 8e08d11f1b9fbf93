"""Odd cohorts, imported and reported: data and a sentence, never an exception, no NaN, nothing falsely sure."""

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests import factories as make
from tests.tracking.portfolio_files import FIRST, Portfolio, Told

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

NONE_FINISHED, ONE, ONE_DAY, IDENTICAL = "None finished", "One", "One day", "Identical"
CANCELLED, OUTLIER, NO_HOURS, FUTURE = "All cancelled", "Outlier", "No hours", "In the future"


def several(portfolio: Portfolio, product: str, count: int, *, about: float = 80, **fields: Any) -> None:
    for number in range(1, count + 1):
        usual: dict[str, Any] = {
            "ref": f"{product}-{number}",
            "product": product,
            "kickoff": FIRST + timedelta(days=14 * number),
            "days": round(portfolio.noisy(about)),
        }
        portfolio.add(Told(**{**usual, **fields}))


@pytest.fixture
def results(tmp_path: Path) -> dict[tuple[str, str], dict[str, Any]]:
    portfolio = Portfolio()
    several(portfolio, NONE_FINISHED, 10, live=False)
    several(portfolio, ONE, 1)
    several(portfolio, ONE_DAY, 20, kickoff=FIRST)
    several(portfolio, IDENTICAL, 20, days=70)
    several(portfolio, CANCELLED, 10, cancelled=True)
    several(portfolio, OUTLIER, 19, about=30)
    several(portfolio, NO_HOURS, 12, hours=(0.0, 0.0))
    kickoff = make.today() + timedelta(days=30)
    several(portfolio, FUTURE, 3, kickoff=kickoff, live=False, hours=(0.0, 0.0), days=0)
    portfolio.add(Told("huge", FIRST + timedelta(days=290), 300, product=OUTLIER, hours=(500.0, 500.0)))
    folder = portfolio.write(tmp_path / "odd")
    without_tasks(folder, FUTURE)
    call_command("import_portfolio", str(folder), stdout=StringIO())
    out = StringIO()
    call_command("report_trends", "--format=json", stdout=out)
    return {(one["cohort"], one["series"]): one for one in json.loads(out.getvalue(), parse_constant=refuse)}


def without_tasks(folder: Path, product: str) -> None:
    """What is planned for the future has no done tasks yet."""
    path = folder / "tasks.csv"
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith(product)))


def refuse(constant: str) -> None:
    raise AssertionError(f"{constant} in the report")


def test_each_has_a_sentence_and_a_reason_for_what_is_not_told(results: dict[tuple[str, str], dict[str, Any]]) -> None:
    assert len(results) == 8 * 3
    for result in results.values():
        assert result["text"]
        assert result["learning_rate"] is not None or result["reasons"]["learning_rate"]


@pytest.mark.parametrize("cohort", [NONE_FINISHED, ONE, ONE_DAY, CANCELLED, FUTURE])
def test_without_repetitions_to_compare_nothing_is_claimed(
    results: dict[tuple[str, str], dict[str, Any]], cohort: str
) -> None:
    for series in ("days", "handholding_hours", "total_hours"):
        assert results[cohort, series]["direction"] is None
        assert results[cohort, series]["next"] in (None, []) or "pooled_forecast" in results[cohort, series]["flags"]


def test_all_on_one_day_is_said(results: dict[tuple[str, str], dict[str, Any]]) -> None:
    assert results[ONE_DAY, "days"]["text"][0] == "All 20 started together: no repetitions to compare yet."


def test_identical_ones_leave_no_interval(results: dict[tuple[str, str], dict[str, Any]]) -> None:
    days = results[IDENTICAL, "days"]
    assert (days["status"], days["direction"], days["learning_rate_lo"]) == ("exact", "steady", None)


def test_the_cancelled_are_counted_and_the_future_is_not_started(
    results: dict[tuple[str, str], dict[str, Any]],
) -> None:
    assert (results[CANCELLED, "days"]["n_cancelled"], results[CANCELLED, "days"]["r"]) == (10, 0)
    assert (results[FUTURE, "days"]["n"], results[FUTURE, "days"]["n_not_started"]) == (0, 3)


def test_missing_hours_are_counted_and_never_zero(results: dict[tuple[str, str], dict[str, Any]]) -> None:
    hours = results[NO_HOURS, "total_hours"]
    assert (hours["r"], hours["n_hours_missing"], hours["learning_rate"]) == (0, 12, None)
    assert results[NO_HOURS, "days"]["r"] == 12


def test_an_outlier_stays_in_and_is_named(results: dict[tuple[str, str], dict[str, Any]]) -> None:
    days = results[OUTLIER, "days"]
    assert (days["r"], len(days["outliers"])) == (20, 1)
    assert any("#20 lies far off the line" in text for text in days["text"])
    assert days["direction"] != "down"
