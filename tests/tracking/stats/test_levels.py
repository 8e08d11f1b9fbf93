import numpy as np
import pytest

from tracking.stats.levels import evidence


@pytest.mark.parametrize(
    ("finished", "level"),
    [
        (0, "none"),
        (1, "list"),
        (5, "list"),
        (6, "early"),
        (9, "early"),
        (10, "ok"),
        (19, "ok"),
        (20, "good"),
        (500, "good"),
    ],
)
def test_levels_rise_with_finished_go_lives(finished: int, level: str) -> None:
    assert evidence(np.arange(1.0, finished + 1), 0).level == level


def test_fewer_than_four_distinct_ranks_are_a_list() -> None:
    found = evidence(np.array([1.0, 1, 1, 5, 5, 9, 9, 9]), 0)
    assert (found.level, found.lacking, found.ranks) == ("list", "few_ranks", 3)


def test_without_a_doubling_it_is_a_list() -> None:
    found = evidence(np.arange(20.0, 39.0), 0)
    assert (found.level, found.lacking, found.first, found.last) == ("list", "no_doubling", 20.0, 38.0)
    assert evidence(np.arange(20.0, 41.0), 0).level == "good"


def test_prior_repetitions_take_the_doubling_away() -> None:
    assert evidence(np.arange(1.0, 13.0), 0).level == "ok"
    assert evidence(np.arange(1.0, 13.0), 20).lacking == "no_doubling"


def test_two_part_hours_need_eight() -> None:
    assert evidence(np.arange(1.0, 8.0), 0, needed=8).level == "list"
    assert evidence(np.arange(1.0, 9.0), 0, needed=8).level == "early"
