"""What looks like learning and is none, imported and reported: each is named, none is praised."""

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests.tracking.portfolio_files import FIRST, Portfolio, Told

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

GOLIVES = 40
AS_OF = "2026-11-01"


def reported(portfolio: Portfolio, folder: Path, *words: str) -> dict[str, dict[str, Any]]:
    """Results by series of the one cohort there is, or of the cohort `Scribe`."""
    call_command("import_portfolio", str(portfolio.write(folder / "portfolio")), stdout=StringIO())
    out = StringIO()
    call_command("report_trends", f"--as-of={AS_OF}", "--format=json", *words, stdout=out)
    return {f"{one['cohort']}, {one['series']}": one for one in json.loads(out.getvalue())}


def steady(portfolio: Portfolio, number: int, **fields: Any) -> Told:
    """A go-live of a team that learns nothing."""
    usual: dict[str, Any] = {
        "ref": f"g{number:03d}",
        "kickoff": FIRST + timedelta(days=14 * number),
        "days": round(portfolio.noisy(84)),
        "hours": (portfolio.noisy(50), portfolio.noisy(50)),
    }
    return Told(**{**usual, **fields})


def test_a_team_that_learns_nothing_is_not_praised(tmp_path: Path) -> None:
    portfolio = Portfolio()
    for number in range(1, GOLIVES + 1):
        portfolio.add(steady(portfolio, number))
    for result in reported(portfolio, tmp_path).values():
        assert result["direction"] != "down"


def test_a_team_that_learns_is_told_so_and_nothing_is_held_against_it(tmp_path: Path) -> None:
    portfolio = Portfolio()
    for number in range(1, GOLIVES + 1):
        gain = number**-0.3
        hours = (portfolio.noisy(120 * gain), portfolio.noisy(120 * gain))
        portfolio.add(steady(portfolio, number, days=round(portfolio.noisy(200 * gain)), hours=hours))
    found = reported(portfolio, tmp_path)
    for result in found.values():
        assert result["direction"] == "down"
        assert not {"logging_declines", "work_moved", "scope_confounded"} & set(result["flags"])
        # 1 - 2 ** -0.3 is 19%
        assert result["learning_rate"] == pytest.approx(0.188, abs=0.05)


def test_hours_that_are_logged_less_and_less_are_named(tmp_path: Path) -> None:
    portfolio = Portfolio()
    for number in range(1, GOLIVES + 1):
        portfolio.add(steady(portfolio, number, logged=1 - 0.6 * number / GOLIVES))
    found = reported(portfolio, tmp_path)
    for series in ("handholding_hours", "total_hours"):
        result = found[f"Scribe, {series}"]
        assert (result["direction"], "logging_declines" in result["flags"]) == ("unclear", True)
        assert "hours are logged less and less" in result["text"][0]
    assert found["Scribe, days"]["direction"] != "down"


def test_a_growing_share_of_pilots_changes_nothing_and_stands_apart(tmp_path: Path) -> None:
    portfolio = Portfolio()
    for number in range(1, GOLIVES + 1):
        portfolio.add(steady(portfolio, number))
        if number % 4 < 4 * number / GOLIVES:
            pilot = {"ref": f"p{number:03d}", "stage": "pilot", "days": 25, "hours": (10.0, 5.0)}
            portfolio.add(steady(portfolio, number, **pilot))
    result = reported(portfolio, tmp_path)["Scribe, days"]
    assert (result["n"], result["direction"] == "down") == (GOLIVES, False)
    apart = reported(portfolio, tmp_path, "--by=product,stage", "--series=days")
    assert set(apart) == {"Scribe / pilot, days", "Scribe / production, days"}
    assert not any(one["direction"] == "down" for one in apart.values())


def test_work_that_moves_from_with_the_customer_to_without_is_not_saved(tmp_path: Path) -> None:
    portfolio = Portfolio()
    for number in range(1, GOLIVES + 1):
        held = portfolio.noisy(70 * number**-0.35)
        portfolio.add(steady(portfolio, number, hours=(held, max(1.0, portfolio.noisy(100) - held))))
    found = reported(portfolio, tmp_path)
    held_hours, total = found["Scribe, handholding_hours"], found["Scribe, total_hours"]
    assert "work_moved" in held_hours["flags"]
    assert held_hours["text"][0].startswith("Work moved, not saved")
    assert total["direction"] != "down"


def test_easier_customers_are_no_learning(tmp_path: Path) -> None:
    portfolio = Portfolio()
    for number in range(1, GOLIVES + 1):
        seats = max(5, round(portfolio.noisy(900 * number**-0.8, sd=0.7)))
        gain = seats**0.4
        hours = (portfolio.noisy(5 * gain), portfolio.noisy(5 * gain))
        portfolio.add(steady(portfolio, number, seats=seats, days=round(portfolio.noisy(9 * gain)) + 7, hours=hours))
    found = reported(portfolio, tmp_path)
    for series in ("days", "handholding_hours", "total_hours"):
        result = found[f"Scribe, {series}"]
        assert result["unadjusted"]["lo"] > 0.05, "as they came, it looks like learning"
        assert result["direction"] != "down"
        assert any(text.startswith("Easier customers, no learning shown") for text in result["text"])
