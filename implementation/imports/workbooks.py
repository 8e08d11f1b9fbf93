"""XLSX workbooks: what one must not hold, and its sheets as tables of text cells.

A cell counts as it is stored, so of a formula the value that the spreadsheet program saved with it. Used by `sources`.
"""

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from zipfile import ZipFile, ZipInfo

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum

from implementation.imports.archives import RefusedFileError, blocks, open_archive
from implementation.imports.faults import FaultList

XLSX = ".xlsx"
NOTES = "Read me"
"""A sheet of this name is for people."""
UNCALCULATED = "If it holds a formula, its value was not saved: open the workbook, calculate it and save it again."
_LARGEST = 512 * 2**20
_LARGEST_SHEET = 160 * 2**20
_ENCRYPTED_BEGINS = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_DECLARATION = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_OVERLAP = 64
Cell = str | float | int | bool | date | datetime | time | timedelta


@dataclass(frozen=True)
class WorkbookSheet:
    """One sheet. `file` is `<workbook>, sheet <name>`; the table is the sheet's name."""

    path: Path
    sheet: str
    empty_hint: str = UNCALCULATED
    decimal_comma: bool = False

    @property
    def file(self) -> str:
        return f"{self.path.name}, sheet {self.sheet}"

    @property
    def table(self) -> str:
        return self.sheet.strip().lower().replace(" ", "_")

    def about_how_many_rows(self) -> int:
        return 0

    def rows(self, faults: FaultList) -> Iterator[tuple[int, list[str]]]:
        """The first row that is not blank is the header; what stands to the right of it belongs to nobody."""
        width = 0
        for row, cells in enumerate(_cells(self.path, self.sheet), start=1):
            texts = [as_text(cell) for cell in cells]
            used = max((place for place, cell in enumerate(texts, start=1) if cell.strip()), default=0)
            if used:
                width = width or used
                yield row, [*texts[: max(used, width)], *[""] * (width - len(texts))]


def workbook_sheets(path: Path) -> list[WorkbookSheet]:
    """The sheets of a checked workbook, but notes, charts and empty ones. Raises RefusedFileError."""
    check_workbook(path)
    with closing(_open(path)) as workbook:
        names = [sheet.name for sheet in workbook.sheets_metadata if sheet.typ is SheetTypeEnum.WorkSheet]
    return [WorkbookSheet(path, name) for name in names if name.strip().lower() != NOTES.lower()]


def check_workbook(path: Path) -> None:
    """Raises RefusedFileError for whatever a workbook of tables does not need, and for one that is too large."""
    with path.open("rb") as file:
        if file.read(len(_ENCRYPTED_BEGINS)) == _ENCRYPTED_BEGINS:
            remedy = "The workbook is encrypted, or of an old format. Save it as .xlsx without a password."
            raise RefusedFileError("encrypted", remedy)
    with open_archive(path, largest=_LARGEST) as archive:
        names = {entry.filename.lower() for entry in archive.infolist()}
        if "[content_types].xml" not in names:
            raise RefusedFileError("not_an_archive", "This is no workbook, only named like one; save it as .xlsx.")
        for entry in archive.infolist():
            _check_part(archive, entry)


def as_text(cell: Cell) -> str:
    """As somebody would write it in a CSV: days as 2023-06-14, times of the clock and durations as decimal hours."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return _number(cell)
    return _moment(cell)


@lru_cache(maxsize=10_000)
def _number(number: float) -> str:
    """Without the noise of binary fractions; whole numbers, which workbooks keep as fractions, without a point."""
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else f"{number:.12g}"


def _moment(cell: int | date | datetime | time | timedelta) -> str:
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, time):
        cell = timedelta(hours=cell.hour, minutes=cell.minute, seconds=cell.second)
    if isinstance(cell, timedelta):
        return _number(cell.total_seconds() / 3600)
    return str(cell)


def _cells(path: Path, sheet: str) -> Iterator[list[Cell]]:
    with closing(_open(path)) as workbook:
        yield from _sheet(workbook, sheet).iter_rows()


def _open(path: Path) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_path(str(path))
    except (CalamineError, OSError, ValueError) as error:
        raise RefusedFileError("not_an_archive", f"The workbook is damaged ({error}); save it again.") from error


def _sheet(workbook: CalamineWorkbook, name: str) -> CalamineSheet:
    try:
        return workbook.get_sheet_by_name(name)
    except (CalamineError, ValueError) as error:
        remedy = f"The sheet is damaged ({error}); save the workbook again."
        raise RefusedFileError("not_an_archive", remedy, entry=name) from error


def _check_part(archive: ZipFile, entry: ZipInfo) -> None:
    name = entry.filename.lower()
    if "vbaproject" in name or "/macrosheets/" in name:
        raise RefusedFileError("macros", "The workbook has macros; save it as .xlsx without.", entry=entry.filename)
    if "/externallinks/" in name:
        remedy = "The workbook draws on another one; paste the linked cells as values."
        raise RefusedFileError("external_links", remedy, entry=entry.filename)
    if not name.endswith((".xml", ".rels", ".vml")):
        return
    largest = _LARGEST_SHEET if _SHEET.fullmatch(name) else _LARGEST
    if entry.file_size > largest:
        remedy = "The sheet is too large to be read from a workbook; save it as CSV UTF-8."
        raise RefusedFileError("bomb", remedy, entry=entry.filename)
    _check_xml(archive, entry, largest)


def _check_xml(archive: ZipFile, entry: ZipInfo, largest: int) -> None:
    """Workbooks are written without a document type; entities, which need one, can grow without bound or read files."""
    before = b""
    for block in blocks(archive, entry, most=largest):
        # UTF-16, too: its letters of our interest have a zero beside them.
        text = before + block.replace(b"\0", b"")
        if _DECLARATION.search(text):
            remedy = "A part of the workbook declares XML entities; save the workbook again with a spreadsheet program."
            raise RefusedFileError("xml_entities", remedy, entry=entry.filename)
        if b"macroEnabled" in text:
            raise RefusedFileError("macros", "The workbook has macros; save it as .xlsx without.", entry=entry.filename)
        before = text[-_OVERLAP:]
