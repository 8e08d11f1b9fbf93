"""One import at work, and what every table of an import can do.

A table is a class with a `spec`; it is made anew for each import. The steps (identify, compare, write) call its
methods; tables override those that their nouns need. Values are plain: days as ISO 8601 text, ids as 32 hexadecimal
digits, as the staging file keeps them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from django.db import models

from implementation.imports.dates import write_rough_day
from implementation.imports.faults import FaultList
from implementation.imports.refs import id_in_ref, ref_of_id
from implementation.imports.stage import StagedFile
from implementation.imports.staging import Staging
from implementation.imports.tables import TableSpec, stated_fields
from implementation.services.change import Change
from implementation.services.imports.plain import plain_value
from implementation.services.imports.written import Written

Fields = dict[str, Any]
Progress = Callable[[str, int, int], None]
"""Called with the step (reading, checking, writing), the rows done and the rows in all."""


@dataclass(frozen=True)
class Trouble:
    """What is wrong with a row as a whole. `columns` are those that it comes from; the first is its place."""

    columns: tuple[str, ...]
    code: str
    remedy: str


@dataclass
class Work:
    """The state of one import. `tables` are those that were brought, in the order of the registry."""

    staging: Staging
    at: datetime
    today: date
    progress: Progress
    faults: FaultList = field(default_factory=FaultList)
    warnings: FaultList = field(default_factory=FaultList)
    written: Written = field(default_factory=Written)
    files: dict[str, StagedFile] = field(default_factory=dict)
    tables: dict[str, "ImportTable"] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        return sum(file.rows for file in self.files.values())

    def file_of(self, table: str) -> str:
        """The name of the table's file, also where it is missing."""
        return self.files[table].file if table in self.files else f"{table}.csv"


class ImportTable:
    """What the steps know of a table. `known` names the fields that are compared and checked."""

    spec: ClassVar[TableSpec]
    model: ClassVar[type[models.Model]]
    known: ClassVar[tuple[str, ...]]
    created_kind: ClassVar[str]
    changed_kind: ClassVar[str]
    golive_column: ClassVar[str] = "golive_id"
    """The staging column with the go-live that a row belongs to; empty: to none."""
    moves_between_golives: ClassVar[bool] = False
    links: ClassVar[tuple[str, ...]] = ()
    """Fields that are kept in a table of their own."""
    checks_new_rows: ClassVar[bool] = True
    """False: a new row needs no more than its cells, which saves reading them all once more."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.staging = work.staging

    @property
    def name(self) -> str:
        return self.spec.name

    @property
    def file(self) -> StagedFile:
        return self.work.files[self.name]

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that the file states."""
        return (*stated_fields(self.file.columns), *self.spec.extra)

    def states(self, column: str) -> bool:
        return any(stated.name == column for stated in self.file.columns)

    def find(self, refs: Sequence[str]) -> Iterator[tuple[str, UUID, UUID | None]]:
        """Ref, id and go-live of the stored rows among these refs."""
        owner = "golive_id" if self.golive_column == "golive_id" else "id"
        yield from self.model._default_manager.filter(ref__in=refs).values_list("ref", "id", owner)

    def find_by_id(self, refs: Sequence[str]) -> Iterator[tuple[str, UUID, UUID | None]]:
        """The same of refs that an export made of ids. A row that has such a ref as its own was found by it before."""
        ids = [row_id for ref in refs if (row_id := id_in_ref(ref))]
        columns = ("id", self.golive_column) if self.golive_column else ("id",)
        for row_id, *golive_id in self.model._default_manager.filter(id__in=ids).values_list(*columns) if ids else ():
            yield ref_of_id(row_id), row_id, golive_id[0] if golive_id else None

    def final(self, row: int, row_id: str, stated: Fields, existing: Fields | None) -> Fields:
        """The fields to store. A stored row that the file names by its id keeps its own ref."""
        if existing is not None and stated.get("ref") == ref_of_id(UUID(hex=row_id)):
            stated["ref"] = existing["ref"]
        return self.complete(row, row_id, stated, existing)

    def resolve(self) -> None:
        """Fill in what the generic steps cannot. References are resolved by now."""

    def load(self, ids: Sequence[str]) -> dict[str, Fields]:
        """The stored rows, by id, as plain values."""
        rows = self.model._default_manager.filter(id__in=[UUID(hex=one) for one in ids])
        return {
            found[0].hex: {name: plain_value(value) for name, value in zip(self.known, found[1:], strict=True)}
            for found in rows.values_list("id", *self.known)
        }

    def also_stated(self, rows: Sequence[int]) -> Mapping[int, Fields]:
        """What the rows state in a table of its own, by row."""
        return {}

    def complete(self, row: int, row_id: str, stated: Fields, existing: Fields | None) -> Fields:
        """The fields to store: the stated ones, and what follows from them. The same names for each row of a file."""
        return stated

    def troubles(self, merged: Fields, existing: Fields | None) -> Iterator[Trouble]:
        """What cannot be, of a row as it would be stored."""
        return iter(())

    def check_together(self) -> None:
        """Add faults and warnings that need several rows."""

    def also_touched(self) -> Iterator[UUID]:
        """Stored go-lives that the table's changes reach besides those of its rows."""
        return iter(())

    def before_writing(self, change: Change) -> None:
        """Store what the rows refer to, inside the transaction."""

    @classmethod
    def write_links(cls, rows: Sequence[tuple[str, Fields]]) -> None:
        """Store what of new or changed rows is kept in a table of its own: the fields that `links` names."""

    @classmethod
    def load_links(cls, ids: Sequence[str]) -> dict[str, Fields]:
        """What is stored of them, by row id."""
        return {}

    def write_together(self, change: Change) -> None:
        """Store what follows from the rows, once they are stored. What else it changes it tells `work.written`."""

    def trouble_faults(self, row: int, bad: str, troubles: Iterator[Trouble], merged: Fields) -> None:
        """Add them as faults, but those that come from a cell that is a fault already."""
        for trouble in troubles:
            if any(f" {column} " in bad for column in trouble.columns):
                continue
            column = trouble.columns[0]
            self.add_fault(
                trouble.code, trouble.remedy, row=row, column=column, value=self._as_written(column, row, merged)
            )

    def add_fault(self, code: str, remedy: str, *, row: int, column: str, value: object = "") -> None:
        self.work.faults.add(code, remedy, file=self.file.file, row=row, column=column, value=value)

    def _as_written(self, name: str, row: int, merged: Fields) -> object:
        """What the cell says, more or less; of a missing column, what is stored."""
        column = self.spec.column(name)
        if column.resolved:
            return self.staging.one(f"SELECT {name} FROM {self.name} WHERE row = ?", (row,))  # noqa: S608
        return shown(merged, column.fields[0])


def shown(fields: Fields, name: str) -> object:
    """The value for people: an imprecise date as it is written."""
    value = fields.get(name)
    if value is None or f"{name}_precision" not in fields:
        return value
    return write_rough_day(date.fromisoformat(value), fields[f"{name}_precision"])
