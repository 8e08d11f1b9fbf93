"""What must hold for any portfolio whatever."""

import json
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tracking.stats.samples import AS_OF, check_whole, row_of
from tracking.stats.analyse import analyse
from tracking.stats.derive import Facts
from tracking.stats.inputs import SERIES, Cohort, Row
from tracking.stats.result import CohortResult

COHORTS = [
    Cohort("a", "A", covariates=("sites",)),
    Cohort("b", "B", prior_repetitions=5),
    Cohort("c", "C", tracking_start=AS_OF - timedelta(days=450)),
]

ages = st.integers(-5, 900)
lengths = st.none() | st.integers(-3, 600)
go_lives = st.builds(
    lambda age, live, cancelled, cohort, hours: (
        Facts(
            kickoff=AS_OF - timedelta(days=age),
            live=None if live is None else AS_OF - timedelta(days=age - live),
            cancelled=None if cancelled is None else AS_OF - timedelta(days=age - cancelled),
        ),
        cohort,
        hours,
    ),
    ages,
    lengths,
    st.none() | st.none() | lengths,
    st.sampled_from("abc"),
    st.sampled_from([0.0, 0.25, 3.0, 40.0, 41.5, 900.0, 1e6]),
)


def with_more(row: Row, i: int) -> Row:
    """Sites and weeks as well, missing here and there."""
    scope = {"sites": float(1 + i * 7 % 5)} if i % 17 else {}
    return replace(row, scope=scope, active_weeks=i % 6, logged_weeks=min(i % 4, i % 6))


portfolios = st.lists(go_lives, max_size=60).map(
    lambda listed: [
        with_more(row_of(facts, f"g{i:03d}", cohort, hours), i) for i, (facts, cohort, hours) in enumerate(listed)
    ]
)


def analysed(rows: list[Row], series: str) -> list[CohortResult]:
    return analyse(rows, COHORTS, series=series, as_of=AS_OF)


@given(portfolios, st.sampled_from(SERIES))
@settings(max_examples=60)
def test_any_portfolio_gives_whole_results_that_json_can_carry(rows: list[Row], series: str) -> None:
    for result in analysed(rows, series):
        check_whole(result)
        parts = (result["n_live"], result["n_in_progress"], result["n_cancelled"], result["n_excluded"])
        assert result["n"] == sum(parts)
        for ahead in result["next"] or []:
            assert ahead["number"] <= 2 * result["n"]
            if ahead["lo80"] is not None and ahead["hi80"] is not None:
                assert ahead["lo80"] <= (ahead["median"] or 0) <= ahead["hi80"]


@given(portfolios, st.sampled_from(SERIES), st.integers(0, 2**32))
@settings(max_examples=40)
def test_any_order_of_the_rows_gives_the_same_bits(rows: list[Row], series: str, seed: int) -> None:
    shuffled = Random(seed).sample(rows, len(rows))
    assert json.dumps(analysed(rows, series)) == json.dumps(analysed(shuffled, series))


@given(portfolios)
@settings(max_examples=40)
def test_shares_stay_shares_and_what_remains_rises(rows: list[Row]) -> None:
    for result in analysed(rows, "days"):
        for at in result["aj"] or []:
            assert min(at["live_by"], at["cancelled_by"]) >= 0
            assert at["live_by"] + at["cancelled_by"] <= 1 + 1e-12
        for entry in result["in_progress"] or []:
            lo, half, hi = entry["remaining_p10"], entry["remaining_p50"], entry["remaining_p90"]
            if lo is not None and half is not None and hi is not None:
                assert 0 <= lo <= half <= hi


@given(st.lists(go_lives, min_size=8, max_size=50), st.integers(0, 400), st.sampled_from(["days", "total_hours"]))
@settings(max_examples=40)
def test_a_past_day_says_what_the_facts_of_that_day_said(
    listed: list[tuple[Facts, str, float]], back: int, series: str
) -> None:
    past = AS_OF - timedelta(days=back)

    def seen(day: date | None) -> date | None:
        return day if day is not None and day <= past else None

    def results(truncated: bool) -> list[CohortResult]:
        rows = []
        for i, (facts, cohort, hours) in enumerate(listed):
            known = replace(facts, kickoff=seen(facts.kickoff), live=seen(facts.live), cancelled=seen(facts.cancelled))
            rows.append(row_of(known if truncated else facts, f"g{i:03d}", cohort, hours, past))
        return analyse([replace(row, kickoff=seen(row.kickoff)) for row in rows], COHORTS, series=series, as_of=past)

    assert json.dumps(results(True)) == json.dumps(results(False))
