"""Reading a CSV file row by row, in the dialect that was recognised, quoted as spreadsheets quote.

Memory is bounded by the longest row. A row that cannot be read is a fault and the next one is read.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

from implementation.imports.csv_dialects import Dialect
from implementation.imports.faults import FaultList

_LONGEST_CELL = 1_000_000
_BLOCK = 1 << 20
_IN_UTF8 = "Save the file as CSV UTF-8."
# For the whole process; the library's own limit is an eighth of it.
csv.field_size_limit(_LONGEST_CELL)


def read_rows(path: Path, faults: FaultList, dialect: Dialect | None = None) -> Iterator[tuple[int, list[str]]]:
    """Row number and cells of each row that is not blank. Reading ends where the bytes are no text."""
    row = 0
    written = dialect or Dialect()
    encoding = "utf-8-sig" if written.encoding == "utf-8" else written.encoding
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(file, strict=True, delimiter=written.delimiter)
        while True:
            row += 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except UnicodeDecodeError:
                if written.encoding == "utf-8":
                    _add_broken_row(path, faults)
                else:
                    faults.add("not_utf8", f"The file ends within a character. {_IN_UTF8}", file=path.name)
                return
            except csv.Error as error:
                faults.add(
                    "unreadable",
                    f"The row cannot be read ({error}); close its quotation marks and double those inside a text.",
                    file=path.name,
                    row=row,
                )
                continue
            if cells:
                yield row, cells


def about_how_many_rows(path: Path) -> int:
    """Lines but the header: exact unless cells hold line breaks."""
    with path.open("rb") as file:
        lines = sum(block.count(b"\n") for block in iter(lambda: file.read(_BLOCK), b""))
    return max(lines - 1, 0)


def _add_broken_row(path: Path, faults: FaultList) -> None:
    """Decoding works in blocks, so the place is looked for again, row by row."""
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        for row, cells in enumerate(csv.reader(file), start=1):
            broken = next((cell for cell in cells if _is_broken(cell)), None)
            if broken is not None:
                shown = broken.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
                faults.add("not_utf8", f"The text is not UTF-8. {_IN_UTF8}", file=path.name, row=row, value=shown)
                return


def _is_broken(cell: str) -> bool:
    return any("\udc80" <= character <= "\udcff" for character in cell)
