"""Whole lists as tables, for spreadsheets: `format=csv` or `xlsx`, or the same by `Accept`.

The rows are those of the list under its filters, all of them, read in pieces: a CSV is sent while it is read, an XLSX
is put together in a file first. Columns come from the serializer that documents the list's rows. A text that a
spreadsheet would compute gets an apostrophe before it in CSV (OWASP, CSV injection); in XLSX a text is a text.
"""

import csv
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from io import StringIO
from itertools import chain, islice
from typing import Any, cast
from uuid import UUID

from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from rest_framework.serializers import Serializer

from implementation.http.parameters import choice
from implementation.http.problems import Problem, invalid
from implementation.http.renderers import FastJSONRenderer
from implementation.imports.formulas import neutral
from implementation.workbook import workbook

Row = Mapping[str, Any]
Path = tuple[str, ...]
# Format, how many rows (None: they begin to leave), and whether those were all.
Note = Callable[[str, int | None, bool], None]
CSV, XLSX = "csv", "xlsx"
ROWS_AT_ONCE = 500
MOST_XLSX_ROWS = 50_000
FORMAT = choice(
    "",
    ("json", CSV, XLSX),
    f"A table of all rows for a spreadsheet instead of a page; XLSX up to {MOST_XLSX_ROWS:,} rows. `json` unless said, "
    "or as `Accept` says.",
)
# What only pages have.
_OF_PAGES = ("limit", "cursor")
_LONGEST_CELL = 32_767
_SEPARATOR = "; "


class TableRenderer(FastJSONRenderer):
    """Makes the media type known. What it is asked to render is a problem, and that stays JSON."""


class CsvTable(TableRenderer):
    media_type = "text/csv"
    format = CSV


class XlsxTable(TableRenderer):
    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    format = XLSX


def refuse_pages(asked: Mapping[str, Any]) -> None:
    """A table has no pages."""
    for name in _OF_PAGES:
        if name in asked:
            raise invalid(f"?{name}", "contradicts_format", f"A table holds all rows; leave `{name}` out, or ask JSON.")


class Counted:
    """Rows on their way out."""

    def __init__(self, chunks: Iterator[Sequence[Row]]) -> None:
        self._chunks, self.so_far = chunks, 0

    def __iter__(self) -> Iterator[Row]:
        for chunk in self._chunks:
            self.so_far += len(chunk)
            yield from chunk


def table_answer(
    kind: str, name: str, paths: Sequence[Path], chunks: Iterator[Sequence[Row]], note: Note | None = None
) -> HttpResponseBase:
    """The rows as a download called `name`. The first ones are read right now, so that what fails is told.

    `note` is told how many rows were taken, and whether those were all: of a CSV once its last row has left. That a
    CSV of more than one piece begins to leave is told too: the server may be stopped before its end.
    """
    first = next(chunks, ())
    second = next(chunks, None) if kind == CSV else None
    if second is not None:
        if note:
            note(kind, None, False)
        chunks = chain([second], chunks)
    rows = Counted(chain([first], chunks))
    if kind == XLSX:
        file = workbook_file(name, paths, rows)
        if note:
            note(kind, rows.so_far, True)
        return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=XlsxTable.media_type)
    written = csv_of(paths, rows)
    pieces = _told(written, rows, note) if note else written
    answer = StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def _told(pieces: Iterator[bytes], rows: Counted, note: Note) -> Iterator[bytes]:
    """The pieces; whoever hangs up in the middle is told of too."""
    whole = False
    try:
        yield from pieces
        whole = True
    finally:
        note(CSV, rows.so_far, whole)


def table_paths(serializer: Any) -> list[Path]:
    """One column a field, and one for each field of a serializer inside; lists stay together."""
    found: list[Path] = []
    for name, field in serializer.fields.items():
        if isinstance(field, Serializer):
            found += [(name, *inner) for inner in table_paths(field)]
        else:
            found.append((name,))
    return found


def csv_of(paths: Sequence[Path], rows: Iterable[Row]) -> Iterator[bytes]:
    """The rows under a header, as RFC 4180 has it, in pieces."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow([".".join(path) for path in paths])
    left = iter(rows)
    while True:
        some = list(islice(left, ROWS_AT_ONCE))
        writer.writerows([_csv_cell(_at(row, path)) for path in paths] for row in some)
        yield out.getvalue().encode()
        out.seek(0)
        out.truncate()
        if len(some) < ROWS_AT_ONCE:
            return


def workbook_file(name: str, paths: Sequence[Path], rows: Iterable[Row]) -> Any:
    """A file that is open at its beginning, and gone once it is closed."""
    file = tempfile.TemporaryFile(prefix="crossing-table-")  # noqa: SIM115 (the answer closes it)
    try:
        with workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
            sheet = book.add_worksheet(name[:31])
            formats: dict[type, Any] = {date: book.add_format({"num_format": "yyyy-mm-dd"})}
            formats[datetime] = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
            sheet.write_row(0, 0, [".".join(path) for path in paths], book.add_format({"bold": True}))
            sheet.freeze_panes(1, 0)
            for place, row in enumerate(rows, start=1):
                _expect_room(place)
                for column, path in enumerate(paths):
                    _write(sheet, place, column, _at(row, path), formats)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def _expect_room(rows: int) -> None:
    if rows > MOST_XLSX_ROWS:
        raise Problem(
            "too-large", f"There are more than {MOST_XLSX_ROWS:,} rows. Narrow them by filters, or ask for format=csv."
        )


def _write(sheet: Any, row: int, column: int, value: Any, formats: Mapping[type, Any]) -> None:
    """Numbers, days and moments (UTC) as such, all else as text."""
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value)
    elif isinstance(value, datetime):
        sheet.write_datetime(row, column, value.astimezone(UTC).replace(tzinfo=None), formats[datetime])
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, formats[date])
    else:
        sheet.write_string(row, column, _shortened(_as_text(value)))


def _shortened(text: str) -> str:
    """A cell of XLSX holds no more; a longer text would be left out without a word."""
    return text if len(text) <= _LONGEST_CELL else f"{text[: _LONGEST_CELL - 1]}…"


def _at(row: Any, path: Path) -> Any:
    for name in path:
        row = row.get(name) if isinstance(row, Mapping) else None
    return row


def _csv_cell(value: Any) -> Any:
    """Numbers stay numbers."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, int | float) else neutral(_as_text(value))


def _as_text(value: Any) -> str:
    """Moments end in Z; lists of texts or ids become one text, what is nested becomes JSON."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, list | tuple) and all(isinstance(item, str | UUID) for item in value):
        return _SEPARATOR.join(map(str, cast("Sequence[Any]", value)))
    return json.dumps(value, default=str) if isinstance(value, list | tuple | Mapping) else str(value)
