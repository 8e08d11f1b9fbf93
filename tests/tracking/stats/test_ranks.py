import numpy as np

from tracking.stats.ranks import midranks, numbers


def test_numbers_begin_again_in_each_cohort() -> None:
    assert numbers(np.array([0, 0, 0, 2, 2])).tolist() == [1, 2, 3, 1, 2]


def test_three_on_one_day_after_the_fourth_are_all_sixth() -> None:
    kickoff = np.array([1, 2, 3, 4, 9, 9, 9, 12])
    assert midranks(np.zeros(8, dtype=np.int64), kickoff).tolist() == [1, 2, 3, 4, 6, 6, 6, 8]


def test_one_kickoff_day_in_two_cohorts_is_no_tie() -> None:
    assert midranks(np.array([0, 0, 1, 1]), np.array([5, 7, 7, 7])).tolist() == [1, 2, 1.5, 1.5]


def test_no_rows_have_no_ranks() -> None:
    nothing = np.zeros(0, dtype=np.int64)
    assert (numbers(nothing).size, midranks(nothing, nothing).size) == (0, 0)
