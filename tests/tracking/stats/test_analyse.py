"""Whole results: every key, every odd cohort, every refusal."""

from datetime import datetime, timedelta

import numpy as np
import pytest

from tests.tracking.stats.samples import AS_OF, COHORT, check_whole, learning_rows, many_rows, row
from tracking.stats.analyse import analyse
from tracking.stats.inputs import Cohort, Row
from tracking.stats.result import CohortResult, without_detail


def result_of(rows: list[Row], series: str = "days", cohort: Cohort = COHORT) -> CohortResult:
    results = analyse(rows, [cohort], series=series, as_of=AS_OF)
    assert len(results) == 1
    check_whole(results[0])
    return results[0]


def test_a_learning_cohort_is_called_down_with_all_its_figures() -> None:
    result = result_of(learning_rows(24))
    assert (result["direction"], result["level"], result["status"]) == ("down", "good", "ok")
    assert result["learning_rate_lo"] < result["learning_rate"] < result["learning_rate_hi"]  # type: ignore[operator]
    assert result["progress_ratio"] == pytest.approx(1 - result["learning_rate"])  # type: ignore[operator]
    assert result["nu"] == 22
    assert [ahead["number"] for ahead in result["next"] or []] == [25, 26, 27, 28, 29]


def test_the_first_unit_is_the_line_at_one() -> None:
    result = result_of(learning_rows(24))
    assert result["curve"] is not None
    assert result["first_unit"] == pytest.approx(result["curve"][0]["median"])


@pytest.mark.parametrize("series", ["handholding_hours", "total_hours"])
def test_hours_use_least_squares_when_all_are_complete_and_two_parts_when_not(series: str) -> None:
    assert result_of(learning_rows(12), series)["method"] == "ols"
    assert result_of(learning_rows(14, open_last=3), series)["method"] == "two_part"


def test_two_part_hours_with_seven_complete_are_a_list_though_days_are_not() -> None:
    rows = learning_rows(10, open_last=3)
    assert (result_of(rows)["level"], result_of(rows, "total_hours")["level"]) == ("early", "list")


def test_counts_tell_where_every_row_went() -> None:
    rows = [
        *learning_rows(8, open_last=2),
        row(9, 30.0, "cancelled"),
        row(10, None, flags=("bad_dates",)),
        row(11, None, "not_started"),
        row(12, 50.0, hours_missing=True),
        Row("ahead", COHORT.key, AS_OF + timedelta(days=3), "in_progress", 1.0),
    ]
    result = result_of(rows)
    names = ("n", "n_live", "n_in_progress", "n_cancelled", "n_excluded", "n_not_started", "n_hours_missing")
    assert [dict(result)[name] for name in names] == [11, 7, 2, 1, 1, 2, 1]
    assert result["flags"] == ["bad_dates", "cancellations"]


def test_excluded_rows_keep_their_number_and_show_no_value() -> None:
    result = result_of([row(1), row(2, None, flags=("bad_dates",)), row(3, 80.0)])
    points = [(point["id"], point["number"], point["value"], point["state"]) for point in result["points"]]
    assert points == [
        ("g001", 1, 100.0, "live"),
        ("g002", 2, None, "excluded"),
        ("g003", 3, 80.0, "live"),
    ]


def test_numbers_follow_kickoff_then_ref_then_id() -> None:
    rows = [
        row(3, start=0, ref="b"),
        row(2, start=0, ref="b"),
        row(4, start=0, ref="a"),
        row(1, start=5),
    ]
    result = result_of(rows)
    numbered = [(point["id"], point["number"], point["rank"]) for point in result["points"]]
    assert numbered == [("g004", 1, 2.0), ("g002", 2, 2.0), ("g003", 3, 2.0), ("g001", 4, 4.0)]


def test_identical_days_are_exact_and_steady() -> None:
    result = result_of([row(number) for number in range(1, 11)])
    assert (result["status"], result["direction"], result["learning_rate"]) == ("exact", "steady", 0.0)
    assert (result["learning_rate_lo"], result["reasons"]["learning_rate_lo"]) == (None, "exact")
    assert result["next"] is not None
    assert result["next"][0]["median"] == pytest.approx(100.0)
    assert result["reasons"]["next.lo80"] == "exact"


