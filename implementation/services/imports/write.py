"""Writing what is new or changed, table by table, inside one open change: the rows in bulk, and their events.

New rows of a go-live share one event. Changed rows keep what they were and became: up to a hundred of a go-live in
one event, so that nothing that the file overruled is lost.
"""

# ruff: noqa: S608 - names in SQL are those of our own tables and columns

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

from implementation.imports.staging import CHANGED, NEW, in_batches
from implementation.models import GoLive
from implementation.models.vocabulary import Audience
from implementation.services.change import IDS_NAMED, Change
from implementation.services.imports.bulk import defaults, insert_rows, update_rows
from implementation.services.imports.compare import difference
from implementation.services.imports.work import Fields, ImportTable, Work

_AT_ONCE = 500
_INSERTED_AT_ONCE = 5000
_Tick = Callable[[], None]


def write(work: Work, change: Change) -> None:
    """Everything that the comparison found to be new or changed."""
    rows = sum(_count(table) for table in work.tables.values())
    done = 0

    def tick() -> None:
        nonlocal done
        done += 1
        if done % _AT_ONCE == 0:
            work.progress("writing", done, rows)

    for table in work.tables.values():
        table.before_writing(change)
        _insert(table, change, tick)
        _update(table, change, tick)
    for table in work.tables.values():
        table.write_together(change)
    work.progress("writing", rows, rows)


def _count(table: ImportTable) -> int:
    return int(table.staging.one(f"SELECT count(*) FROM {table.name} WHERE outcome IN (?, ?)", (NEW, CHANGED)))


def _staged(table: ImportTable, outcome: str) -> Iterator[tuple[int, str, Fields]]:
    """Row, id and stated fields; those of a go-live one after another."""
    columns = ", ".join(("row", "id", *table.fields))
    order = ", ".join(filter(None, (table.golive_column, "row")))
    rows = table.staging.query(
        f"SELECT {columns} FROM {table.name} WHERE outcome = ? ORDER BY {order}",
        (outcome,),
    )
    for batch in in_batches(rows, _AT_ONCE):
        also = table.also_stated([row for row, *_ in batch]) if table.links else {}
        for row, row_id, *values in batch:
            yield row, row_id, {**dict(zip(table.fields, values, strict=True)), **also.get(row, {})}


def _insert(table: ImportTable, change: Change, tick: _Tick) -> None:
    events = _NewRows(table, change)
    template = defaults(table.model)
    for batch in in_batches(_staged(table, NEW), _INSERTED_AT_ONCE):
        rows, links = [], []
        for row, row_id, stated in batch:
            final = table.complete(row, row_id, stated, None)
            if table.links:
                links.append((row_id, {name: final.pop(name) for name in table.links if name in final}))
            events.add(row_id, final)
            rows.append((row_id, *{**template, **final}.values()))
            tick()
        insert_rows(table.model, ("id", *template), rows)
        table.work.written.created(table.model, [row_id for row_id, *_ in rows])
        table.write_links(links)
    events.flush()


def _update(table: ImportTable, change: Change, tick: _Tick) -> None:
    """Compared again, now that the go-lives are locked: the event tells what the rows really were."""
    changed = _changed_rows(table, tick)
    for customer_or_golive, of_one in groupby(changed, key=lambda row: row[1].get("golive_id")):
        for batch in in_batches(of_one, IDS_NAMED):
            _store(table, batch)
            table.work.written.changed(table.model, {row_id: before for row_id, _, before, _ in batch})
            record_changed(table, change, customer_or_golive, [(row_id, *both) for row_id, _, *both in batch])


def _changed_rows(table: ImportTable, tick: _Tick) -> Iterator[tuple[str, Fields, Fields, Fields]]:
    """Id, the whole row as it will be, before and after."""
    for batch in in_batches(_staged(table, CHANGED), _AT_ONCE):
        stored = table.load([row_id for _, row_id, _ in batch])
        for row, row_id, stated in batch:
            existing = stored[row_id]
            final = table.final(row, row_id, stated, existing)
            before, after = difference(existing, final)
            tick()
            if after:
                yield row_id, final, before, after


