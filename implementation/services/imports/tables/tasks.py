"""tasks: the checklist, with the tasks that each waits for."""

from collections.abc import Iterator, Mapping, Sequence

from implementation.imports import columns
from implementation.imports.tables import TableSpec
from implementation.models import Task, TaskStatus
from implementation.models.playbooks import Category, Gate
from implementation.models.vocabulary import OwnerSide
from implementation.services.imports import prerequisites
from implementation.services.imports.work import Fields, ImportTable, Trouble

_PLANNED = ("planned_start_on", "due_on")
_ACTUAL = ("start_on", "done_on")
_KEPT = {TaskStatus.BLOCKED.value, TaskStatus.SKIPPED.value}
_NOT_DONE = {TaskStatus.TODO.value, TaskStatus.IN_PROGRESS.value, TaskStatus.BLOCKED.value}


class Tasks(ImportTable):
    spec = TableSpec(
        "tasks",
        (
            columns.own_ref("task_ref"),
            columns.reference("golive_ref", "go_lives", "golive_id", required=True),
            columns.text("title", longest=300, required=True),
            columns.choice("category", Category.values, required=True),
            columns.text("phase", longest=40),
            columns.choice("owner_side", OwnerSide.values, empty=OwnerSide.VENDOR.value),
            columns.text("assignee", longest=200),
            columns.day("planned_start_on"),
            columns.day("due_on"),
            columns.day("start_on", past=True),
            columns.day("done_on", past=True),
            columns.choice("status", TaskStatus.values),
            columns.text("reason"),
            columns.choice("gate", Gate.values, empty=Gate.NONE.value),
            columns.references("depends_on"),
            columns.truth("customer_visible", empty=None),
            columns.truth("evidence_required", empty=None),
            columns.hours("estimate_hours", "estimate_minutes"),
        ),
    )
    model = Task
    known = (
        "golive_id", "title", "category", "phase", "owner_side", "assignee", *_PLANNED, *_ACTUAL, "status",
        "status_before_block", "reason", "gate", "customer_visible", "evidence_required", "estimate_minutes", "pinned",
        "ref",
    )  # fmt: skip
    created_kind = "task.created"
    changed_kind = "task.changed"
    links = ("depends_on",)

    def resolve(self) -> None:
        if self.states("depends_on"):
            prerequisites.resolve(self)

    def load(self, ids: Sequence[str]) -> dict[str, Fields]:
        stored = super().load(ids)
        if self.states("depends_on"):
            for row_id, links in self.load_links(ids).items():
                stored[row_id].update(links)
        return stored

    def also_stated(self, rows: Sequence[int]) -> Mapping[int, Fields]:
        if not self.states("depends_on"):
            return {}
        stated = prerequisites.stated(self.staging, rows)
        return {row: {"depends_on": stated.get(row, ())} for row in rows}

    def complete(self, row: int, row_id: str, stated: Fields, existing: Fields | None) -> Fields:
        merged = {**(existing or {}), **stated}
        stated["status"] = _status(stated.get("status"), merged, existing)
        stated["status_before_block"] = _before_block(stated["status"], merged, existing)
        is_gate = merged.get("gate", Gate.NONE) != Gate.NONE
        theirs = merged.get("owner_side") in {OwnerSide.CUSTOMER, OwnerSide.JOINT}
        for name, by_default in (("customer_visible", is_gate or theirs), ("evidence_required", is_gate)):
            if stated.get(name) is not None:
                stated[name] = bool(stated[name])
            elif existing is None or name in stated:
                stated[name] = by_default
        planned = [name for name in _PLANNED if name in stated]
        if existing is None:
            stated["pinned"] = any(stated[name] for name in planned)
            stated["sort_order"] = row
        elif any(stated[name] != existing[name] for name in planned):
            stated["pinned"] = True
        else:
            stated["pinned"] = existing["pinned"]
        return stated

    def troubles(self, merged: Fields, existing: Fields | None) -> Iterator[Trouble]:
        for earlier, later, words in (
            ("start_on", "done_on", "Done lies before the task's start"),
            ("planned_start_on", "due_on", "Due lies before the planned start"),
        ):
            if merged.get(earlier) and merged.get(later) and merged[later] < merged[earlier]:
                remedy = f"{words} ({merged[earlier]}); mend one of the two dates."
                yield Trouble((later, earlier), "dates_out_of_order", remedy)
        if merged["status"] == TaskStatus.DONE and not merged.get("done_on"):
            remedy = "A task that is done has a day; state done_on."
            yield Trouble(("status", "done_on"), "contradiction", remedy)
        if merged["status"] in _NOT_DONE and merged.get("done_on"):
            remedy = f"The status is {merged['status']}, but it was done; empty done_on, or the status."
            yield Trouble(("done_on", "status"), "contradiction", remedy)

    def check_together(self) -> None:
        if self.states("depends_on"):
            prerequisites.refuse_cycles(self)

    @classmethod
    def load_links(cls, ids: Sequence[str]) -> dict[str, Fields]:
        return {row_id: {"depends_on": waits_for} for row_id, waits_for in prerequisites.stored(ids).items()}

    @classmethod
    def write_links(cls, rows: Sequence[tuple[str, Fields]]) -> None:
        prerequisites.write([(row_id, fields["depends_on"]) for row_id, fields in rows if "depends_on" in fields])


def _status(stated: str | None, merged: Fields, existing: Fields | None) -> str:
    """As stated; else from the dates, and where these are as they were, what it was."""
    if stated:
        return stated
    if existing is not None and all(merged[name] == existing[name] for name in _ACTUAL):
        return str(existing["status"])
    if merged.get("done_on"):
        return TaskStatus.DONE.value
    if existing is not None and existing["status"] in _KEPT:
        return str(existing["status"])
    return TaskStatus.IN_PROGRESS.value if merged.get("start_on") else TaskStatus.TODO.value


def _before_block(status: str, merged: Fields, existing: Fields | None) -> str:
    """Where a blocked task returns to once its barrier is closed."""
    if status != TaskStatus.BLOCKED:
        return ""
    if existing is not None and existing["status"] == TaskStatus.BLOCKED:
        return str(existing["status_before_block"])
    return TaskStatus.IN_PROGRESS.value if merged.get("start_on") else TaskStatus.TODO.value
