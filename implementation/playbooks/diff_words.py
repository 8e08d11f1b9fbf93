"""The difference between two versions of a playbook, in lines for people. Called by the command that prints it."""

from collections.abc import Iterator, Sequence
from typing import Any

from implementation.playbooks.diff import Extent, FieldChange, PlaybookDiff, TaskChange

_LONGEST = 70


def diff_in_words(diff: PlaybookDiff) -> list[str]:
    """A line for each thing that differs, and how the plan's length changes; one line where nothing does."""
    told = [*_whole(diff), *_tasks(diff), *_keys(diff)]
    return [*(told or ["No difference."]), *_lengths(diff.before, diff.after)]


def _whole(diff: PlaybookDiff) -> Iterator[str]:
    yield from (f"  {_change(change)}" for change in diff.fields)


def _tasks(diff: PlaybookDiff) -> Iterator[str]:
    yield from (f"+ {task.key}: {task.title}" for task in diff.tasks_added)
    yield from (f"- {task.key}: {task.title}" for task in diff.tasks_removed)
    for task in diff.tasks_changed:
        yield f"~ {task.key}: {task.title}"
        yield from (f"    {line}" for line in _of_task(task))
    if diff.reordered:
        yield "  The tasks stand in another order."


def _of_task(task: TaskChange) -> Iterator[str]:
    yield from map(_change, task.fields)
    yield from (f"waits for {key} now" for key in task.prerequisites_added)
    yield from (f"waits for {key} no more" for key in task.prerequisites_removed)


def _keys(diff: PlaybookDiff) -> Iterator[str]:
    for words, keys in (
        ("Core now", diff.core_added),
        ("Core no more", diff.core_removed),
        ("Gates now", diff.gates_added),
        ("Gates no more", diff.gates_removed),
    ):
        if keys:
            yield f"  {words}: {', '.join(keys)}"


def _change(change: FieldChange) -> str:
    return f"{change.field}: {_value(change.before)} → {_value(change.after)}"


def _value(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return _value(", ".join(str(inner) for inner in value.values()))
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = " ".join(str(value).split()) if isinstance(value, str) else str(value)
    shown = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
    return f"“{shown}”" if isinstance(value, str) else shown


def _lengths(before: Extent | None, after: Extent) -> Sequence[str]:
    def told(name: str, unit: str, part: int = 1) -> str:
        now, was = getattr(after, name), getattr(before, name) if before else None
        values = [f"{value / part:g}" if value is not None else "none" for value in ([was] if before else []) + [now]]
        return f"{' → '.join(dict.fromkeys(values))} {unit}"

    return [
        f"  Kickoff to go-live: {told('nominal_days', 'days')}, at least {told('least_days', 'days')}; "
        f"in all {told('total_days', 'days')} ({after.day_kind}).",
        f"  {told('tasks', 'tasks')}, {told('core', 'core')}, {told('gates', 'gates')}, "
        f"{told('estimated_minutes', 'hours', 60)}, {told('handholding_minutes', 'with the customer', 60)}.",
    ]
