"""Makes the draft: what was worked, made consistent, in the shape of a playbook's file.

Called by the service that reads the go-live. What was worked need not be a good plan (a task done before what it waits
for, a gate that nobody waited for), so it is made one, and each change of that kind is told. Nothing of a go-live gets
in but its tasks' titles: roles, evidence, guidance and the like come from the playbook that it was laid out by.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from implementation.planning.graph import linked_through
from implementation.playbooks.content import Content, content_of
from implementation.playbooks.drafts.dates import anchor_of, settle_dates
from implementation.playbooks.drafts.keys import keys_of
from implementation.playbooks.drafts.links import phase_of, settle_links
from implementation.playbooks.drafts.worked import Adjustment, DraftRow, Making, Worked, WorkedTask
from implementation.playbooks.phases import PHASES, TITLES, gate_in
from implementation.playbooks.plain_yaml import UNSTORABLE
from implementation.playbooks.playbook import PhaseSpec, PlaybookFile, TaskSpec

_ROLES = {"vendor": "Vendor's team", "customer": "Customer's team", "joint": "Both teams"}
_EVIDENCE = "The result, seen by somebody else"
_MOST_MINUTES = 10_000 * 60


@dataclass(frozen=True, slots=True)
class Draft:
    """The content to edit, the ids of the tasks that are left out because they were skipped, and what was adjusted."""

    content: Content
    left_out: tuple[str, ...]
    adjusted: tuple[Adjustment, ...]


def draft_of(worked: Worked) -> Draft:
    """The go-live as a playbook. A task that was skipped is left out, and what waited for it waits for what it waited
    for. Raises CycleError where tasks wait for each other in a circle."""
    making = _begun(worked)
    settle_links(making)
    settle_dates(making)
    tasks = tuple(_task(row, making.days, place) for place, row in enumerate(making.rows.values(), start=1))
    playbook = PlaybookFile(
        key=worked.key,
        title=worked.title,
        version=worked.version,
        product_type=worked.product_type,
        description=worked.description,
        nominal_days=worked.days,
        day_kind=worked.day_kind,
        phases=_phases(worked, {task.phase for task in tasks}),
        outcomes=worked.outcomes,
        tasks=tasks,
        sha256="",
    )
    left_out = tuple(task.id for task in worked.tasks if task.skipped)
    return Draft(content_of(playbook), left_out, tuple(making.told))


def _begun(worked: Worked) -> Making:
    tasks = _ordered(worked.tasks)
    kept = {task.id for task in tasks if not task.skipped}
    waits = linked_through({task.id: task.depends_on for task in tasks}, kept)
    keys = keys_of(task for task in tasks if task.id in kept)
    places = {task.id: place for place, task in enumerate(tasks)}
    rows = {
        keys[task.id]: DraftRow(
            task=task,
            key=keys[task.id],
            phase=phase_of(task, worked.days),
            is_gate=task.gate != "none",
            waits=_in_order([keys[waited] for waited in sorted(waits[task.id], key=places.__getitem__)], task.line),
        )
        for task in tasks
        if task.id in kept
    }
    return Making(worked.days, rows)


def _ordered(tasks: Sequence[WorkedTask]) -> list[WorkedTask]:
    """Those of the playbook as it has them; each that was added behind the last of its phase."""
    ordered = [task for task in tasks if task.line]
    for task in (task for task in tasks if not task.line):
        of_phase = [place for place, other in enumerate(ordered) if other.phase == task.phase]
        ordered.insert(of_phase[-1] + 1 if of_phase else len(ordered), task)
    return ordered


def _in_order(keys: list[str], line: TaskSpec | None) -> list[str]:
    """As the playbook had them, then those that were added."""
    known = [key for key in line.depends_on if key in keys] if line else []
    return known + [key for key in keys if key not in known]


def _phases(worked: Worked, used: set[str]) -> tuple[PhaseSpec, ...]:
    """Those of the playbook and those that tasks lie in, in the order of the work."""
    titles = {phase.key: phase.title for phase in worked.phases}
    wanted = used | {"go_live"} | titles.keys()
    return tuple(
        PhaseSpec(key, titles.get(key, TITLES[key]), order)
        for order, key in enumerate(PHASES, start=1)
        if key in wanted
    )


def _task(row: DraftRow, days: int, place: int) -> TaskSpec:
    task, line = row.task, row.task.line
    anchor, offset = anchor_of(row, days)
    minutes = min(task.minutes, _MOST_MINUTES)
    return TaskSpec(
        key=row.key,
        title=UNSTORABLE.sub("", task.title).strip() or row.key,
        category=task.category,
        phase=row.phase,
        owner_side=task.owner_side,
        role=line.role if line else _ROLES[task.owner_side],
        anchor=anchor,
        offset_days=offset,
        duration_days=row.duration,
        depends_on=tuple(row.waits),
        gate=gate_in(row.phase, is_gate=row.is_gate),
        core=task.core,
        counted=line.counted if line else "",
        estimated_minutes=minutes,
        handholding_minutes=min(task.handholding_minutes, minutes),
        barrier=line.barrier if line else "unknown",
        evidence=line.evidence if line else _EVIDENCE,
        evidence_required=task.evidence_required,
        customer_visible=task.customer_visible,
        guidance=line.guidance if line else "",
        refs=line.refs if line else (),
        sort_order=place,
    )
