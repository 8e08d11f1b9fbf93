"""Ordinary least squares over many cohorts in one call.

Serves as the start of the censored fit, as the hours fit, and as the completed-only comparison. The columns
are centred and scaled per cohort first, or the intercept would eat the precision.
"""

from dataclasses import dataclass

import numpy as np

from tracking.stats.arrays import BoolArray, FloatArray, IntArray, TextArray, gram, row_dot, sums
from tracking.stats.fits import CONDITION, EXACT, EXACT_RESIDUAL, INSUFFICIENT, OK, SINGULAR, Fits


@dataclass(frozen=True, slots=True)
class Centring:
    """Means and scales of the covariates of each cohort, shape (G, m), and which cohorts have a usable
    design.

    inverse: (G, m, m) inverse cross products of the centred, scaled columns; the identity where singular.
    """

    mean: FloatArray
    scale: FloatArray
    regular: BoolArray
    inverse: FloatArray

    def apply(self, columns: FloatArray, cohort: IntArray) -> FloatArray:
        """Centred and scaled covariates of rows, with the constant in front: shape (rows, m + 1)."""
        scaled = (columns - self.mean[cohort]) / self.scale[cohort]
        return np.column_stack([np.ones(columns.shape[0]), scaled])

    def back(self) -> FloatArray:
        """The matrices (G, m + 1, m + 1) that take coefficients of `apply` to those of the raw columns."""
        size, m = self.mean.shape
        out = np.zeros((size, m + 1, m + 1))
        out[:, 0, 0] = 1.0
        for j in range(m):
            out[:, j + 1, j + 1] = 1.0 / self.scale[:, j]
            out[:, 0, j + 1] = -self.mean[:, j] / self.scale[:, j]
        return out


def centring(columns: FloatArray, cohort: IntArray, size: int) -> Centring:
    """Measure the covariates (rows, m) of each cohort and find those collinear with a constant."""
    n = np.maximum(np.bincount(cohort, minlength=size), 1)[:, None]
    mean = sums(columns, cohort, size) / n
    centred = columns - mean[cohort]
    spread = np.sqrt(sums(centred**2, cohort, size) / n)
    varies = spread > 1e-10 * (1.0 + np.abs(mean))
    scale = np.where(varies, spread, 1.0)
    cross = gram(centred / scale[cohort], np.ones(columns.shape[0]), cohort, size)
    eigen = np.linalg.eigvalsh(cross / n[:, :, None])
    regular = varies.all(axis=1) & (eigen[:, 0] * CONDITION > eigen[:, -1])
    safe = np.where(regular[:, None, None], cross, np.eye(columns.shape[1]))
    return Centring(mean, scale, regular, np.linalg.inv(safe))


def least_squares(y: FloatArray, columns: FloatArray, cohort: IntArray, size: int) -> Fits:
    """Regress y on a constant and `columns` (rows, m) in each cohort.

    Every row given counts as an event. Status `insufficient` when rows <= m + 1, `singular` when a column
    is constant or they are collinear, `exact` when the points lie on a line. `cov` and `sigma` are the ML
    ones (divisor n).
    """
    n = np.bincount(cohort, minlength=size).astype(np.int64)
    frame = centring(columns, cohort, size)
    design = frame.apply(columns, cohort)
    count = np.maximum(n, 1)
    mean_y = sums(y, cohort, size) / count
    scores = sums(design[:, 1:] * (y - mean_y[cohort])[:, None], cohort, size)
    slopes = np.einsum("gij,gj->gi", frame.inverse, scores)
    centred = np.column_stack([mean_y, slopes])
    residual = y - row_dot(design, centred[cohort])
    sigma = np.sqrt(sums(residual**2, cohort, size) / count)
    status = _status(n, columns.shape[1] + 1, frame.regular, sigma)
    return _filled(status, n, centred, frame, sigma)


def _status(n: IntArray, p: int, regular: BoolArray, sigma: FloatArray) -> TextArray:
    status = np.where(sigma <= EXACT_RESIDUAL, EXACT, OK)
    status = np.where(regular, status, SINGULAR)
    return np.where(n > p, status, INSUFFICIENT).astype("<U14")


def _filled(
    status: TextArray,
    n: IntArray,
    centred: FloatArray,
    frame: Centring,
    sigma: FloatArray,
) -> Fits:
    """Undo the centring and blank what has no solution."""
    size, p = centred.shape
    back = frame.back()
    covariance = np.zeros((size, p, p))
    covariance[:, 0, 0] = 1.0 / np.maximum(n, 1)
    covariance[:, 1:, 1:] = frame.inverse
    sigma = np.where(status == EXACT, 0.0, sigma)
    covariance = back @ covariance @ back.transpose(0, 2, 1) * (sigma**2)[:, None, None]
    beta = np.einsum("gij,gj->gi", back, centred)
    void = ~np.isin(status, (OK, EXACT))
    beta[void], covariance[void], sigma[void] = np.nan, np.nan, np.nan
    log_sigma = np.log(np.where(sigma > 0, sigma, np.nan))
    loglik = -n * (log_sigma + 0.5 * np.log(2 * np.pi) + 0.5)
    scale_cov = np.zeros((size, p + 1))
    scale_cov[:, p] = 0.5 / np.maximum(n, 1)
    return Fits(status, n, beta, covariance, sigma, loglik, scale_cov)
