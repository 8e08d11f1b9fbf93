"""What the hours of an open go-live will come to, given its hours so far and how long it has taken.

Its final days are unknown, so the prediction of log hours given days is averaged over 32 equally likely final days
(midpoint quantiles), then cut at the hours already used: quantiles of the rest. Pure functions of arrays, one row a
go-live.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln, stdtr, stdtrit

from tracking.stats.arrays import FloatArray

POINTS = 32
STEPS = 60
CLOSE = 1e-10


@dataclass(frozen=True, slots=True)
class Mixture:
    """Log hours of m go-lives: t(nu) around each of the K equally likely means. mean: (m, K); scale, nu: (m,)."""

    mean: FloatArray
    scale: FloatArray
    nu: FloatArray


def midpoints() -> FloatArray:
    """The probabilities (k - 1/2) / 32 of the final days that stand for all."""
    return (np.arange(1, POINTS + 1) - 0.5) / POINTS


def share_above(mixture: Mixture, log_value: FloatArray) -> FloatArray:
    """P(hours > value) for log values (m, k): shape (m, k)."""
    z = (log_value[:, :, None] - mixture.mean[:, None, :]) / mixture.scale[:, None, None]
    shares: FloatArray = stdtr(mixture.nu[:, None, None], -z).mean(axis=2)
    return shares


def log_quantile(mixture: Mixture, above: FloatArray) -> FloatArray:
    """The log values that are exceeded with probabilities `above` (m, k): shape (m, k).

    Each lies between the answers of the lowest and the highest mean; found by Newton steps, halving the bracket
    whenever a step would leave it.
    """
    tail = -stdtrit(mixture.nu[:, None], above) * mixture.scale[:, None]
    low = mixture.mean.min(axis=1)[:, None] + tail
    high = mixture.mean.max(axis=1)[:, None] + tail
    at: FloatArray = (low + high) / 2
    arrived = np.zeros(at.shape, dtype=np.bool_)  # each by itself: no answer depends on what else is in the call
    for _ in range(STEPS):
        excess = share_above(mixture, at) - above
        low, high = np.where(excess >= 0, at, low), np.where(excess <= 0, at, high)
        step = at + excess / np.maximum(_density(mixture, at), 1e-300)
        moved = np.where((step >= low) & (step <= high), step, (low + high) / 2)
        closer = np.abs(moved - at) < CLOSE
        at = np.where(arrived, at, moved)
        arrived |= closer
        if arrived.all():
            break
    return at


def _density(mixture: Mixture, log_value: FloatArray) -> FloatArray:
    """Density of log hours at log values (m, k)."""
    nu = mixture.nu[:, None, None]
    z = (log_value[:, :, None] - mixture.mean[:, None, :]) / mixture.scale[:, None, None]
    top = gammaln((mixture.nu + 1) / 2) - gammaln(mixture.nu / 2) - 0.5 * np.log(mixture.nu * np.pi)
    logs = top[:, None, None] - (nu + 1) / 2 * np.log1p(z**2 / nu)
    density: FloatArray = np.exp(logs).mean(axis=2) / mixture.scale[:, None]
    return density