def _store(table: ImportTable, batch: list[tuple[str, Fields, Fields, Fields]]) -> None:
    names = [name for name in batch[0][1] if name not in table.links]
    update_rows(table.model, names, [(*(final[name] for name in names), row_id) for row_id, final, *_ in batch])
    linked = [(row_id, {name: after[name] for name in table.links if name in after}) for row_id, _, _, after in batch]
    table.write_links(linked)


def record_changed(
    table: ImportTable | type[ImportTable],
    change: Change,
    golive_id: str | None,
    batch: Sequence[tuple[str, Fields, Fields]],
    *,
    reason: str = "",
) -> None:
    """Append the events of changed rows: id, before and after of each. Those of a go-live share one."""
    if not table.golive_column or table.golive_column == "id":
        for row_id, before, after in batch:
            _record_one(table, change, row_id, before, after, reason)
        return
    shown = [(UUID(hex=row_id), _shown(before), _shown(after)) for row_id, before, after in batch]
    homes = {golive_id, *(before.get("golive_id") for _, before, _ in batch)} - {None}
    for home in sorted(homes, key=str):
        golive = change.golives[UUID(hex=home)]
        if len(shown) == 1:
            subject_id, before, after = shown[0]
            change.record(
                table.changed_kind, table.model(pk=subject_id), golive=golive, before=before, after=after,
                reason=reason,
            )  # fmt: skip
        else:
            change.record_many(
                table.changed_kind,
                [row_id for row_id, *_ in shown],
                golive=golive,
                before={str(row_id): before for row_id, before, _ in shown},
                after={str(row_id): after for row_id, _, after in shown},
                reason=reason,
            )


def _record_one(
    table: ImportTable | type[ImportTable], change: Change, row_id: str, before: Fields, after: Fields, reason: str
) -> None:
    """A go-live, or a customer: then all its go-lives are reached."""
    subject = table.model(pk=UUID(hex=row_id))
    if isinstance(subject, GoLive):
        golive = change.golives[subject.pk]
        golive.customer_id = UUID(hex=after["customer_id"]) if "customer_id" in after else golive.customer_id
        change.record(
            table.changed_kind, subject, golive=golive, before=_shown(before), after=_shown(after), reason=reason,
        )  # fmt: skip
        return
    change.record(
        table.changed_kind, subject, customer_id=subject.pk, before=_shown(before), after=_shown(after), reason=reason,
    )  # fmt: skip


class _NewRows:
    """Gathers new rows of one go-live after another, and records each go-live's."""

    def __init__(self, table: ImportTable, change: Change) -> None:
        self._table = table
        self._change = change
        self._golive_id: str | None = None
        self._ids: list[UUID] = []

    def add(self, row_id: str, final: Fields) -> None:
        if self._table.golive_column == "id":
            self._add_golive(row_id, final)
            return
        golive_id = final.get("golive_id") if self._table.golive_column else None
        if golive_id != self._golive_id:
            self.flush()
            self._golive_id = golive_id
        self._ids.append(UUID(hex=row_id))

    def flush(self) -> None:
        if self._ids:
            golive = self._change.golives[UUID(hex=self._golive_id)] if self._golive_id else None
            self._change.record_many(self._table.created_kind, self._ids, golive=golive)
        self._ids = []

    def _add_golive(self, row_id: str, final: Fields) -> None:
        """An event of its own, with what was stated: the feed of the go-live begins with it."""
        golive = GoLive(id=UUID(hex=row_id), customer_id=UUID(hex=final["customer_id"]))
        self._change.golives[golive.id] = golive
        stated = {name: value for name, value in final.items() if value not in (None, "")}
        self._change.record(
            self._table.created_kind, golive, golive=golive, after=_shown(stated), audience=Audience.CUSTOMER
        )


def _shown(fields: Fields) -> Fields:
    """As the event log keeps them: ids in their usual writing."""
    return {name: _as_id(value) if _names_rows(name) else value for name, value in fields.items()}


def _names_rows(field: str) -> bool:
    return field.endswith("_id") or field == "depends_on"


def _as_id(value: Any) -> Any:
    if isinstance(value, tuple):
        return [str(UUID(hex=one)) for one in value]
    return str(UUID(hex=value)) if value else value
