"""Array types and sums per cohort, shared by the fits.

Rows of all cohorts lie flat behind one another; `cohort` holds each row's cohort as 0..size-1. `bincount`
adds in row order, so a cohort's sums do not depend on which other cohorts are in the call.
"""

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]
TextArray = NDArray[np.str_]


def sums(values: FloatArray, cohort: IntArray, size: int) -> FloatArray:
    """Sum `values`, shape (rows,) or (rows, m), within each cohort: shape (size,) or (size, m)."""
    if values.ndim == 1:
        return np.bincount(cohort, values, minlength=size).astype(np.float64)
    columns = [np.bincount(cohort, values[:, j], minlength=size) for j in range(values.shape[1])]
    return np.stack(columns, axis=1) if columns else np.zeros((size, 0))


def counts(mask: BoolArray, cohort: IntArray, size: int) -> IntArray:
    """Number of rows with `mask` set within each cohort, shape (size,)."""
    return np.bincount(cohort[mask], minlength=size).astype(np.int64)


def gram(columns: FloatArray, weights: FloatArray, cohort: IntArray, size: int) -> FloatArray:
    """Weighted cross products of `columns` (rows, m) within each cohort: shape (size, m, m)."""
    m = columns.shape[1]
    out = np.zeros((size, m, m))
    for j in range(m):
        weighted = weights * columns[:, j]
        for k in range(j, m):
            out[:, j, k] = np.bincount(cohort, weighted * columns[:, k], minlength=size)
            out[:, k, j] = out[:, j, k]
    return out


def row_dot(columns: FloatArray, coefficients: FloatArray) -> FloatArray:
    """Product of matching rows, (rows, m) with (rows, m): shape (rows,).

    Added column by column instead of by BLAS, whose rounding depends on the number of rows.
    """
    out = np.zeros(columns.shape[0])
    for j in range(columns.shape[1]):
        out = out + columns[:, j] * coefficients[:, j]
    return out
