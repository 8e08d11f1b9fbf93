from dataclasses import replace

import numpy as np

from tests.tracking.stats.samples import AS_OF, COHORT, learning_rows
from tracking.stats.analyse import analyse
from tracking.stats.inputs import Row
from tracking.stats.moved import mark_work_moved, work_moved
from tracking.stats.result import CohortResult


def hours_of(rows: list[Row], series: str) -> CohortResult:
    return analyse(rows, [COHORT], series=series, as_of=AS_OF)[0]


def level(rows: list[Row]) -> list[Row]:
    noise = np.random.default_rng(1).normal(0, 0.15, len(rows))
    return [replace(item, hours=float(400 * np.exp(off))) for item, off in zip(rows, noise, strict=True)]


FALLING = learning_rows(24)
HANDHOLDING = hours_of(FALLING, "handholding_hours")


def test_less_with_the_customer_but_no_less_in_all_is_moved_not_saved() -> None:
    total = hours_of(level(FALLING), "total_hours")
    marked = mark_work_moved([HANDHOLDING], [total])[0]
    assert work_moved(HANDHOLDING, total)
    assert marked["flags"] == ["work_moved"]
    assert marked["text"][0].startswith("Work moved, not saved: each doubling cuts hours with the customer by")
    assert marked["text"][1:] == HANDHOLDING["text"][1:]
    assert HANDHOLDING["flags"] == []


def test_less_in_all_is_saved() -> None:
    total = hours_of(FALLING, "total_hours")
    assert mark_work_moved([HANDHOLDING], [total]) == [HANDHOLDING]


def test_without_a_total_nothing_is_claimed() -> None:
    few = hours_of(FALLING[:3], "total_hours")
    assert not work_moved(HANDHOLDING, few)
    assert mark_work_moved([HANDHOLDING], []) == [HANDHOLDING]


def test_hours_with_the_customer_that_do_not_fall_were_not_moved() -> None:
    total = hours_of(level(FALLING), "total_hours")
    assert not work_moved(hours_of(level(FALLING), "handholding_hours"), total)