def test_no_rows_at_all_are_a_result_too() -> None:
    result = result_of([])
    assert (result["n"], result["level"], result["status"]) == (0, "none", "insufficient")


@pytest.mark.parametrize("series", ["days", "total_hours"])
@pytest.mark.parametrize(
    ("rows", "level"),
    [
        ([row(number, 10.0 * number, "in_progress") for number in range(1, 9)], "none"),
        ([row(number, 10.0 * number, "cancelled") for number in range(1, 9)], "none"),
        ([row(1, hours=5.0, hours_complete=True)], "list"),
        ([row(n, 40.0 + n, start=0, hours=9.0 + n, hours_complete=True) for n in range(1, 21)], "list"),
        ([row(number, 0.0, hours=1.0, hours_complete=True) for number in range(1, 9)], "early"),
        ([row(number, None, flags=("bad_dates",)) for number in range(1, 9)], "none"),
    ],
    ids=["none finished", "all cancelled", "one", "all on one day", "all within the day", "all excluded"],
)
def test_odd_cohorts_have_a_level_and_no_exception(rows: list[Row], level: str, series: str) -> None:
    assert result_of(rows, series)["level"] == level


def test_all_on_one_day_says_so() -> None:
    result = result_of([row(number, 40.0 + number, start=0) for number in range(1, 21)])
    assert result["text"][0] == "All 20 started together: no repetitions to compare yet."
    assert result["reasons"]["slope"] == "few_ranks"


def test_an_outlier_of_ten_times_is_kept() -> None:
    rows = learning_rows(20)
    rows[15] = row(16, (rows[15].days or 0) * 10)
    assert result_of(rows)["status"] == "ok"


def test_the_largest_numbers_do_not_overflow_into_the_result() -> None:
    days = [1e-300, 1e300, 1e-300, 1e300, 1e-200, 1e300, 1e-250, 1e290]
    assert result_of([row(number, value) for number, value in enumerate(days, 1)])["r"] == 8


@pytest.mark.parametrize("series", ["days", "total_hours"])
def test_no_convergence_is_a_status(monkeypatch: pytest.MonkeyPatch, series: str) -> None:
    monkeypatch.setattr("tracking.stats.aft.MAX_STEPS", 0)
    result = result_of(learning_rows(14, open_last=4), series)
    assert (result["status"], result["direction"]) == ("no_convergence", None)
    assert result["reasons"]["slope"] == "no_convergence"
    assert result["text"][0] == "No trend could be computed from these figures."


def test_mostly_open_cohorts_are_flagged() -> None:
    assert result_of(learning_rows(20, open_last=11))["flags"] == ["mostly_open"]
    assert result_of(learning_rows(20, open_last=10))["flags"] == []


def test_finished_only_rate_is_what_least_squares_on_them_says() -> None:
    rows = learning_rows(20, open_last=5)
    result = result_of(rows)
    y = np.log(np.array([item.days for item in rows[:15]], dtype=float))
    slope = np.polyfit(np.log(np.arange(1, 16)), y, 1)[0]
    assert result["completed_only_learning_rate"] == pytest.approx(1 - 2**slope, abs=1e-9)
    assert result["completed_only_learning_rate"] != result["learning_rate"]


def hours_told_by_equal_days(n: int, n_open: int) -> list[Row]:
    rng = np.random.default_rng(2)
    done = [row(k, hours=float(rng.uniform(50, 90)), hours_complete=True) for k in range(1, n + 1)]
    return done + [row(k, 40.0, "in_progress", hours=4.0) for k in range(n + 1, n + n_open + 1)]


def test_hours_of_finished_ones_alone_are_shown_only_while_few_are_open() -> None:
    few, many = (result_of(hours_told_by_equal_days(18, k), "total_hours") for k in (2, 3))
    assert (few["method"], few["status"]) == ("completed_only", "ok")
    assert (many["learning_rate"], many["reasons"]["learning_rate"]) == (None, "open_share")


def test_hours_missing_leave_the_fit_but_are_no_zero() -> None:
    rows = learning_rows(14)
    rows[5] = row(6, 90.0, hours=0.0, hours_missing=True)
    result = result_of(rows, "total_hours")
    assert (result["r"], result["n_hours_missing"], result["status"]) == (13, 1, "ok")


