"""Days of a draft, counted from kickoff: as worked, but for what began before its prerequisites had ended."""

from implementation.planning.graph import topological_order
from implementation.planning.offsets import GO_LIVE, KICKOFF
from implementation.playbooks.drafts.worked import DraftRow, Making

LONGEST_TASK = 1095
# The offsets that a playbook's file may hold.
EARLIEST, LATEST = -730, 1825


def settle_dates(making: Making) -> None:
    """Give every task its start and its duration: no task starts before what it waits for has ended."""
    for key in topological_order(making.waits):
        row = making.rows[key]
        ends = [making.rows[waited].start + making.rows[waited].duration for waited in row.waits]
        _settle(making, row, max(ends, default=None))


def _settle(making: Making, row: DraftRow, earliest: int | None) -> None:
    first, last = _days(row, earliest, making.days)
    start = max(first, EARLIEST if earliest is None else max(earliest, EARLIEST))
    if start != first:
        making.tell(row.key, "offset_days", f"It began on day {first}, before what it waits for had ended.")
    row.start = start
    row.duration = min(max(last - start + 1, 1), LONGEST_TASK)
    if row.duration < last - start + 1:
        making.tell(row.key, "duration_days", f"It took {last - start + 1} days; a task takes {LONGEST_TASK} at most.")


def _days(row: DraftRow, earliest: int | None, days: int) -> tuple[int, int]:
    """Its first and last day: as worked or planned; of a task without any, those of the playbook, or the next free."""
    task = row.task
    length = max(task.duration, 1)
    if task.first is not None:
        return task.first, max(task.first, task.last if task.last is not None else task.first + length - 1)
    if task.last is not None:
        return task.last - length + 1, task.last
    if task.line is not None:
        start = task.line.offset_days + (days if task.line.anchor == GO_LIVE else 0)
    else:
        start = earliest if earliest is not None else 0
    return start, start + length - 1


def anchor_of(row: DraftRow, days: int) -> tuple[str, int]:
    """What its first day counts from, as in the plan it had, and how far it lies from there."""
    anchor = row.task.anchor or (KICKOFF if row.start <= days else GO_LIVE)
    offset = row.start - (days if anchor == GO_LIVE else 0)
    if EARLIEST <= offset <= LATEST:
        return anchor, offset
    # Too far from the one date is usually near the other.
    return (KICKOFF, row.start) if anchor == GO_LIVE else (GO_LIVE, row.start - days)
