"""From the columns of an import's table to where their values are stored, and how these are written as cells."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from implementation.imports.columns import Column
from implementation.imports.dates import write_rough_day
from implementation.imports.formulas import neutral
from implementation.imports.refs import written_ref

_PLACES = Decimal("0.0001")


@dataclass(frozen=True)
class Cell:
    """Where the ORM finds what a column states, and the text of it."""

    paths: tuple[str, ...]
    write: Callable[..., str]


def cell_of(column: Column, table: str) -> Cell:
    """What the column of the table says by itself; a table overrides those that need more."""
    if column.reference:
        field = column.fields[0]
        return Cell((f"{field.removesuffix('_id')}__ref", field), _ref_of(column.reference))
    if column.fields == ("ref",):
        return Cell(("ref", "id"), _ref_of(table))
    if column.fields[1:] == (f"{column.fields[0]}_precision",):
        return Cell(column.fields, rough_day)
    if column.fields[0].endswith("minutes"):
        return Cell(column.fields, hours)
    return Cell(column.fields, text)


def _ref_of(table: str) -> Callable[..., str]:
    """Refs of tasks stand in lists, parted by `;`."""

    def write(ref: str | None, row_id: UUID | None) -> str:
        return neutral(written_ref(ref, row_id, parted=table == "tasks"))

    return write


def rough_day(day: date | None, precision: str) -> str:
    return write_rough_day(day, precision) if day else ""


@lru_cache(maxsize=10_000)
def hours(minutes: int) -> str:
    """Decimal hours that are read as exactly these minutes: four places are within half a second."""
    return format((Decimal(minutes) / 60).quantize(_PLACES).normalize(), "f")


def text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return neutral(str(value))
