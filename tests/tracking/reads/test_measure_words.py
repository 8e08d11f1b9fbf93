"""A measure in sentences."""

from typing import Any

import pytest

from tracking.reads.measure_words import measure_words

LIVE: dict[str, Any] = {
    "state": "live", "days": 81.0, "days_net_of_holds": 69.0, "flags": [], "handholding_hours": 96.0,
    "total_hours": 1214.0, "hours_due": True, "hours_complete": True, "active_weeks": 12, "logged_weeks": 12,
    "days_blocked": 9, "days_blocked_exclusive": {"integration": 6.0, "data": 3.0}, "slip_first_days": 14,
    "slip_final": True,
}  # fmt: skip


def test_what_is_live_tells_days_hours_barriers_and_slip() -> None:
    assert measure_words(LIVE) == [
        "Live 81 days after kickoff, 69 days of them not on hold.",
        "1,214 hours of help, 96 with the customer.",
        "Blocked on 9 days, most of all by integration.",
        "14 days later than the first target.",
    ]


def test_what_is_open_says_that_it_is() -> None:
    still = LIVE | {"state": "in_progress", "hours_due": False, "hours_complete": False, "slip_final": False}
    said = measure_words(still | {"days": 1.0, "days_net_of_holds": 1.0, "total_hours": 1.0, "handholding_hours": 0.5})
    assert said[0] == "1 day since kickoff and not live yet."
    assert said[1] == "1 hour of help, 0.5 with the customer so far."
    assert said[-1] == "At least 14 days later than the first target."


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"state": "not_started"}, "Not started: without a kickoff up to now there is nothing to measure."),
        ({"state": "cancelled"}, "Cancelled 81 days after kickoff, 69 days of them not on hold."),
        ({"days": None, "flags": ["bad_dates"]}, "The days are unknown: it ends before it starts. Correct the dates."),
        ({"hours_complete": False}, "No hours are logged, although hypercare is over"),
        ({"logged_weeks": 9}, "Hours are logged in 9 of the 12 weeks in which something was done"),
        ({"slip_first_days": -3}, "3 days earlier than the first target."),
        ({"slip_first_days": 0}, "On the day of the first target."),
    ],
)
def test_odd_ones_say_what_is_odd(change: dict[str, Any], expected: str) -> None:
    assert any(sentence.startswith(expected) for sentence in measure_words(LIVE | change))


@pytest.mark.parametrize("change", [{"slip_final": False, "slip_first_days": -8}, {"slip_first_days": None}])
def test_before_it_is_late_nothing_is_said_of_a_slip(change: dict[str, Any]) -> None:
    assert not any("target" in sentence for sentence in measure_words(LIVE | change))
