"""Scope numbers, bends, unusual go-lives and second opinions, read from whole results."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
import statsmodels.api as sm

from tests.tracking.stats.samples import AS_OF, COHORT, check_whole, learning_rows, row
from tracking.stats.analyse import analyse
from tracking.stats.inputs import Cohort, Row
from tracking.stats.result import CohortResult

SCOPED = Cohort("scribe", "Ambient Scribe", covariates=("sites",))


def result_of(rows: list[Row], cohort: Cohort = COHORT, series: str = "days") -> CohortResult:
    result = analyse(rows, [cohort], series=series, as_of=AS_OF)[0]
    check_whole(result)
    return result


def easier(n: int, *, slope: float, shrink: float, seed: int = 3) -> list[Row]:
    """Customers get smaller as sites ** shrink does; days grow with the root of the sites."""
    rng = np.random.default_rng(seed)
    rows = []
    for number in range(1, n + 1):
        sites = float(np.exp(3 + shrink * np.log(number) + 0.5 * rng.standard_normal()))
        days = float(np.exp(4 + slope * np.log(number) + 0.5 * np.log(sites) + 0.15 * rng.standard_normal()))
        rows.append(row(number, days, scope={"sites": sites}, hours=2 * days, hours_complete=True))
    return rows


def test_the_adjusted_rate_is_least_squares_with_the_scope_beside_the_repetition() -> None:
    rows = easier(30, slope=-0.2, shrink=-0.3)
    result = result_of(rows, SCOPED)
    columns = np.column_stack([np.log(np.arange(1, 31)), np.log([item.scope["sites"] for item in rows])])
    y = np.log([item.days or 1 for item in rows])
    other, plain = sm.OLS(y, sm.add_constant(columns)).fit(), sm.OLS(y, sm.add_constant(columns[:, :1])).fit()
    assert (result["slope"], result["slope_se"]) == pytest.approx((other.params[1], other.bse[1]), abs=1e-8)
    scope, unadjusted = result["scope"], result["unadjusted"]
    assert scope is not None
    assert unadjusted is not None
    assert (scope[0]["lo"], scope[0]["exponent"]) == pytest.approx((other.conf_int()[2, 0], other.params[2]), abs=1e-8)
    assert unadjusted["learning_rate"] == pytest.approx(1 - 2 ** plain.params[1], abs=1e-8)


@pytest.mark.parametrize("series", ["days", "total_hours"])
def test_easier_customers_are_not_praised_as_learning(series: str) -> None:
    result = result_of(easier(40, slope=0.0, shrink=-0.5), SCOPED, series)
    assert result["unadjusted"] is not None
    assert (result["unadjusted"]["lo"] or 0) > 0.1
    assert result["direction"] != "down"
    assert any(
        sentence.startswith("Easier customers, no learning shown: at equal sites") for sentence in result["text"]
    )


@pytest.mark.parametrize(
    ("slope", "shrink", "verdict"),
    [
        (-0.3, -0.05, "Learning, not easier customers"),
        (-0.12, -0.6, "Learning, and easier customers too"),
        (-0.2, 0.5, "Learning, hidden by harder customers"),
        (0.0, 0.0, "Customers taken into account"),
    ],
)
def test_the_verdict_tells_learning_from_easier_customers(slope: float, shrink: float, verdict: str) -> None:
    result = result_of(easier(60, slope=slope, shrink=shrink), SCOPED)
    assert [sentence for sentence in result["text"] if sentence.startswith(verdict)]


def test_scope_that_follows_the_repetition_is_not_used_and_said_so() -> None:
    rows = [replace(item, scope={"sites": 100.0 / i}) for i, item in enumerate(learning_rows(24), 1)]
    result = result_of(rows, SCOPED)
    assert (result["flags"], result["reasons"]["scope"]) == (["scope_confounded"], "scope_confounded")
    assert result["scope"] is None
    assert any("cannot be told apart" in sentence for sentence in result["text"])


def test_scope_needs_fifteen_finished_values_that_differ_and_are_known() -> None:
    rows = easier(30, slope=-0.2, shrink=-0.3)
    few, same = rows[:14], [replace(item, scope={"sites": 2.0}) for item in rows]
    gone = [replace(item, scope={}) if i % 5 == 0 else item for i, item in enumerate(rows)]
    told = [result_of(given, SCOPED)["reasons"]["scope"] for given in (few, same, gone, rows[:2])]
    assert told == ["insufficient", "scope_constant", "scope_missing", "insufficient"]
    assert result_of(rows)["reasons"]["unadjusted"] == "no_covariates"


def test_each_further_scope_number_needs_five_more_finished() -> None:
    rng = np.random.default_rng(1)
    rows = [
        replace(item, scope={**item.scope, "users": float(rng.integers(5, 90))})
        for item in easier(19, slope=-0.2, shrink=-0.3)
    ]
    both = Cohort("scribe", "S", covariates=("sites", "users"))
    names = [[item["name"] for item in result_of(rows[:n] + extra, both)["scope"] or []] for n, extra in (
        (19, []), (19, [replace(rows[0], id="more", kickoff=date(2021, 5, 1))])
    )]  # fmt: skip
    assert names == [["sites"], ["sites", "users"]]


def bent(n: int, square: float) -> list[Row]:
    rng = np.random.default_rng(8)
    x = np.log(np.arange(1, n + 1))
    y = 5 - 0.4 * x + square * (x - x.mean()) ** 2 + 0.05 * rng.standard_normal(n)
    return [row(i + 1, float(np.exp(value)), hours=9.0, hours_complete=True) for i, value in enumerate(y)]


@pytest.mark.parametrize(
    ("square", "word", "said"),
    [(0.15, "levelling", "smaller"), (-0.15, "accelerating", "larger"), (0.0, None, None)],
)
def test_a_bend_is_named(square: float, word: str | None, said: str | None) -> None:
    result = result_of(bent(30, square))
    assert result["curvature"] == word
    told = [sentence for sentence in result["text"] if sentence.startswith("The gain per doubling is")]
    assert told == ([f"The gain per doubling is {said} lately than at first."] if said else [])


def test_no_bend_is_looked_for_below_twelve() -> None:
    assert result_of(bent(11, 0.3))["reasons"]["curvature"] == "insufficient"
    assert result_of(bent(30, 0.0))["reasons"]["curvature"] == "none_seen"


def test_an_outlier_is_listed_and_kept() -> None:
    rows = learning_rows(30)
    rows[20] = replace(rows[20], days=(rows[20].days or 1) * 10)
    result = result_of(rows)
    assert [item["id"] for item in result["outliers"] or []] == ["g021"]
    assert "#21 lies far off the line; they count all the same." in result["text"]
    assert result["r"] == 30


def test_many_outliers_are_counted_not_listed_in_words() -> None:
    rows = [replace(item, days=(item.days or 1) * (30 if i in (9, 30, 60, 90) else 1))
            for i, item in enumerate(learning_rows(120))]  # fmt: skip
    assert "4 go-lives lie far off the line; they count all the same." in result_of(rows)["text"]


def test_a_wild_go_live_makes_the_robust_line_disagree() -> None:
    rows = [row(i, float(90 + 7 * (i % 3)) * (5 if i == 1 else 1)) for i in range(1, 12)]
    result = result_of(rows)
    assert result["robust"] is not None
    assert (result["direction"], result["robust"]["agree"]) == ("down", False)
    assert "robust_disagrees" in result["flags"]
    assert any(sentence.startswith("A few unusual go-lives drive this") for sentence in result["text"])


def test_a_list_has_the_robust_p_but_no_slope() -> None:
    result = result_of(learning_rows(5))
    assert result["robust"] is not None
    assert (result["robust"]["slope"], result["reasons"]["robust.slope"]) == (None, "insufficient")
    assert result["robust"]["p"] is not None


def test_robust_hours_are_withheld_while_many_are_open() -> None:
    few = result_of(learning_rows(24, open_last=2), series="total_hours")
    many = result_of(learning_rows(24, open_last=4), series="total_hours")
    assert few["robust"] is not None
    assert (many["robust"], many["reasons"]["robust"]) == (None, "open_share")


def test_a_history_of_finished_ones_only_is_shown_not_counted() -> None:
    rows = learning_rows(24, open_last=3)
    cohort = Cohort("scribe", "S", tracking_start=rows[8].kickoff)
    result = result_of(rows, cohort)
    assert (result["flags"], result["n"], result["r"]) == (["history_completed_only"], 24, 13)
    assert any("shown, not counted" in sentence for sentence in result["text"])
    alone = result_of([replace(item) for item in rows[8:]])
    assert result["km"] == alone["km"]
    assert result["points"][0]["value"] is not None


def test_a_history_with_cancelled_ones_counts() -> None:
    rows = learning_rows(24, open_last=3)
    rows[2] = replace(rows[2], state="cancelled")
    result = result_of(rows, Cohort("scribe", "S", tracking_start=rows[8].kickoff))
    assert (result["flags"], result["r"]) == ([], 20)


def test_many_cancelled_are_told_apart_from_still_to_come() -> None:
    rows = learning_rows(24)
    rows = [replace(item, state="cancelled") if i % 4 == 3 else item for i, item in enumerate(rows)]
    result = result_of(rows)
    assert result["flags"] == ["cancellations"]
    assert (result["median_time_live_cif"] or 0) > (result["km"]["median"] or 0)
    assert [at["t"] for at in result["aj"] or []] == [90.0]
    assert any(sentence.startswith("Of 100 kickoffs") for sentence in result["text"])


def test_unclear_says_how_many_more_it_would_take() -> None:
    rng = np.random.default_rng(5)
    rows = [row(i, float(np.exp(4.5 + 0.45 * rng.standard_normal()))) for i in range(1, 13)]
    result = result_of(rows)
    assert result["direction"] == "unclear"
    assert f" About {result['more_needed']} more until a 15% rate could be told." in result["text"][0]
