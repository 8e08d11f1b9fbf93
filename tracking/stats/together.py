"""What the cohorts of a call, and peers fitted earlier, say together.

The pooled slope, the fair list of improving ones, and the lines that a cohort without its own falls back on.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from tracking.stats.frame import Frame
from tracking.stats.outlook import Lines, lines_of
from tracking.stats.pool import FEWEST, Estimate, Peer, Pool, pool, q_values
from tracking.stats.slopes import slope_of
from tracking.stats.stored import line_from
from tracking.stats.trend import Trend


@dataclass(frozen=True, slots=True)
class Together:
    """pool: None with fewer than three estimates. own: estimates by key. q: by key, empty with fewer than three.

    lines: of the series, for cohorts without one of their own; None with fewer than three.
    """

    pool: Pool | None
    own: dict[str, Estimate]
    q: dict[str, float]
    lines: Lines | None


def gather(frame: Frame, trend: Trend, peers: Iterable[Peer]) -> Together:
    """Pool the shown lines of a call with the peers that are not in it themselves."""
    keys = [given.key for given in frame.cohorts]
    present = [(keys[g], line) for g in range(frame.size) if (line := trend.line(g)) is not None]
    own = {}
    for key, line in present:
        slope = slope_of(line, all_finished=False)
        if slope.se is not None and slope.p_value is not None:
            own[key] = Estimate(key, slope.b, slope.se, slope.p_value)
    others = sorted((peer for peer in peers if peer.key not in keys), key=lambda peer: peer.key)
    estimates = [*own.values(), *(peer.estimate for peer in others if peer.estimate is not None)]
    stored = [line_from(peer.fit["line"]) for peer in others if peer.fit is not None]
    return Together(
        pool=pool(estimates),
        own=own,
        q=q_values(estimates) if len(estimates) >= FEWEST else {},
        lines=lines_of([line for _, line in present] + [line for line in stored if line is not None]),
    )
