"""Waits between attempts."""

from datetime import timedelta

import pytest

from implementation.webhooks.back_off import MOST_ATTEMPTS, WAITS, wait_after


def test_each_failure_waits_longer_and_the_last_ends_it() -> None:
    waits = [wait_after(attempt, jitter=0) for attempt in range(1, MOST_ATTEMPTS)]
    assert waits == sorted(WAITS)
    assert wait_after(MOST_ATTEMPTS, jitter=0) is None


def test_all_attempts_together_take_some_three_days() -> None:
    assert timedelta(days=3) < sum(WAITS, timedelta()) < timedelta(days=4)


@pytest.mark.parametrize(("jitter", "seconds"), [(-1, 240), (-0.5, 270), (0, 300), (1, 360), (9, 360)])
def test_a_wait_is_up_to_a_fifth_shorter_or_longer(jitter: float, seconds: int) -> None:
    assert wait_after(2, jitter=jitter) == timedelta(seconds=seconds)
