"""Scope numbers, such as sites or users, beside the repetition: easier customers must not look like learning.

Each enters the line as the logarithm of the value less the cohort's median logarithm, so that 0 is the usual customer.
One is used only where finished go-lives are many enough (10 + 5 for each) and it does not merely follow the repetition.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tracking.stats.arrays import BoolArray, FloatArray, IntArray
from tracking.stats.frame import Frame

MOST_MISSING = 0.10  # share of go-lives without the number up to which they count as the usual customer
CONFOUNDED = 0.9  # correlation with log repetition from which the two cannot be told apart


@dataclass(frozen=True, slots=True)
class Scoped:
    """The scope columns of one cohort. columns: (rows of the cohort, q), as many as names and references (medians).

    lacking: why a number asked for is not used: `scope_confounded`, `scope_missing`, `scope_constant`, `insufficient`,
    or `no_covariates` where none was asked for; None where all are used.
    """

    names: tuple[str, ...]
    references: tuple[float, ...]
    columns: FloatArray
    lacking: str | None


@dataclass(frozen=True, slots=True)
class Scopes:
    """The scope columns of all cohorts, each only as far as its own rows need."""

    cohorts: Sequence[Scoped]

    @property
    def sizes(self) -> IntArray:
        """Number of scope columns used per cohort, (G,)."""
        return np.array([len(found.names) for found in self.cohorts], dtype=np.int64)

    def columns(self, frame: Frame, q: int) -> FloatArray:
        """The columns (rows, q) of the cohorts that use q of them; 0 elsewhere."""
        out = np.zeros((frame.cohort.size, q))
        for i, found in enumerate(self.cohorts):
            if len(found.names) == q:
                out[frame.span(i)] = found.columns
        return out


def scopes_of(frame: Frame, done: BoolArray) -> Scopes:
    """Choose the scope numbers of every cohort; `done` marks the rows (rows,) whose value is final."""
    return Scopes([_scoped(frame, done, i) for i in range(frame.size)])


def _scoped(frame: Frame, done: BoolArray, cohort: int) -> Scoped:
    names = frame.cohorts[cohort].covariates
    span = frame.span(cohort)
    chosen: list[tuple[str, float, FloatArray]] = []
    lacking = None if names else "no_covariates"
    room = (int(done[span].sum()) - 10) // 5
    for name in names:
        logs = _logs(frame, span, name)
        centre = float(np.median(logs[np.isfinite(logs)])) if np.isfinite(logs).any() else 0.0
        column = np.where(np.isfinite(logs), logs - centre, 0.0)
        why = _lacking(logs, column, frame.x[span], done[span], frame.counted[span])
        if why is None and len(chosen) >= room:
            why = "insufficient"
        if why is None:
            chosen.append((name, centre, column))
        lacking = lacking or why
    columns = np.column_stack([item[2] for item in chosen]) if chosen else np.zeros((span.stop - span.start, 0))
    return Scoped(tuple(item[0] for item in chosen), tuple(item[1] for item in chosen), columns, lacking)


def _logs(frame: Frame, span: slice, name: str) -> FloatArray:
    given = [row.scope.get(name) for row in frame.rows[span]]
    values = np.array([value if value is not None and value > 0 else np.nan for value in given], dtype=np.float64)
    return np.log(values)


def _lacking(logs: FloatArray, column: FloatArray, x: FloatArray, done: BoolArray, counted: BoolArray) -> str | None:
    if done.sum() < 3:
        return "insufficient"
    if np.isnan(logs[counted]).mean() > MOST_MISSING:
        return "scope_missing"
    c, r = column[done] - column[done].mean(), x[done] - x[done].mean()
    spread = float((c**2).sum() * (r**2).sum()) ** 0.5
    if float(np.abs(c).max()) < 1e-9:
        return "scope_constant"
    return "scope_confounded" if spread > 0 and abs(float((c * r).sum())) >= CONFOUNDED * spread else None
