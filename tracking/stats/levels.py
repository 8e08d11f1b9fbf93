"""How much may be said: evidence levels by the number of finished go-lives and the range they span.

Below six finished, or without a doubling among them, a slope is an accident; then only a list is shown.
"""

from dataclasses import dataclass

import numpy as np

from tracking.stats.arrays import FloatArray

NONE = "none"
LIST = "list"
EARLY = "early"
FAIR = "ok"
GOOD = "good"
NEEDED = 6
NEEDED_TWO_PART = 8
NEEDED_RANKS = 4


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the finished go-lives of a cohort allow to be said.

    lacking: what a slope still wants, `insufficient`, `few_ranks`, `no_doubling` or None. needed: finished
    ones wanted. ranks: number of distinct ranks among the finished; first, last: the range they span (0
    without any).
    """

    level: str
    lacking: str | None
    needed: int
    ranks: int = 0
    first: float = 0.0
    last: float = 0.0


def evidence(ranks: FloatArray, prior: float, *, needed: int = NEEDED) -> Evidence:
    """Judge the mid-ranks (r,) of the finished go-lives of one cohort; `prior` repetitions came before rank
    1.
    """
    r = ranks.size
    if r == 0:
        return Evidence(NONE, "insufficient", needed)
    distinct, first, last = np.unique(ranks).size, float(ranks.min()), float(ranks.max())
    lacking = _lacking(r, needed, distinct, (last + prior) / (first + prior))
    level = LIST if lacking else EARLY if r < 10 else FAIR if r < 20 else GOOD
    return Evidence(level, lacking, needed, distinct, first, last)


def _lacking(r: int, needed: int, distinct: int, growth: float) -> str | None:
    if r < needed:
        return "insufficient"
    if distinct < NEEDED_RANKS:
        return "few_ranks"
    return "no_doubling" if growth < 2 else None
