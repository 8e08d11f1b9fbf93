"""Matching a file's header with the columns of its table. What is wrong is told by name."""

from collections.abc import Sequence

from implementation.imports.columns import Column, closest
from implementation.imports.faults import FAULT_COLUMN, FaultList
from implementation.imports.tables import TableSpec

HEADER_ROW = 1


def match_header(
    cells: Sequence[str], spec: TableSpec, faults: FaultList, *, file: str, row: int = HEADER_ROW
) -> list[Column | None]:
    """The column of each place, None where there is none. Unknown, doubled and missing ones are faults."""
    known = {column.name: column for column in spec.columns}
    matched: list[Column | None] = []
    for place, cell in enumerate(cells, start=1):
        name = cell.strip().lower()
        column = known.get(name)
        if name == FAULT_COLUMN:
            matched.append(None)
            continue
        if column is None:
            remedy = f"{spec.name} has no such column.{closest(name, spec.names)} It knows: {', '.join(spec.names)}."
            faults.add("unknown_column", remedy, file=file, row=row, column=cell.strip() or f"column {place}, unnamed")
        elif column in matched:
            faults.add("duplicate_column", "Keep one of the two columns.", file=file, row=row, column=name)
            column = None
        matched.append(column)
    for column in spec.columns:
        if column.required and column not in matched:
            faults.add("missing_column", "Add this column; it is required.", file=file, row=row, column=column.name)
    return matched
