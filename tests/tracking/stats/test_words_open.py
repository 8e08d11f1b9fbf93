import pytest

from tracking.stats.phrases import change, span, units
from tracking.stats.shapes import OpenForecast
from tracking.stats.words_open import open_sentence

ENTRY = OpenForecast(
    id="g",
    number=7,
    state="in_progress",
    elapsed=61.0,
    remaining_p10=10.2,
    remaining_p50=35.1,
    remaining_p90=91.7,
    date_p10=None,
    date_p50=None,
    date_p90=None,
    pct_slower=0.4,
    hours_to_date=None,
    hours_final_p10=None,
    hours_final_p50=None,
    hours_final_p90=None,
    flags=[],
    text="",
)


def told(**change: object) -> str:
    return open_sentence({**ENTRY, **change})  # type: ignore[typeddict-item]


def test_in_progress() -> None:
    assert told() == "Day 61. Half of go-lives like this need at most 35 more days; 4 in 5 need 10-92."
    assert "at most 1 more day;" in told(remaining_p50=1.2)


@pytest.mark.parametrize(("slower", "share"), [(0.93, "93%"), (0.9999, "over 99%")])
def test_overdue(slower: float, share: str) -> None:
    assert told(flags=["overdue"], pct_slower=slower).endswith(f"Slower than {share} of go-lives like it.")


def test_hours() -> None:
    hours = {"hours_to_date": 40.0, "hours_final_p10": 60.0, "hours_final_p50": 80.4, "hours_final_p90": 120.0}
    assert told(**hours) == "Day 61. 40 hours so far; expect about 80 in all, 4 in 5 end between 60 and 120."
    assert told(hours_to_date=1.0) == "Day 61. 1 hour so far. No forecast yet."


def test_phrases() -> None:
    assert (units(1.2, "days"), units(0.0, "hours"), units(35.0, "days")) == ("1 day", "0 hours", "35 days")
    assert (span(0.09, 0.26), span(-0.13, -0.02), span(-0.03, 0.08)) == ("9-26%", "2-13%", "3% more to 8% less")
    assert (change(0.18), change(-0.07), change(0.001)) == ("18% less", "7% more", "less than 1% less")
