"""Archives and workbooks that are not taken: the code of the fault, and how each is made."""

import stat
import struct
import warnings
from collections.abc import Callable
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import xlsxwriter

from tests.implementation.imports.folders import CUSTOMERS

Make = Callable[[Path], Path]


def archive(folder: Path, *entries: tuple[str | ZipInfo, str | bytes]) -> Path:
    """A ZIP with a good table, and these."""
    path = folder / "portfolio.zip"
    with ZipFile(path, "w", ZIP_DEFLATED) as made, warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        for name, content in (("customers.csv", CUSTOMERS), *entries):
            made.writestr(name, content)
    return path


def workbook(folder: Path, name: str = "portfolio.xlsx", **sheets: list[list[object]]) -> Path:
    """A workbook with these sheets; a text that begins with = is a formula."""
    path = folder / name
    with xlsxwriter.Workbook(str(path)) as made:
        for sheet, rows in sheets.items():
            page = made.add_worksheet(sheet)
            for row, cells in enumerate(rows):
                page.write_row(row, 0, cells)
    return path


def with_part(folder: Path, name: str, content: bytes) -> Path:
    """A good workbook, and a part more."""
    path = workbook(folder, customers=[["customer_ref", "name"], ["C1", "Mercy"]])
    with ZipFile(path, "a", ZIP_DEFLATED) as made:
        made.writestr(name, content)
    return path


def _link(folder: Path) -> Path:
    entry = ZipInfo("tasks.csv")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return archive(folder, (entry, "/etc/passwd"))


def _encrypted(folder: Path) -> Path:
    """The flag of the entries is set; nothing needs to be encrypted for it."""
    path = archive(folder)
    data = bytearray(path.read_bytes())
    for place, offset in ((data.index(b"PK\x03\x04"), 6), (data.index(b"PK\x01\x02"), 8)):
        data[place + offset] |= 1
    path.write_bytes(data)
    return path


def _lying(folder: Path) -> Path:
    """A bomb whose directory says that it is small."""
    path = archive(folder, ("tasks.csv", b"0" * 20_000_000))
    data = bytearray(path.read_bytes())
    place = data.rindex(b"PK\x01\x02")
    data[place + 24 : place + 28] = struct.pack("<I", 100)
    path.write_bytes(data)
    return path


def _cut_off(folder: Path) -> Path:
    path = archive(folder)
    path.write_bytes(path.read_bytes()[:40])
    return path


def _old_format(folder: Path) -> Path:
    path = folder / "portfolio.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100))
    return path


def _only_named_so(folder: Path) -> Path:
    return archive(folder).rename(folder / "portfolio.xlsx")


def _macros_by_name(folder: Path) -> Path:
    return workbook(folder, customers=[["customer_ref"]]).rename(folder / "portfolio.xlsm")


def _twice(folder: Path) -> Path:
    (folder / "customers.csv").write_text(CUSTOMERS)
    workbook(folder, customers=[["customer_ref", "name"], ["C1", "Mercy"]])
    return folder


_ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
HOSTILE: dict[str, tuple[str, Make]] = {
    "an entry above the folder": ("outside_folder", lambda folder: archive(folder, ("../tasks.csv", "x"))),
    "an absolute entry": ("outside_folder", lambda folder: archive(folder, ("/etc/tasks.csv", "x"))),
    "an entry with backslashes": ("outside_folder", lambda folder: archive(folder, ("..\\tasks.csv", "x"))),
    "an entry on a drive": ("outside_folder", lambda folder: archive(folder, ("C:tasks.csv", "x"))),
    "a symbolic link": ("symbolic_link", _link),
    "an encrypted archive": ("encrypted", _encrypted),
    "an encrypted workbook": ("encrypted", _old_format),
    "an archive in an archive": ("nested_archive", lambda folder: archive(folder, ("more.zip", "x"))),
    "a workbook in an archive": ("nested_archive", lambda folder: archive(folder, ("more.xlsx", "x"))),
    "an archive named as a table": ("nested_archive", lambda folder: archive(folder, ("tasks.csv", b"PK\x03\x04more"))),
    "a bomb": ("bomb", lambda folder: archive(folder, ("tasks.csv", b"0" * 20_000_000))),
    "a bomb of many files": ("bomb", lambda folder: archive(folder, *((f"{n}.txt", "") for n in range(2001)))),
    "a bomb in pieces": ("bomb", lambda folder: archive(folder, *((f"{n}.csv", b"0" * 9_000_000) for n in range(3)))),
    "an archive that lies about its sizes": ("not_an_archive", _lying),
    "an archive that was cut off": ("not_an_archive", _cut_off),
    "an archive called a workbook": ("not_an_archive", _only_named_so),
    "the same table twice": ("duplicate_table", _twice),
    "two files of one name": ("duplicate_table", lambda folder: archive(folder, ("old/customers.csv", CUSTOMERS))),
    "macros": ("macros", lambda folder: with_part(folder, "xl/vbaProject.bin", b"x")),
    "old macros": ("macros", lambda folder: with_part(folder, "xl/macrosheets/sheet1.xml", b"<x/>")),
    "macros by declaration": ("macros", lambda folder: with_part(folder, "a.xml", b"<x t='x.macroEnabled.y'/>")),
    "macros by the file's name": ("macros", _macros_by_name),
    "links to other workbooks": (
        "external_links", lambda folder: with_part(folder, "xl/externalLinks/externalLink1.xml", b"<x/>"),
    ),
    "XML entities": ("xml_entities", lambda folder: with_part(folder, "xl/more.xml", _ENTITIES)),
    "XML entities in UTF-16": (
        "xml_entities", lambda folder: with_part(folder, "xl/more.xml", _ENTITIES.decode().encode("utf-16")),
    ),
    "a part that grows": ("bomb", lambda folder: with_part(folder, "xl/more.xml", b" " * 20_000_000)),
    "an embedded workbook": ("nested_archive", lambda folder: with_part(folder, "xl/embeddings/a.xlsx", b"x")),
}  # fmt: skip
