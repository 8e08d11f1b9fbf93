"""What stands in the way of undoing a run: whatever was changed since of the rows that it wrote, or hangs on them now.

Reads only; called inside the transaction that undoes, with the go-lives locked.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models

from implementation.access.actors import ActorKind
from implementation.models import Event, GoLive, ImportedRows, ImportRun, ImportState
from implementation.services.imports.made import Made, model_named
from implementation.services.imports.written import versions_of

_EVENTS_READ = 200
_BY_SCHEDULE = {"kind": "go-live.in-progress", "actor_kind": ActorKind.SYSTEM.value, "actor_name": "kickoff"}


@dataclass(frozen=True)
class BuiltOn:
    """One thing that was done since the import."""

    noun: str
    id: str
    ref: str
    what: str
    at: datetime
    by: str

    def __str__(self) -> str:
        by = f" by {self.by}" if self.by else ""
        return f"{self.noun} {self.ref or self.id}: {self.what}{by}, {self.at:%Y-%m-%d %H:%M}"

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "at": self.at.isoformat()}


_Keys = Iterator[tuple[type[models.Model], Sequence[Any]]]


def changed_since(run: ImportRun, made: Made) -> _Keys:
    """Rows that the run wrote and that have another version now, by their model."""
    for model in made.models:
        versions = dict(made.rows(model).exclude(version=1).values_list("id", "version"))
        later = _later_changes(run, model) if versions else {}
        changed = [
            row_id
            for row_id, version in versions.items()
            if _once(later, row_id.hex, version - _started_on_its_day(run, model, row_id)) != 1
        ]
        if changed:
            yield model, changed
    yield from _changed_again(run)


def _changed_again(run: ImportRun) -> _Keys:
    """Of the rows that the run changed."""
    for kept in ImportedRows.objects.filter(run=run).exclude(changed={}).order_by("id").iterator(chunk_size=20):
        model = model_named(kept.model)
        versions = versions_of(model, kept.changed)
        wrong = [row_id for row_id, row in kept.changed.items() if versions.get(row_id) != row["now"]]
        later = _later_changes(run, model) if wrong else {}
        if changed := [UUID(hex=one) for one in wrong if _once(later, one, versions[one]) != _last_of(run, model, one)]:
            yield model, changed


def told(run: ImportRun, keys: _Keys) -> Iterator[BuiltOn]:
    """Each in words: what was done, when and by whom, as the event log has it."""
    seen: set[Any] = set()
    for model, ids in keys:
        for row in model._default_manager.filter(pk__in=[one for one in ids if one not in seen]).order_by("pk"):
            seen.add(row.pk)
            yield _told(run, row)


def _told(run: ImportRun, row: Any) -> BuiltOn:
    noun = noun_of(type(row))
    event = _last_event(run, row, noun)
    at: Any = event.recorded_at if event else getattr(row, "updated_at", run.finished_at)
    return BuiltOn(
        noun=noun,
        id=str(row.pk),
        ref=getattr(row, "ref", None) or "",
        what=event.kind if event else "changed",
        at=at,
        by=event.actor_name if event else "",
    )


def _last_event(run: ImportRun, row: Any, noun: str) -> Event | None:
    """The last one since the run that names the row."""
    events = Event.objects.filter(recorded_at__gte=run.finished_at, subject=noun).order_by("-id")
    golive_id = row.pk if isinstance(row, GoLive) else getattr(row, "golive_id", None)
    if golive_id is not None:
        events = events.filter(golive_id=golive_id)
    for event in events[:_EVENTS_READ]:
        if row.pk == event.subject_id or str(row.pk) in event.data.get("ids", ()):
            return event
    return None


def noun_of(model: type[models.Model]) -> str:
    """As events call it: `time-entry`."""
    return str(model._meta.verbose_name).replace(" ", "-")


def _started_on_its_day(run: ImportRun, model: type[models.Model], row_id: UUID) -> int:
    """How often the schedule has started a new go-live since: that follows from what the run stated."""
    if model is not GoLive:
        return 0
    return Event.objects.filter(golive_id=row_id, recorded_at__gte=run.finished_at, **_BY_SCHEDULE).count()


def _later_changes(run: ImportRun, model: type[models.Model]) -> dict[tuple[str, int], int]:
    """Of changes by later runs that are undone: id and version after it, and the version that says the same."""
    later = ImportedRows.objects.filter(
        run__state=ImportState.UNDONE, run__finished_at__gt=run.finished_at, model=model._meta.label_lower
    ).exclude(changed={})
    return {
        (row_id, row["back"]): row["now"] - 1
        for changed in later.values_list("changed", flat=True)
        for row_id, row in changed.items()
        if "back" in row
    }


def _once(later: dict[tuple[str, int], int], row_id: str, version: int) -> int:
    """The version that the row had when it last said what it says now."""
    while (row_id, version) in later:
        version = later[row_id, version]
    return version


def _last_of(run: ImportRun, model: type[models.Model], row_id: str) -> int:
    """The version in which the run left the row, which it may have changed twice."""
    kept = ImportedRows.objects.filter(run=run, model=model._meta.label_lower, changed__has_key=row_id)
    return max(int(changed[row_id]["now"]) for changed in kept.values_list("changed", flat=True))
