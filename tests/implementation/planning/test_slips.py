"""Slips against the first and the last target, as known on a day."""

from datetime import date

from implementation.planning.slips import Day, Move, Slip, slips

JANUARY, MARCH, MAY = Day(date(2026, 1, 10)), Day(date(2026, 3, 10)), Day(date(2026, 5, 10))
LATE = date(2026, 12, 31)


def test_a_target_that_never_moved_is_first_and_last() -> None:
    found = slips(target=JANUARY, moves=[], live=Day(date(2026, 1, 20)), cancelled=False, started=True, as_of=LATE)
    assert (found.first, found.last, found.moves, found.final) == (Slip(10), Slip(10), 0, True)


def test_a_moved_target_slips_more_against_the_first() -> None:
    moves = [Move(date(2025, 12, 1), JANUARY, MARCH), Move(date(2026, 2, 1), MARCH, MAY)]
    found = slips(target=MAY, moves=moves, live=Day(date(2026, 5, 15)), cancelled=False, started=True, as_of=LATE)
    assert (found.first.days, found.last.days, found.moves) == (125, 5, 2)


def test_early_is_a_negative_slip() -> None:
    found = slips(target=MARCH, moves=[], live=Day(date(2026, 3, 1)), cancelled=False, started=True, as_of=LATE)
    assert found.last.days == -9


def test_an_open_one_is_at_least_as_late_as_its_last_target() -> None:
    moves = [Move(date(2025, 12, 1), JANUARY, MARCH)]
    found = slips(target=MARCH, moves=moves, live=None, cancelled=False, started=True, as_of=date(2026, 2, 1))
    assert (found.first.days, found.last.days, found.final) == (59, 0, False)


def test_an_open_one_past_its_target_is_late_by_the_days_since() -> None:
    found = slips(target=MARCH, moves=[], live=None, cancelled=False, started=True, as_of=date(2026, 3, 15))
    assert found.last.days == 5


def test_of_one_without_kickoff_only_the_moves_count() -> None:
    moves = [Move(date(2025, 12, 1), JANUARY, MARCH)]
    found = slips(target=MARCH, moves=moves, live=None, cancelled=False, started=False, as_of=LATE)
    assert (found.first, found.last, found.final) == (Slip(59), Slip(), False)


def test_a_cancelled_one_has_no_slip() -> None:
    found = slips(target=MARCH, moves=[], live=None, cancelled=True, started=True, as_of=LATE)
    assert (found.first, found.last) == (Slip(), Slip())


def test_a_move_announced_later_is_not_known_yet() -> None:
    moves = [Move(date(2026, 2, 1), JANUARY, MARCH)]
    found = slips(target=MARCH, moves=moves, live=None, cancelled=False, started=True, as_of=date(2026, 1, 5))
    assert (found.first_target, found.last_target, found.moves) == (JANUARY, JANUARY, 0)


def test_a_move_of_an_unknown_day_is_always_known() -> None:
    moves = [Move(None, JANUARY, MARCH)]
    found = slips(target=MARCH, moves=moves, live=None, cancelled=False, started=True, as_of=date(2025, 1, 1))
    assert (found.first_target, found.last_target) == (JANUARY, MARCH)


def test_the_slip_is_as_imprecise_as_its_vaguest_date() -> None:
    quarter, month = Day(date(2021, 2, 14), "quarter"), Day(date(2021, 6, 15), "month")
    found = slips(target=quarter, moves=[], live=month, cancelled=False, started=True, as_of=LATE)
    assert found.first == Slip(121, "quarter")


def test_without_any_target_there_is_no_slip() -> None:
    found = slips(target=None, moves=[], live=MARCH, cancelled=False, started=True, as_of=LATE)
    assert (found.first, found.last, found.final) == (Slip(), Slip(), True)
