"""Right-censored lognormal regression of durations on log repetition: Wright's law with the open ones
counted.

log T = X beta + sigma z; a finished row gives the density, an open or cancelled one the chance to last
longer. Solved for all cohorts in one call by Newton's method in the parameters of Olsen 1978 (gamma = beta
/ sigma, theta = 1 / sigma), in which the log-likelihood is concave. Called by `trend`; knows nothing of go-
lives.

The fit runs on residuals of the least-squares line of the events, in units of their scatter, with
covariates centred and scaled: the same optimum, and a Hessian that stays well conditioned however small the
scatter.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import erfcx, log_ndtr

from tracking.stats.arrays import BoolArray, FloatArray, IntArray, counts, gram, row_dot, sums
from tracking.stats.fits import NO_CONVERGENCE, OK, Fits
from tracking.stats.ols import Centring, centring, least_squares

LOG_ROOT_TWO_PI = 0.5 * float(np.log(2 * np.pi))
ROOT_TWO_OVER_PI = float(np.sqrt(2 / np.pi))
MAX_STEPS = 60
MAX_HALVINGS = 40
TOLERANCE = 1e-10


@dataclass(frozen=True, slots=True)
class _Problem:
    """Rows of the cohorts still being solved; w = (-X, y), so that theta y - X gamma = w . (gamma, theta)."""

    w: FloatArray
    event: BoolArray
    cohort: IntArray
    r: IntArray

    @property
    def size(self) -> int:
        return int(self.r.size)

    def only(self, keep: BoolArray) -> "_Problem":
        """The same problem for some of its cohorts, renumbered."""
        rows = keep[self.cohort]
        renumbered = np.cumsum(keep) - 1
        return _Problem(self.w[rows], self.event[rows], renumbered[self.cohort[rows]], self.r[keep])


@dataclass(frozen=True, slots=True)
class _Optimum:
    parameters: FloatArray  # (G, p + 1): gamma and theta
    loglik: FloatArray
    converged: BoolArray


def censored_lognormal(y: FloatArray, columns: FloatArray, event: BoolArray, cohort: IntArray, size: int) -> Fits:
    """Fit log durations `y` on a constant and `columns` (rows, m), censored where `event` is false.

    Rows are flat over cohorts 0..size-1, in any grouping. Status: `insufficient` (events <= p), `singular`
    (the events' design), `exact` (the events lie on a line: slope by least squares, sigma 0),
    `no_convergence`, else `ok`.
    """
    start = least_squares(y[event], columns[event], cohort[event], size)
    solve = start.status == OK
    if not solve.any():
        return start
    frame = centring(columns[event], cohort[event], size)
    rows = solve[cohort]
    raw = np.column_stack([np.ones(y.size), columns])[rows]
    of = cohort[rows]
    residual = (y[rows] - row_dot(raw, start.beta[of])) / start.sigma[of]
    w = np.column_stack([-frame.apply(columns[rows], of), residual])
    problem = _Problem(w, event[rows], of, counts(event, cohort, size)).only(solve)
    return _undone(start, solve, frame, problem, _maximise(problem))


def _maximise(problem: _Problem) -> _Optimum:
    """Full Newton steps, halved while they lead nowhere better; cohorts leave as they arrive."""
    parameters = np.zeros((problem.size, problem.w.shape[1]))
    parameters[:, -1] = 1.0  # the least-squares line of the events, in its own units
    best = _loglik(problem, parameters)
    converged = np.zeros(problem.size, dtype=np.bool_)
    open_ones = np.arange(problem.size)
    part = problem
    for _ in range(MAX_STEPS):
        gradient, information = _derivatives(part, parameters[open_ones])
        step = np.linalg.solve(information, gradient[:, :, None])[:, :, 0].astype(np.float64)
        gain = row_dot(gradient, step)
        moved, loglik, better = _advance(part, parameters[open_ones], step, best[open_ones])
        parameters[open_ones], best[open_ones] = moved, loglik
        arrived = np.abs(gain) < TOLERANCE
        converged[open_ones[arrived]] = True
        going = ~arrived & better
        open_ones = open_ones[going]
        if open_ones.size == 0:
            break
        part = part if going.all() else part.only(going)
    return _Optimum(parameters, best, converged)


def _advance(
    problem: _Problem, parameters: FloatArray, step: FloatArray, best: FloatArray
) -> tuple[FloatArray, FloatArray, BoolArray]:
    """Take the step, halved per cohort until theta is positive and the log-likelihood does not fall."""
    share = np.ones(problem.size)
    for _ in range(MAX_HALVINGS + 1):
        trial = parameters + share[:, None] * step
        loglik = _loglik(problem, trial)
        worse = ~(loglik >= best - TOLERANCE * (1.0 + np.abs(best)))
        if not worse.any():
            break
        share[worse] *= 0.5
    stay = worse[:, None]
    return np.where(stay, parameters, trial), np.where(worse, best, loglik), ~worse


def _loglik(problem: _Problem, parameters: FloatArray) -> FloatArray:
    """Log-likelihood of each cohort; minus infinity where theta is not positive."""
    u = row_dot(problem.w, parameters[problem.cohort])
    terms = np.empty(u.size)
    terms[problem.event] = -0.5 * u[problem.event] ** 2 - LOG_ROOT_TWO_PI
    terms[~problem.event] = log_ndtr(-u[~problem.event])
    theta = parameters[:, -1]
    positive = theta > 0
    log_theta = np.log(np.where(positive, theta, 1.0))
    return np.where(positive, sums(terms, problem.cohort, problem.size) + problem.r * log_theta, -np.inf)


def _derivatives(problem: _Problem, parameters: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Gradient (G, p + 1) and negative Hessian (G, p + 1, p + 1) of the log-likelihood."""
    u = row_dot(problem.w, parameters[problem.cohort])
    first, second = -u, np.ones(u.size)
    beyond = u[~problem.event]
    # phi(u) / Phi(-u) by the scaled error function: logarithms of both would cancel far beyond the line
    hazard = ROOT_TWO_OVER_PI / erfcx(beyond / np.sqrt(2.0))
    first[~problem.event] = -hazard
    second[~problem.event] = np.clip(hazard * (hazard - beyond), 0.0, 1.0)
    gradient = sums(problem.w * first[:, None], problem.cohort, problem.size)
    information = gram(problem.w, second, problem.cohort, problem.size)
    theta = parameters[:, -1]
    gradient[:, -1] += problem.r / theta
    information[:, -1, -1] += problem.r / theta**2
    return gradient, information


def _undone(start: Fits, solved: BoolArray, frame: Centring, problem: _Problem, optimum: _Optimum) -> Fits:
    """Bring the optimum back to the raw scale and lay it into the fits of all cohorts."""
    theta = optimum.parameters[:, -1]
    scale = start.sigma[solved]
    beta = optimum.parameters[:, :-1] / theta[:, None]
    _, information = _derivatives(problem, optimum.parameters)
    back = frame.back()[solved] * scale[:, None, None]
    p = beta.shape[1]
    jacobian = _delta(beta, 1.0 / theta)
    jacobian[:, :p] = back @ jacobian[:, :p]
    cov = jacobian @ np.linalg.inv(information) @ jacobian.transpose(0, 2, 1)
    fits = start.copy()
    fits.beta[solved] += np.einsum("gij,gj->gi", back, beta)
    fits.cov[solved] = cov[:, :p, :p]
    fits.scale_cov[solved] = cov[:, p]
    fits.sigma[solved] = scale / theta
    fits.loglik[solved] = optimum.loglik - problem.r * np.log(scale)
    return _without(fits, np.flatnonzero(solved)[~optimum.converged])


def _delta(beta: FloatArray, sigma: FloatArray) -> FloatArray:
    """Derivative of (gamma / theta, -log theta) by (gamma, theta): shape (G, p + 1, p + 1)."""
    size, p = beta.shape
    out = np.zeros((size, p + 1, p + 1))
    out[:, :p, :p] = np.eye(p) * sigma[:, None, None]
    out[:, :p, p] = -beta * sigma[:, None]
    out[:, p, p] = -sigma
    return out


def _without(fits: Fits, lost: IntArray) -> Fits:
    """Mark cohorts that did not converge and blank their numbers."""
    fits.status[lost] = NO_CONVERGENCE
    for numbers in (fits.beta, fits.cov, fits.sigma, fits.loglik, fits.scale_cov):
        numbers[lost] = np.nan
    return fits
