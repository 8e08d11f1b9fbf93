"""Lines and fits to and from plain dicts, so that forecasts can be made from a stored result."""

from collections.abc import Mapping
from typing import cast

import numpy as np

from tracking.stats.fits import Line
from tracking.stats.pool import Peer, estimate_of
from tracking.stats.shapes import Fit, FittedLine


def line_to(line: Line | None) -> FittedLine | None:
    """A line as a plain dict."""
    if line is None:
        return None
    return FittedLine(
        r=line.r, beta=line.beta.tolist(), cov=line.cov.tolist(), sigma=float(line.sigma), exact=bool(line.exact)
    )


def line_from(stored: FittedLine | None) -> Line | None:
    """The line of a plain dict."""
    if stored is None:
        return None
    beta, cov = np.array(stored["beta"], dtype=np.float64), np.array(stored["cov"], dtype=np.float64)
    return Line(r=stored["r"], beta=beta, cov=cov, sigma=stored["sigma"], exact=stored["exact"])


def peer_of(result: Mapping[str, object]) -> Peer:
    """A peer from a whole result: one just computed, or what lists show of a stored one together with its `fit`."""
    return Peer(str(result["cohort_key"]), estimate_of(result), cast("Fit | None", result.get("fit")))
