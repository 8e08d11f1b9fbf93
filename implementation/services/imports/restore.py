"""Giving the rows that a run changed their former values back, with the events of it. For the undoing of the run."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any
from uuid import UUID

from implementation.models import Customer, GoLive, ImportedRows, ImportRun
from implementation.services.change import Change
from implementation.services.customer_plans import replan_later
from implementation.services.imports.bulk import update_rows
from implementation.services.imports.made import model_named, of_golive
from implementation.services.imports.plain import plain_value
from implementation.services.imports.registry import registered_tables
from implementation.services.imports.work import Fields, ImportTable
from implementation.services.imports.write import record_changed
from implementation.services.imports.written import versions_of

_Row = tuple[str, Fields, Fields]


def golives_of_changed(run: ImportRun) -> set[UUID]:
    """The go-lives that the changed rows belong to, or did before; of a customer all."""
    found: set[UUID] = set()
    for kept in _records(run):
        model: Any = model_named(kept.model)
        ids = [UUID(hex=row_id) for row_id in kept.changed]
        if model is Customer:
            found.update(GoLive.objects.filter(customer_id__in=ids).values_list("id", flat=True))
        elif model is GoLive:
            found.update(ids)
        elif of_golive(model):
            found.update(model.objects.filter(id__in=ids).values_list("golive_id", flat=True))
            before = (row["before"].get("golive_id") for row in kept.changed.values())
            found.update(UUID(hex=golive_id) for golive_id in before if golive_id)
    return found


def restore(run: ImportRun, change: Change, reason: str) -> set[UUID]:
    """Undo the changes, the last one first. Keeps the versions that the rows have then, so that an earlier run can
    still be undone. Returns go-lives that are reached beside those of the rows."""
    customers: set[UUID] = set()
    for kept in _records(run):
        table = _table_of(kept.model)
        rows = list(_rows(table, kept.changed))
        for names, alike in groupby(sorted(rows, key=_names), key=_names):
            _store(table, names, list(alike))
        versions = versions_of(table.model, kept.changed)
        kept.changed = {row_id: {**row, "back": versions[row_id]} for row_id, row in kept.changed.items()}
        kept.save(update_fields=["changed"])
        _record(table, change, rows, reason)
        if table.model is Customer:
            customers.update(UUID(hex=row_id) for row_id in kept.changed)
            replan_later([UUID(hex=row_id) for row_id, _, before in rows if "country" in before], at=change.at)
    return set(GoLive.objects.filter(customer_id__in=customers).values_list("id", flat=True))


def _records(run: ImportRun) -> Iterator[ImportedRows]:
    yield from ImportedRows.objects.filter(run=run).exclude(changed={}).order_by("-id").iterator(chunk_size=20)


def _table_of(label: str) -> type[ImportTable]:
    model = model_named(label)
    return next(table for table in registered_tables() if table.model is model)


def _rows(table: type[ImportTable], changed: dict[str, Any]) -> Iterator[_Row]:
    """Id, the fields as they are, and as they were before the run."""
    ids = list(changed)
    links = table.load_links(ids)
    known = {name for row in changed.values() for name in row["before"]} - set(table.links)
    columns = sorted(known)
    stored: Any = table.model._default_manager.filter(id__in=[UUID(hex=one) for one in ids])
    for row_id, *values in stored.order_by("id").values_list("id", *columns):
        present = {**dict(zip(columns, map(plain_value, values), strict=True)), **links.get(row_id.hex, {})}
        kept = changed[row_id.hex]["before"]
        before: Fields = {name: tuple(value) if name in table.links else value for name, value in kept.items()}
        yield row_id.hex, {name: present[name] for name in before}, before


def _names(row: _Row) -> tuple[str, ...]:
    return tuple(sorted(row[2]))


def _store(table: type[ImportTable], names: Iterable[str], rows: list[_Row]) -> None:
    own = [name for name in names if name not in table.links]
    update_rows(table.model, own, [(*(before[name] for name in own), row_id) for row_id, _, before in rows])
    table.write_links(
        [(row_id, {name: before[name] for name in table.links if name in before}) for row_id, _, before in rows]
    )


def _record(table: type[ImportTable], change: Change, rows: list[_Row], reason: str) -> None:
    """The rows of a go-live share one event."""
    homes = _homes(table, [row_id for row_id, *_ in rows])
    rows = sorted(rows, key=lambda row: homes.get(row[0], ""))
    for golive_id, of_one in groupby(rows, key=lambda row: homes.get(row[0])):
        record_changed(table, change, golive_id, list(of_one), reason=reason)


def _homes(table: type[ImportTable], ids: list[str]) -> dict[str, str]:
    """The go-live of each row, as it is again."""
    if not of_golive(table.model):
        return {}
    rows: Any = table.model._default_manager.filter(id__in=[UUID(hex=row_id) for row_id in ids])
    return {row_id.hex: golive_id.hex for row_id, golive_id in rows.values_list("id", "golive_id")}
