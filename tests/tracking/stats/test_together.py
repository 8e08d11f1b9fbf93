"""What cohorts say beside each other: pooled rates, fair lists, forecasts borrowed where a cohort has none."""

from dataclasses import replace
from typing import cast

import pytest

from tests.tracking.stats.samples import AS_OF, check_whole, learning_rows
from tracking.stats.analyse import analyse
from tracking.stats.inputs import Cohort, Row
from tracking.stats.pool import Estimate, pool
from tracking.stats.result import CohortResult, without_detail
from tracking.stats.stored import peer_of

SIZES = {"a": 20, "b": 24, "c": 30, "d": 12, "new": 3}


def rows_of(key: str, series_open: int = 2) -> list[Row]:
    rows = learning_rows(SIZES[key], seed=len(key) + SIZES[key], open_last=min(series_open, SIZES[key] - 1))
    return [replace(item, id=f"{key}{item.id}", cohort=key) for item in rows]


def results_of(keys: str | list[str], series: str = "days", **other: object) -> dict[str, CohortResult]:
    found = analyse(
        [item for key in keys for item in rows_of(key)],
        [Cohort(key, key) for key in keys],
        series=series,
        as_of=AS_OF,
        **other,  # type: ignore[arg-type]
    )
    for result in found:
        check_whole(result)
    return {result["cohort_key"]: result for result in found}


@pytest.mark.parametrize("series", ["days", "total_hours"])
def test_four_cohorts_are_pooled_and_each_drawn_to_the_rest(series: str) -> None:
    found = results_of("abcd", series)
    expected = pool([Estimate(k, r["slope"] or 0, r["slope_se"] or 0, r["p_value"] or 0) for k, r in found.items()])
    assert expected is not None
    for result in found.values():
        assert result["pooled"] is not None
        assert result["pooled"]["learning_rate"] == pytest.approx(1 - 2**expected.slope)
        assert result["pooled"]["cohorts"] == 4
        assert (result["q_value"] or 0) >= (result["p_value"] or 0)


def test_two_cohorts_are_not_pooled() -> None:
    result = results_of("ab")["a"]
    assert (result["pooled"], result["q_value"]) == (None, None)
    assert result["reasons"]["pooled"] == "few_cohorts"


def test_a_new_cohort_borrows_its_forecasts_and_says_so() -> None:
    found = results_of(["a", "b", "c", "new"])["new"]
    assert (found["learning_rate"], found["flags"]) == (None, ["mostly_open", "pooled_forecast"])
    assert [ahead["number"] for ahead in found["next"] or []] == [4, 5, 6]
    assert all(entry["flags"] == ["pooled"] for entry in found["in_progress"] or [])
    assert "Too few are finished here: the forecast comes from the other cohorts." in found["text"]
    assert found["pooled"] is not None
    assert found["pooled"]["shrunken"] is None


def test_a_new_cohort_without_others_has_no_forecast() -> None:
    found = results_of(["a", "b", "new"])["new"]
    assert (found["next"], found["reasons"]["next"]) == (None, "insufficient")


def test_cohorts_fitted_earlier_count_as_if_they_were_in_the_call() -> None:
    together = results_of(["a", "b", "c", "new"])
    stored = [{**without_detail(together[key]), "fit": together[key]["fit"]} for key in ("a", "b", "c")]
    alone = results_of(["new"], peers=[peer_of(result) for result in stored])["new"]
    assert alone["pooled"] == together["new"]["pooled"]
    assert alone["next"] == together["new"]["next"]
    assert alone["in_progress"] == together["new"]["in_progress"]


def test_a_peer_that_is_in_the_call_itself_counts_once() -> None:
    found = results_of("abc")
    again = results_of("abc", peers=[peer_of(cast("dict[str, object]", result)) for result in found.values()])
    assert again == found


def test_hours_borrow_the_next_but_not_single_forecasts() -> None:
    found = results_of(["a", "b", "c", "new"], "total_hours")["new"]
    assert found["next"] is not None
    assert all(entry["hours_final_p50"] is None for entry in found["in_progress"] or [])
