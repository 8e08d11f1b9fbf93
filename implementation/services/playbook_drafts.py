"""A playbook learnt from a go-live: what was worked, as a draft for a lead to edit. Nothing is written here.

Called by the API. Days are counted as the go-live's playbook counts them, and days of a hold are none: next time there
is no hold. No names, notes or reasons are read, so none can get in.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q, Sum

from implementation.access.actors import Actor
from implementation.access.scopes import allows
from implementation.http.problems import refused
from implementation.models import GoLive, Hold, Playbook, PlaybookVersion, Task, TaskDependency, TimeEntry
from implementation.models.playbook_contents import file_of
from implementation.planning.calendars import Calendar, PausedCalendar
from implementation.planning.errors import PlanError
from implementation.planning.intervals import Interval
from implementation.playbooks.content import Content
from implementation.playbooks.drafts.draft import draft_of
from implementation.playbooks.drafts.keys import is_key, key_of
from implementation.playbooks.drafts.worked import Adjustment, Worked, WorkedTask
from implementation.playbooks.faults import PlaybookFaults
from implementation.playbooks.loader import playbook_of
from implementation.playbooks.playbook import PlaybookFile, TaskSpec
from implementation.playbooks.versions import highest, next_after
from implementation.services.plan_facts import ONE_DAY, calendar_of
from implementation.services.values import existing

# What the day of going live is taken from, in this order.
UNTIL = ("live", "projected", "target", "nominal")
_COLUMNS = (
    "id", "key", "title", "category", "phase", "owner_side", "anchor", "gate", "core", "customer_visible",
    "evidence_required", "status", "start_on", "planned_start_on", "done_on", "due_on", "duration_days",
    "estimate_minutes", "handholding_minutes",
)  # fmt: skip
_AS_THEY_ARE = ("title", "category", "phase", "owner_side", "anchor", "gate", "core", "customer_visible")
Row = dict[str, Any]


class PlaybookDraft(NamedTuple):
    """The content, what the day of going live was taken from, and what the content says otherwise than was worked."""

    golive: GoLive
    until: str
    days: int
    content: Content
    left_out: list[Row]
    adjusted: tuple[Adjustment, ...]


def draft_playbook(golive_id: UUID, *, actor: Actor) -> PlaybookDraft:
    """The go-live as a playbook that could be published. Raises a problem where it cannot be made one."""
    known = GoLive.objects.visible_to(actor).select_related("customer", "product", "playbook_version__playbook")
    golive = existing(known, golive_id, "go-live")
    base = file_of(golive.playbook_version) if golive.playbook_version else None
    rows = list(Task.objects.filter(golive=golive).order_by("sort_order", "id").values(*_COLUMNS))
    if golive.kickoff_on is None or all(row["status"] == "skipped" for row in rows):
        raise refused("A playbook is learnt from tasks and their days from kickoff: the go-live needs both.")
    count = _Count(_calendar(golive, base), golive)
    until, days = _days(golive, base, count)
    worked = Worked(**_head(golive, base, days), days=days, tasks=_tasks(rows, base, count, _hours(golive, actor)))
    try:
        draft = draft_of(worked)
        playbook_of(draft.content)
    except (PlaybookFaults, PlanError) as error:
        raise refused(f"The go-live cannot be made a playbook as it is. {error}") from error
    titles = {str(row["id"]): row["title"] for row in rows}
    left_out = [{"task": task_id, "title": titles[task_id]} for task_id in draft.left_out]
    return PlaybookDraft(golive, until, days, draft.content, left_out, draft.adjusted)


class _Count:
    """Counts days from the kickoff."""

    def __init__(self, calendar: Calendar, golive: GoLive) -> None:
        self._calendar = calendar
        self._kickoff = calendar.position(golive.kickoff_on) if golive.kickoff_on else 0

    def first(self, day: Any) -> int | None:
        """Of the first day of something."""
        return None if day is None else self._calendar.position(day) - self._kickoff

    def last(self, day: Any) -> int | None:
        """Of the last day of something: a day that does not count is part of the one before it."""
        return None if day is None else self._calendar.after(day) - 1 - self._kickoff


def _calendar(golive: GoLive, base: PlaybookFile | None) -> Calendar:
    ended = Hold.objects.filter(golive=golive, ends_on__isnull=False).values_list("starts_on", "ends_on")
    pauses = [Interval(starts_on, ends_on + ONE_DAY) for starts_on, ends_on in ended if ends_on]
    return PausedCalendar(calendar_of(base.day_kind if base else None, golive.customer.country), pauses)


def _days(golive: GoLive, base: PlaybookFile | None, count: _Count) -> tuple[str, int]:
    """From kickoff to going live: as it was, or as far as that is known."""
    known = zip(UNTIL, (golive.live_on, golive.projected_live_on, golive.target_on), strict=False)
    until, day = next(((name, day) for name, day in known if day), ("nominal", None))
    days = count.first(day)
    return until, max(1, days if days is not None else base.nominal_days if base else 1)


def _head(golive: GoLive, base: PlaybookFile | None, days: int) -> Row:
    """What the draft says of the whole; of a go-live without a playbook, as much as its product tells."""
    product = golive.product
    key = base.key if base else f"{key_of(product.name, 'product')}-go-live"
    of_key = Playbook.objects.filter(key=key)
    numbers = list(PlaybookVersion.objects.filter(playbook__in=of_key).values_list("number", flat=True))
    unit = "days of work" if base and base.day_kind == "working" else "days"
    kind = key_of(product.product_type or product.name, "product").replace("-", "_")
    return {
        "key": key,
        "version": next_after(highest(numbers)) if numbers else "1.0.0",
        "title": base.title if base else f"{' '.join(product.name.split())[:180]} go-live",
        "product_type": base.product_type if base and base.product_type else kind[:60].rstrip("_"),
        "description": (base.description if base else "") or f"Learnt from a go-live that took {days} {unit}.",
        "day_kind": base.day_kind if base else "calendar",
        "phases": base.phases if base else (),
        "outcomes": base.outcomes if base else (),
    }


def _tasks(
    rows: list[Row], base: PlaybookFile | None, count: _Count, hours: Mapping[UUID, tuple[int, int]]
) -> tuple[WorkedTask, ...]:
    ids = [row["id"] for row in rows]
    waits: dict[UUID, list[str]] = {task_id: [] for task_id in ids}
    links = TaskDependency.objects.filter(task__in=ids).order_by("id").values_list("task_id", "prerequisite_id")
    for task_id, waited in links:
        waits[task_id].append(str(waited))
    lines = {task.key: task for task in base.tasks} if base else {}
    return tuple(
        _task(row, count, hours.get(row["id"]), tuple(waits[row["id"]]), lines.get(row["key"])) for row in rows
    )


def _task(
    row: Row, count: _Count, worked: tuple[int, int] | None, waits: tuple[str, ...], line: TaskSpec | None
) -> WorkedTask:
    minutes, handholding = worked or (row["estimate_minutes"], row["handholding_minutes"])
    ended = row["done_on"] if row["status"] == "done" else row["due_on"]
    began = row["start_on"] or row["planned_start_on"]
    if began and ended and began > ended:
        began = None  # done before it was planned to begin
    return WorkedTask(
        id=str(row["id"]),
        key=row["key"] if is_key(row["key"]) else "",
        skipped=row["status"] == "skipped",
        first=count.first(began),
        last=count.last(ended),
        duration=row["duration_days"] or (line.duration_days if line else 1),
        minutes=minutes,
        handholding_minutes=handholding,
        evidence_required=row["evidence_required"],
        depends_on=waits,
        line=line,
        **{name: row[name] for name in _AS_THEY_ARE},
    )


def _hours(golive: GoLive, actor: Actor) -> dict[UUID, tuple[int, int]]:
    """Minutes of each task, and those with the customer, where the caller may read hours."""
    if not allows(actor, "time-entries:read"):
        return {}
    entries = TimeEntry.objects.filter(golive=golive, current=True, task__isnull=False).values("task_id")
    sums = entries.annotate(whole=Sum("minutes"), with_them=Sum("minutes", filter=Q(with_customer=True)))
    return {task_id: (whole, part or 0) for task_id, whole, part in sums.values_list("task_id", "whole", "with_them")}
