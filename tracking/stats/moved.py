"""Work moved, not saved: hours with the customer that fall while all hours together do not.

Called with the results of both hours series of the same cohorts. Pure.
"""

from collections.abc import Sequence

from tracking.stats.phrases import change, percent
from tracking.stats.result import CohortResult
from tracking.stats.slopes import DOWN

WORK_MOVED = "work_moved"


def mark_work_moved(handholding: Sequence[CohortResult], total: Sequence[CohortResult]) -> list[CohortResult]:
    """The hand-holding results, those of moved work with the flag `work_moved` and its sentence as the headline.

    Cohorts are matched by key; one without a total keeps its result as it is.
    """
    by_key = {result["cohort_key"]: result for result in total}
    return [_marked(result, by_key.get(result["cohort_key"])) for result in handholding]


def work_moved(handholding: CohortResult, total: CohortResult) -> bool:
    """Hand-holding surely falls, and the 95% limits of all hours do not lie below 0."""
    lowest = total["learning_rate_lo"]
    return handholding["direction"] == DOWN and lowest is not None and lowest <= 0


def _marked(result: CohortResult, total: CohortResult | None) -> CohortResult:
    if total is None or not work_moved(result, total):
        return result
    marked = result.copy()
    marked["flags"] = sorted({*result["flags"], WORK_MOVED})
    marked["text"] = [_sentence(result, total), *result["text"][1:]]
    return marked


def _sentence(handholding: CohortResult, total: CohortResult) -> str:
    rate, lo, hi = handholding["learning_rate"], total["learning_rate_lo"], total["learning_rate_hi"]
    beside = "" if lo is None or hi is None else f" (between {change(hi)} and {change(lo)})"
    return (
        f"Work moved, not saved: each doubling cuts hours with the customer by {percent(rate or 0.0)}, "
        f"but all hours together do not surely fall{beside}."
    )
