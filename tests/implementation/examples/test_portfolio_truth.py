"""The laws in truth.json can be found again in the tables, by ordinary least squares of logs."""

import datetime as dt
import json
import math
from collections import Counter
from pathlib import Path

import pytest

from implementation.examples.generator import DEFAULT_SEED
from implementation.examples.stories import mid_ranks
from implementation.examples.truth import Law
from tests.implementation.examples.portfolios import Portfolio, portfolio_in

PRODUCTS = ("Ambient Scribe", "Imaging Triage")
SERIES = ("days", "handholding_hours", "total_hours")


def quarters(portfolio: Portfolio, series: str) -> Counter[str]:
    """Quarter hours by go-live; an entry that was corrected does not count."""
    replaced = {row["replaces_ref"] for row in portfolio["time_entries"]}
    sums: Counter[str] = Counter()
    for row in portfolio["time_entries"]:
        if row["entry_ref"] not in replaced and (series == "total_hours" or row["with_customer"] == "true"):
            sums[row["golive_ref"]] += round(float(row["hours"]) * 4)
    return sums


def points(portfolio: Portfolio, product: str, series: str) -> list[tuple[float, float]]:
    """(log rank, log value) of the finished production go-lives; hours only once hypercare is over."""
    started = [
        row
        for row in portfolio["go_lives"]
        if row["product"] == product
        and row["stage"] == "production"
        and row["kickoff_on"] <= portfolio.as_of.isoformat()
    ]
    started.sort(key=lambda row: row["kickoff_on"])
    kickoffs = [dt.date.fromisoformat(row["kickoff_on"]) for row in started]
    sums = quarters(portfolio, series)
    found = []
    for row, kickoff, rank in zip(started, kickoffs, mid_ranks(kickoffs), strict=True):
        live = dt.date.fromisoformat(row["live_on"]) if row["live_on"] else dt.date.max
        settled = live <= portfolio.as_of - dt.timedelta(days=int(row["hypercare_days"]))
        if series == "days" and live <= portfolio.as_of:
            found.append((math.log(rank), math.log((live - kickoff).days)))
        elif series != "days" and settled and sums[row["golive_ref"]]:
            found.append((math.log(rank), math.log(sums[row["golive_ref"]] / 4)))
    return found


def slope(found: list[tuple[float, float]]) -> tuple[float, float]:
    """Return the slope and its standard error."""
    mean_x, mean_y = (sum(column) / len(found) for column in zip(*found, strict=True))
    spread = sum((x - mean_x) ** 2 for x, _ in found)
    b = sum((x - mean_x) * (y - mean_y) for x, y in found) / spread
    rest = sum((y - mean_y - b * (x - mean_x)) ** 2 for x, y in found)
    return b, math.sqrt(rest / (len(found) - 2) / spread)


@pytest.mark.slow
@pytest.mark.parametrize("series", SERIES)
@pytest.mark.parametrize("product", PRODUCTS)
def test_a_large_portfolio_gives_its_learning_rates_back(large: Portfolio, product: str, series: str) -> None:
    truth = json.loads((large.summary.folder / "truth.json").read_text(encoding="utf-8"))
    b, _ = slope(points(large, product, series))
    assert 1 - 2**b == pytest.approx(truth["products"][product][series]["learning_rate"], abs=0.03)


@pytest.mark.parametrize("series", SERIES)
def test_the_example_shows_one_product_getting_easier(example: Portfolio, series: str) -> None:
    found = points(example, "Ambient Scribe", series)
    b, error = slope(found)
    assert b + 2.1 * error < 0
    assert len(found) > 20


@pytest.mark.parametrize("series", SERIES)
def test_the_example_cannot_tell_whether_the_other_product_does(example: Portfolio, series: str) -> None:
    found = points(example, "Imaging Triage", series)
    b, error = slope(found)
    assert b - 2.1 * error < 0 < b + 2.1 * error
    assert len(found) > 20


@pytest.mark.parametrize("days_later", [1, 5, 6, 365])
def test_the_example_tells_the_same_on_whatever_day_it_is_written(
    example: Portfolio, tmp_path: Path, days_later: int
) -> None:
    as_of = example.as_of + dt.timedelta(days=days_later)
    later = portfolio_in(tmp_path, seed=DEFAULT_SEED, as_of=as_of, golives=120)
    for series in SERIES:
        before, after = (slope(points(one, "Ambient Scribe", series))[0] for one in (example, later))
        assert after == pytest.approx(before, abs=0.02)


def test_a_law_falls_by_its_learning_rate_with_each_doubling() -> None:
    law = Law(learning_rate=0.2, first_unit=100, noise_sd=0)
    assert [law.median(rank) for rank in (1, 2, 4)] == pytest.approx([100, 80, 64])


def test_kickoffs_on_one_day_share_their_rank() -> None:
    one, two, three = (dt.date(2026, 1, number) for number in (1, 2, 3))
    assert mid_ranks([one, two, two, three]) == [1, 2.5, 2.5, 4]
