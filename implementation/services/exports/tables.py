"""How the rows of a table are read and written, in pieces: memory does not grow with their number.

Any table that can be imported can be exported. Those whose columns state more than fields of their own row add it here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet

from implementation.access.actors import Actor
from implementation.imports.formulas import neutral
from implementation.imports.refs import written_ref
from implementation.imports.staging import in_batches
from implementation.models import TaskDependency
from implementation.services.exports.cells import Cell, cell_of, text
from implementation.services.exports.entries import Replacements
from implementation.services.imports.registry import registered_tables
from implementation.services.imports.work import ImportTable

_AT_ONCE = 1000
Line = list[str]


@dataclass(frozen=True)
class Scope:
    """Whose rows: what the actor may know of, or of that the rows of one customer."""

    actor: Actor
    customer_id: UUID | None = None

    def rows(self, table: type[ImportTable]) -> QuerySet[Any]:
        manager: Any = table.model._default_manager
        rows: QuerySet[Any] = manager.visible_to(self.actor)
        if self.customer_id:
            rows = rows.filter(**{manager.all().customer_path: self.customer_id})
        return rows


class ExportTable:
    """The rows of one table, in the order of their ids, which is that of their making."""

    order: ClassVar[tuple[str, ...]] = ("id",)

    def __init__(self, table: type[ImportTable], scope: Scope) -> None:
        self.spec = table.spec
        self.scope = scope
        self.rows = scope.rows(table)
        own = self.own_cells()
        self._cells = [own.get(column.name) or cell_of(column, self.spec.name) for column in self.spec.columns]

    def own_cells(self) -> Mapping[str, Cell]:
        """The columns that are not what the row's own fields say."""
        return {}

    def look_up(self, ids: Sequence[UUID]) -> None:
        """Read what the cells of these rows need besides, by a constant number of queries."""

    def left_out(self, row_id: UUID) -> bool:
        """Whether the row has no place in the file."""
        return False

    def lines(self) -> Iterator[Line]:
        """One list of texts a row, in the order of the columns."""
        paths = ["id", *(path for cell in self._cells for path in cell.paths)]
        found = self.rows.order_by(*self.order).values_list(*paths).iterator(chunk_size=_AT_ONCE)
        for batch in in_batches(found, _AT_ONCE):
            self.look_up([row[0] for row in batch])
            for row_id, *values in batch:
                if not self.left_out(row_id):
                    yield self._line(values)

    def _line(self, values: Sequence[Any]) -> Line:
        line, place = [], 0
        for cell in self._cells:
            line.append(cell.write(*values[place : place + len(cell.paths)]))
            place += len(cell.paths)
        return line


class ExportedGoLives(ExportTable):
    def own_cells(self) -> Mapping[str, Cell]:
        playbook = ("playbook_version__playbook__key", "playbook_version__number", "playbook_label")
        return {
            "product": Cell(("product__name",), text),
            "site": Cell(("site__name",), text),
            "playbook": Cell(playbook, _playbook),
        }


class ExportedTasks(ExportTable):
    """In the order of their checklist, which the import takes from the order of the rows."""

    order = ("golive_id", "sort_order", "id")

    def __init__(self, table: type[ImportTable], scope: Scope) -> None:
        super().__init__(table, scope)
        self._prerequisites: dict[UUID, list[str]] = {}

    def own_cells(self) -> Mapping[str, Cell]:
        return {"depends_on": Cell(("id",), self._depends_on)}

    def look_up(self, ids: Sequence[UUID]) -> None:
        self._prerequisites = {}
        links = TaskDependency.objects.filter(task_id__in=ids).order_by("prerequisite__sort_order", "prerequisite_id")
        for task_id, ref, row_id in links.values_list("task_id", "prerequisite__ref", "prerequisite_id"):
            self._prerequisites.setdefault(task_id, []).append(written_ref(ref, row_id, parted=True))

    def _depends_on(self, task_id: UUID) -> str:
        return neutral(";".join(self._prerequisites.get(task_id, ())))


class ExportedTimeEntries(ExportTable):
    """What was corrected stays beside its correction; what was voided has no place in the format, and is left out."""

    def __init__(self, table: type[ImportTable], scope: Scope) -> None:
        super().__init__(table, scope)
        self._replacements = Replacements(self.rows)

    def own_cells(self) -> Mapping[str, Cell]:
        return {
            "entry_ref": Cell(("ref", "id"), self._ref),
            "replaces_ref": Cell(("replaces__ref", "replaces_id", "replaces__golive__customer_id"), self._replaced),
        }

    def left_out(self, row_id: UUID) -> bool:
        return row_id in self._replacements.withdrawn

    def _ref(self, ref: str | None, row_id: UUID) -> str:
        return neutral(written_ref(None if row_id in self._replacements.without_ref else ref, row_id))

    def _replaced(self, ref: str | None, row_id: UUID | None, customer_id: UUID | None) -> str:
        """An entry of another customer is not in the file."""
        only = self.scope.customer_id or self.scope.actor.customer_id
        return "" if row_id is None or only not in {None, customer_id} else self._ref(ref, row_id)


def _playbook(key: str | None, number: str | None, label: str) -> str:
    return neutral(f"{key} {number}" if key else label)


_WITH_MORE: dict[str, type[ExportTable]] = {
    "go_lives": ExportedGoLives,
    "tasks": ExportedTasks,
    "time_entries": ExportedTimeEntries,
}


def exported_tables(scope: Scope) -> Iterator[ExportTable]:
    """One after another, in the order of the registry."""
    for table in registered_tables():
        yield _WITH_MORE.get(table.spec.name, ExportTable)(table, scope)
