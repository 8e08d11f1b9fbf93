"""The sentences, read back from whole results with the figures put in."""

from math import log2
from typing import cast

import pytest

from tests.tracking.stats.samples import AS_OF, COHORT, learning_rows, row
from tracking.stats.analyse import analyse
from tracking.stats.inputs import Row
from tracking.stats.levels import Evidence
from tracking.stats.phrases import percent, whole
from tracking.stats.result import CohortResult
from tracking.stats.words import sentences

ENOUGH = Evidence("ok", None, 6)


def result_with(**figures: object) -> CohortResult:
    base = dict(analyse(learning_rows(12), [COHORT], series="days", as_of=AS_OF)[0])
    return cast("CohortResult", base | {"next": None, "n_in_progress": 0} | figures)


def told(**figures: object) -> list[str]:
    return sentences(result_with(**figures), ENOUGH, same_day=False)


def text_of(rows: list[Row], series: str = "days") -> list[str]:
    return analyse(rows, [COHORT], series=series, as_of=AS_OF)[0]["text"]


def rates(rate: float, lo: float, hi: float) -> dict[str, object]:
    return {"learning_rate": rate, "learning_rate_lo": lo, "learning_rate_hi": hi}


def test_down() -> None:
    said = told(direction="down", **rates(0.18, 0.09, 0.26))
    assert said == ["Each doubling of go-lives cuts days by 18% (95% CI 9-26%)."]


def test_down_in_hours() -> None:
    said = told(direction="down", series="total_hours", **rates(0.18, 0.09, 0.26))
    assert said == ["Each doubling of go-lives cuts hours by 18% (95% CI 9-26%)."]


def test_up() -> None:
    said = told(direction="up", **rates(-0.07, -0.13, -0.02))
    assert said == ["Each doubling of go-lives adds 7% (2-13%) to days."]


def test_steady() -> None:
    assert told(direction="steady") == ["Steady: no change of more than 5% per doubling."]


@pytest.mark.parametrize(
    ("sure", "ending"),
    [(0.83, "83% sure it is falling."), (0.30, "70% sure it is rising.")],
)
def test_unclear(sure: float, ending: str) -> None:
    said = told(direction="unclear", confidence_down=sure, **rates(0.1, -0.08, 0.26))
    assert said == [f"Cannot tell yet: per doubling between 26% less and 8% more. {ending}"]


def test_too_few() -> None:
    said = text_of([row(1), row(2, 90.0), row(3, 80.0)])
    assert said == [
        "6 finished go-lives are needed to judge a trend; 3 so far. About 20 more until a 15% rate could be told."
    ]


def test_too_few_with_complete_hours() -> None:
    rows = [row(k, 80.0 + k, hours=9.0, hours_complete=k < 4) for k in range(1, 10)]
    assert text_of(rows, "total_hours")[0].startswith(
        "8 finished go-lives with complete hours are needed to judge a trend; 3 so far."
    )


def test_no_doubling() -> None:
    rows = [row(k, 10.0, "cancelled") for k in range(1, 20)] + [row(k, 90.0 + k) for k in range(20, 30)]
    assert text_of(rows) == [
        "The finished go-lives are #20 to #29: their number has to double before a trend can be judged.",
        "Of 100 kickoffs 0 are live and 66 cancelled by day 90.",
    ]


def test_few_kickoff_days() -> None:
    rows = [row(k, 50.0 + k, start=k % 2) for k in range(1, 11)]
    assert text_of(rows) == ["The finished go-lives started on 2 different days only: 4 are needed to judge a trend."]


def test_next() -> None:
    forecast = [{"number": 24, "median": 96.2, "lo80": 68.4, "hi80": 135.7, "mean": 99.0}]
    said = told(next=forecast)
    assert said[1] == "Go-live #24 should take about 96 days; 4 in 5 land between 68 and 136."


def test_next_of_an_exact_line_has_no_range() -> None:
    forecast = [{"number": 9, "median": 1.2, "lo80": None, "hi80": None, "mean": 1.2}]
    assert told(next=forecast)[1] == "Go-live #9 should take about 1 day."


def test_caution_while_some_are_open() -> None:
    said = told(n_in_progress=7, completed_only_learning_rate=0.22)
    assert said[1] == "Includes 7 still in progress; counting only finished ones would say 22%."


def test_caution_where_finished_ones_would_say_it_grows() -> None:
    said = told(n_in_progress=7, completed_only_learning_rate=-0.05)
    assert said[1] == "Includes 7 still in progress; counting only finished ones would say 5% more."


def test_caution_without_a_trend() -> None:
    said = text_of([row(1), row(2, 20.0, "in_progress")])
    assert said[1] == "Includes 1 still in progress."


def test_exact_points_do_not_pretend_to_certainty() -> None:
    rows = [row(k, 100.0 * 0.8 ** log2(k)) for k in range(1, 11)]
    assert text_of(rows)[0] == (
        "Each doubling of go-lives cuts days by 20%: no scatter at all, so no interval can be given."
    )


def test_hours_withheld_for_open_ones() -> None:
    rows = [row(k, hours=50.0 + k % 5, hours_complete=True) for k in range(1, 11)]
    rows += [row(k, 40.0, "in_progress", hours=4.0) for k in range(11, 15)]
    assert text_of(rows, "total_hours")[0].startswith("Too many are still open or cancelled")


def test_no_trend_computed() -> None:
    assert told(status="no_convergence") == ["No trend could be computed from these figures."]


def test_small_shares_are_not_nothing() -> None:
    assert (percent(0.001), percent(0.0), percent(-0.18)) == ("less than 1%", "0%", "18%")
    assert (whole(0.2), whole(96.4)) == ("1", "96")
