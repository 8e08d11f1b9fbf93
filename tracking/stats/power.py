"""How many finished go-lives it takes until a rate worth having could be told from none.

The usual power calculation for a slope (Cohen 1988, ch. 9): t with n - 2 degrees of freedom, non-central under the
rate looked for, over repetitions 1..n on the log scale.
"""

import numpy as np
from scipy.special import nctdtr, stdtrit

RATE = 0.15
POWER = 0.80
TYPICAL_SCATTER = 0.30  # log scatter assumed while none can be estimated
MOST = 2000


def finished_needed(scatter: float, prior: float = 0.0) -> int | None:
    """Smallest number of finished go-lives that finds a true 15% per doubling in 4 of 5 cases at the 5% level.

    scatter: standard deviation of log values around the line; prior: repetitions made before the first one known.
    None when even 2,000 would not do.
    """
    enough = 4
    while enough < MOST and not _told(enough, scatter, prior):
        enough *= 2
    low, high = enough // 2, min(enough, MOST)
    if not _told(high, scatter, prior):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _told(middle, scatter, prior) else (middle, high)
    return max(high, 4)


def more_needed(finished: int, scatter: float | None, prior: float = 0.0) -> int | None:
    """How many more than those finished; 0: such a rate would probably have shown by now. None: beyond 2,000."""
    needed = finished_needed(TYPICAL_SCATTER if scatter is None else scatter, prior)
    return None if needed is None else max(0, needed - finished)


def _told(n: int, scatter: float, prior: float) -> bool:
    x = np.log(np.arange(1, n + 1) + prior)
    spread = float(((x - x.mean()) ** 2).sum()) ** 0.5
    shift = -np.log2(1 - RATE) * spread / max(scatter, 1e-12)
    if shift > 30:  # beyond any doubt, and beyond the range of the non-central t
        return n > 2
    return 1 - float(nctdtr(n - 2, shift, stdtrit(n - 2, 0.975))) >= POWER
