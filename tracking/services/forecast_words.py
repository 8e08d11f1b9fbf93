"""What is said of a forecast: the plan and the target beside what go-lives like this one say. Pure."""

from collections.abc import Sequence
from datetime import date

from implementation.planning.day_words import day_in_words


def forecast_words(
    *,
    plan_on: date | None,
    target_on: date | None,
    target_precision: str,
    live: Sequence[date | None],
    told: Sequence[str],
) -> list[str]:
    """`live`: the day it goes live at the 10th, 50th and 90th percentile. `told`: what the statistics say already."""
    stated = [
        f"the plan says {day_in_words(plan_on)}" if plan_on else "",
        f"the target is {day_in_words(target_on, target_precision)}" if target_on else "",
        _peers(live),
    ]
    compared = "; ".join(part for part in stated if part)
    sentence = f"{compared[0].upper()}{compared[1:]}." if compared else ""
    return [text for text in (sentence, *told) if text]


def _peers(live: Sequence[date | None]) -> str:
    lo, half, hi = live
    if half is None:
        return ""
    range_ = f", 4 in 5 between {day_in_words(lo)} and {day_in_words(hi)}" if lo and hi else ""
    return f"go-lives like this one say {day_in_words(half)}{range_}"