def test_hours_have_no_kaplan_meier_median() -> None:
    result = result_of(learning_rows(12), "total_hours")
    assert (result["km"]["median"], result["reasons"]["km"]) == (None, "days_only")


def test_a_median_not_reached_says_so() -> None:
    rows = learning_rows(20, open_last=12)
    rows = rows[:3] + [row(k, 300.0, "in_progress") for k in range(4, 15)]
    assert result_of(rows)["reasons"]["km.median"] == "not_reached"


def test_each_cohort_of_a_call_is_the_same_as_alone() -> None:
    one, two = learning_rows(15), learning_rows(30, seed=8, open_last=6)
    other = Cohort("triage", "Imaging Triage", prior_repetitions=2)
    moved = [Row(f"t{r.id}", "triage", r.kickoff, r.state, r.days, hours=r.hours) for r in two]
    together = analyse(one + moved, [other, COHORT], series="days", as_of=AS_OF)
    assert [result["cohort_key"] for result in together] == ["scribe", "triage"]
    assert together[0] == analyse(one, [COHORT], series="days", as_of=AS_OF)[0]
    assert together[1] == analyse(moved, [other], series="days", as_of=AS_OF)[0]


def test_headings_are_passed_through() -> None:
    cohort = Cohort("k", "Ambient Scribe / (none)", ("segment", "product"), {"product": "Ambient Scribe"})
    given = analyse([], [cohort], series="days", as_of=AS_OF, clock="contract", net_of="holds")[0]
    assert (given["cohort"], given["by"]) == ("Ambient Scribe / (none)", ["product", "segment"])
    assert (given["clock"], given["net_of"], given["as_of"]) == ("contract", "holds", "2026-06-30")
    assert given["values"] == {"product": "Ambient Scribe"}


def test_lists_leave_the_detail_out() -> None:
    shown = without_detail(result_of(learning_rows(12)))
    assert not {"curve", "points", "in_progress", "fit"} & set(shown)
    assert set(shown["km"]) == {"median", "lo", "hi"}  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"series": "weeks"}, "series"),
        ({"as_of": "2026-06-30"}, "as_of"),
        ({"as_of": datetime(2026, 6, 30)}, "as_of"),  # noqa: DTZ001
        ({"clock": "wall"}, "clock"),
        ({"net_of": "weekends"}, "net_of"),
        ({"cohorts": [Cohort("scribe", "S", prior_repetitions=-1)]}, "prior_repetitions"),
        ({"cohorts": [Cohort("scribe", "S", prior_repetitions=float("nan"))]}, "prior_repetitions"),
        ({"cohorts": [COHORT, COHORT]}, "cohort keys"),
        ({"cohorts": []}, "cohort"),
        ({"rows": [row(1, hours=-2.0)]}, "hours"),
        ({"rows": [row(1, hours=float("inf"))]}, "hours"),
        ({"rows": [row(1, float("nan"))]}, "days"),
        ({"rows": [row(1, state="paused")]}, "state"),
        ({"rows": [row(1, scope={"sites": float("nan")})]}, "sites"),
        ({"rows": [row(1), row(1)]}, "id g001"),
    ],
)
def test_what_cannot_be_is_refused_by_name(change: dict[str, object], named: str) -> None:
    call = {"rows": [row(1)], "cohorts": [COHORT], "series": "days", "as_of": AS_OF} | change
    with pytest.raises(ValueError, match=named):
        analyse(**call)  # type: ignore[arg-type]


@pytest.mark.slow
@pytest.mark.parametrize("series", ["days", "total_hours"])
def test_five_thousand_go_lives_in_two_hundred_cohorts_are_all_judged(series: str) -> None:
    rows, cohorts = many_rows(5_000, 200)
    results = analyse(rows, cohorts, series=series, as_of=AS_OF)
    assert all(result["status"] == "ok" for result in results)


@pytest.mark.slow
def test_twenty_thousand_in_one_cohort_are_judged_too() -> None:
    rows, cohorts = many_rows(20_000, 1)
    result = analyse(rows, cohorts, series="days", as_of=AS_OF)[0]
    assert (result["direction"], result["status"]) == ("down", "ok")
    assert result["robust"] is not None
    assert result["robust"]["agree"] is not None
