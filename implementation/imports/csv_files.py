"""Reading a CSV file row by row: UTF-8 with or without byte-order mark, quoted as spreadsheets quote.

Memory is bounded by the longest row. A row that cannot be read is a fault and the next one is read.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

from implementation.imports.faults import FaultList

_LONGEST_CELL = 1_000_000
_BLOCK = 1 << 20
_WIDE = (b"\xff\xfe", b"\xfe\xff")
_IN_UTF8 = "Save the file as CSV UTF-8."
# For the whole process; the library's own limit is an eighth of it.
csv.field_size_limit(_LONGEST_CELL)


def read_rows(path: Path, faults: FaultList) -> Iterator[tuple[int, list[str]]]:
    """Row number and cells of each row that is not blank. Reading ends where the file is not UTF-8."""
    row = 0
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, strict=True)
        while True:
            row += 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except UnicodeDecodeError:
                _add_not_utf8(path, faults)
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


def _add_not_utf8(path: Path, faults: FaultList) -> None:
    """Decoding works in blocks, so the place is looked for again, row by row."""
    with path.open("rb") as binary:
        if binary.read(2) in _WIDE:
            faults.add("not_utf8", f"This looks like UTF-16. {_IN_UTF8}", file=path.name)
            return
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        for row, cells in enumerate(csv.reader(file), start=1):
            broken = next((cell for cell in cells if _is_broken(cell)), None)
            if broken is not None:
                shown = broken.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
                faults.add("not_utf8", f"The text is not UTF-8. {_IN_UTF8}", file=path.name, row=row, value=shown)
                return


def _is_broken(cell: str) -> bool:
    return any("\udc80" <= character <= "\udcff" for character in cell)
