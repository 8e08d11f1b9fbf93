"""The status of a go-live follows from its dates, in one place."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from implementation.planning.day_words import day_in_words
from implementation.planning.status import golive_status
from implementation.planning.transitions import GOLIVE_TRANSITIONS, LEAD_ONLY_GOLIVE_TRANSITIONS, TASK_TRANSITIONS

TODAY, BEFORE, AFTER = date(2026, 3, 15), date(2026, 3, 1), date(2026, 4, 1)
DAYS = st.none() | st.dates(date(2025, 1, 1), date(2027, 1, 1))


def status(**dates: date) -> str:
    known: dict[str, date | None] = dict.fromkeys(["kickoff_on", "live_on", "handed_over_on", "cancelled_on"])
    return golive_status(**{**known, **dates}, today=TODAY)


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ({}, "planned"),
        ({"kickoff_on": AFTER}, "planned"),
        ({"kickoff_on": TODAY}, "in_progress"),
        ({"kickoff_on": BEFORE, "live_on": TODAY}, "live"),
        ({"live_on": BEFORE}, "live"),
        ({"kickoff_on": BEFORE, "live_on": BEFORE, "handed_over_on": TODAY}, "handed_over"),
        ({"kickoff_on": BEFORE, "cancelled_on": TODAY}, "cancelled"),
        ({"kickoff_on": AFTER, "cancelled_on": TODAY}, "cancelled"),
    ],
)
def test_the_last_thing_that_happened_is_the_status(dates: dict[str, date], expected: str) -> None:
    assert status(**dates) == expected


@given(DAYS, DAYS, DAYS, DAYS)
def test_every_combination_of_dates_has_a_status_of_the_table(
    kickoff: date | None, live: date | None, over: date | None, cancelled: date | None
) -> None:
    dates = {"kickoff_on": kickoff, "live_on": live, "handed_over_on": over, "cancelled_on": cancelled}
    assert golive_status(**dates, today=TODAY) in GOLIVE_TRANSITIONS


def test_the_tables_lead_from_states_to_states_and_nowhere_to_itself() -> None:
    for table in (TASK_TRANSITIONS, GOLIVE_TRANSITIONS):
        for state, after in table.items():
            assert set(after) <= set(table) - {state}


def test_what_only_leads_do_is_in_the_table() -> None:
    assert all(to in GOLIVE_TRANSITIONS[state] for state, to in LEAD_ONLY_GOLIVE_TRANSITIONS)


@pytest.mark.parametrize(
    ("precision", "words"),
    [("day", "15 March 2026"), ("month", "March 2026"), ("quarter", "Q1 2026"), ("half", "H1 2026"), ("year", "2026")],
)
def test_a_day_is_told_as_exactly_as_it_is_known(precision: str, words: str) -> None:
    assert day_in_words(TODAY, precision) == words
