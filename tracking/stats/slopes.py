"""From a fitted line to what is said of it: rate per doubling, limits, direction, how sure.

Natural-log slope b on log repetition; learning rate = 1 - 2^b, the share saved by each doubling of go-lives.
"""

from dataclasses import dataclass

from scipy.special import stdtr, stdtrit

from tracking.stats.fits import Line

DOWN = "down"
UP = "up"
STEADY = "steady"
UNCLEAR = "unclear"
STEADY_RATE = 0.05  # a rate surely within 5% either way counts as no change
FLAT = 1e-9  # slope of an exact line below which it is level


@dataclass(frozen=True, slots=True)
class Slope:
    """The slope of one cohort. Rates are shares (0.18 is 18% saved per doubling); None: not computable.

    confidence_down: how sure that it falls, from 0 to 1. direction: `down`, `up`, `steady`, `unclear` or
    None.
    """

    b: float
    se: float | None
    lo: float | None
    hi: float | None
    p_value: float | None
    confidence_down: float | None
    direction: str | None

    @property
    def rate(self) -> float:
        return rate_of(self.b)


def rate_of(b: float) -> float:
    """Learning rate of a slope: the share saved per doubling; minus infinity where 2^b overflows."""
    return float("-inf") if b > 1000 else 1.0 - 2.0**b


def slope_of(line: Line, *, all_finished: bool) -> Slope:
    """Judge the slope of a line. An exact line has no interval; its direction is told only if nothing is
    open.
    """
    b = float(line.beta[1])
    variance = line.k * float(line.cov[1, 1])
    if line.exact or not variance > 0:
        return Slope(b, None, None, None, None, None, _exact_direction(b) if all_finished else None)
    se = variance**0.5
    reach = float(stdtrit(line.nu, 0.975)) * se
    lo, hi = b - reach, b + reach
    return Slope(
        b=b,
        se=se,
        lo=lo,
        hi=hi,
        p_value=2 * float(stdtr(line.nu, -abs(b) / se)),
        confidence_down=float(stdtr(line.nu, -b / se)),
        direction=direction_of(lo, hi),
    )


def direction_of(lo: float, hi: float) -> str:
    """Direction from the 95% limits of the slope; a clear fall or rise goes before `steady`."""
    if hi < 0:
        return DOWN
    if lo > 0:
        return UP
    within = rate_of(hi) >= -STEADY_RATE and rate_of(lo) <= STEADY_RATE
    return STEADY if within else UNCLEAR


def _exact_direction(b: float) -> str:
    if abs(b) <= FLAT:
        return STEADY
    return DOWN if b < 0 else UP
