"""The forward pass: where each task of a chain starts and ends, in numbers of days.

The one place that says so, called by `layout`, `replan` and `earliest`: a task starts on the later of its anchored day
and the day after its latest prerequisite's last day.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from implementation.planning.offsets import FOLLOWS, GO_LIVE, KEPT, KICKOFF, Offsets

FromAnchor = Callable[[int], int]


class Placed(NamedTuple):
    """Where a task lies: `end` is the day after its last day. None: no day is known, nor follows from others."""

    anchored: int | None
    start: int | None
    end: int | None
    waits_until: int | None

    @property
    def pushed(self) -> int:
        """Days that its prerequisites push it past its anchored day."""
        return 0 if self.anchored is None or self.start is None else self.start - self.anchored


def forward(
    chain: Iterable[Offsets], *, from_kickoff: FromAnchor | None, from_go_live: FromAnchor | None
) -> dict[str, Placed]:
    """Place the tasks of `chain`, which come after their prerequisites. The functions turn offsets into days.

    A task whose anchor has no day is not in a chain as anchored on it.
    """
    anchors = {KICKOFF: from_kickoff, GO_LIVE: from_go_live}
    placed: dict[str, Placed] = {}
    for task in chain:
        ends = [end for key in task.waits_for if (end := placed[key].end) is not None]
        until = max(ends, default=None)
        anchor = anchors.get(task.anchor)
        if anchor is not None:
            anchored = anchor(task.offset)
            start = anchored if until is None else max(anchored, until)
            placed[task.key] = Placed(anchored, start, start + task.duration, until)
        elif task.anchor == FOLLOWS and until is not None:
            placed[task.key] = Placed(None, until, until + task.duration, until)
        else:
            start_, end = task.at
            # What has no day holds nobody up itself, but does not cut the chain either.
            passed_on = until if task.at == (None, None) else end
            placed[task.key] = Placed(None, start_, passed_on, until)
    return placed


def is_kept(task: Offsets, place: Placed) -> bool:
    """Whether the task stays where it was."""
    return task.anchor == KEPT or (task.anchor == FOLLOWS and place.waits_until is None)
