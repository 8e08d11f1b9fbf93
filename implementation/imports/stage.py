"""From the cells of a source to typed rows in the staging file. Every cell that cannot be taken is a fault."""

from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date

from implementation.imports.archives import RefusedFileError
from implementation.imports.columns import CellFault, Column, Parser, Value, refuse_future, with_decimal_comma
from implementation.imports.faults import FaultList
from implementation.imports.formulas import as_meant
from implementation.imports.headers import match_header
from implementation.imports.sources import TableSource
from implementation.imports.staging import Staging, in_batches
from implementation.imports.tables import TableSpec

_ROWS_AT_ONCE = 5000
StagedRow = list[Value]


@dataclass(frozen=True)
class StagedFile:
    """What was read. `readable`: the whole file, so that what is not in it is known not to be."""

    file: str
    columns: tuple[Column, ...]
    rows: int
    readable: bool


def stage_file(
    source: TableSource,
    spec: TableSpec,
    staging: Staging,
    faults: FaultList,
    *,
    latest: date,
    progress: Callable[[int], None],
    left_out: Set[int] = frozenset(),
) -> StagedFile:
    """Read the source into its staging table. `latest` is the last day a fact may have; `progress` gets row counts.

    Rows whose number is in `left_out` are passed over.
    """
    before = faults.total
    rows = _readable_rows(source, faults)
    header = next(rows, None)
    if header is None:
        if faults.total == before:
            faults.add("empty_file", f"Add a header row: {', '.join(spec.names)}.", file=source.file)
        return StagedFile(source.file, (), 0, readable=False)
    matched = match_header(header[1], spec, faults, file=source.file, row=header[0])
    reader = _RowReader(source, matched, faults, latest)
    count = 0
    for batch in in_batches(reader.read(rows, left_out), _ROWS_AT_ONCE):
        staging.insert(spec.name, ("row", "bad", *reader.staged), batch)
        count += len(batch)
        progress(count)
    stated = tuple(column for column in matched if column is not None)
    return StagedFile(source.file, stated, count, readable=_is_readable(faults, source.file, stated, spec))


def _readable_rows(source: TableSource, faults: FaultList) -> Iterator[tuple[int, list[str]]]:
    try:
        yield from source.rows(faults)
    except RefusedFileError as refusal:
        faults.add(refusal.code, refusal.remedy, file=source.file, value=refusal.entry)


def _is_readable(faults: FaultList, file: str, stated: Sequence[Column], spec: TableSpec) -> bool:
    """Without its key column, or broken off, a file would make every reference to it look unknown."""
    return spec.columns[0] in stated and not faults.has(
        file, "not_utf8", "unreadable", "not_an_archive", "wrong_cell_count"
    )


class _RowReader:
    """Reads the rows of one file below a matched header."""

    def __init__(self, source: TableSource, matched: Sequence[Column | None], faults: FaultList, latest: date) -> None:
        self._file = source.file
        self._hint = source.empty_hint
        self._faults = faults
        self._width = len(matched)
        self._cells: list[tuple[int, Column, Parser]] = [
            (place, column, _parser(column, latest, decimal_comma=source.decimal_comma))
            for place, column in enumerate(matched)
            if column is not None
        ]
        self.staged = tuple(name for _, column, _ in self._cells for name in column.staged)

    def read(self, rows: Iterator[tuple[int, list[str]]], left_out: Set[int]) -> Iterator[StagedRow]:
        for row, cells in rows:
            if row in left_out:
                continue
            if len(cells) != self._width:
                self._faults.add(
                    "wrong_cell_count",
                    f"The row has {len(cells)} cells, the header {self._width}; mend its commas or quotation marks.",
                    file=self._file,
                    row=row,
                )
            elif any(map(str.strip, cells)):
                yield self._staged_row(row, cells)

    def _staged_row(self, row: int, cells: Sequence[str]) -> StagedRow:
        values: StagedRow = []
        bad = ""
        for place, column, parse in self._cells:
            cell = as_meant(cells[place].strip())
            value: Value | tuple[Value, ...]
            try:
                value = parse(cell) if cell else _empty(column)
            except CellFault as fault:
                remedy = fault.remedy if cell or not self._hint else f"{fault.remedy} {self._hint}"
                self._faults.add(fault.code, remedy, file=self._file, row=row, column=column.name, value=cell)
                bad = f"{bad or ' '}{column.name} "
                value = (None,) * len(column.staged)
            if isinstance(value, tuple):
                values.extend(value)
            else:
                values.append(value)
        return [row, bad, *values]


def _parser(column: Column, latest: date, *, decimal_comma: bool) -> Parser:
    parse = refuse_future(column.parse, latest) if column.past else column.parse
    return with_decimal_comma(parse) if column.number and decimal_comma else parse


def _empty(column: Column) -> Value | tuple[Value, ...]:
    if column.required:
        raise CellFault("missing_value", "Fill in this cell; it is required.")
    return (None,) if column.resolved else column.empty
