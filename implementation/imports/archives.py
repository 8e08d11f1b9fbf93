"""What a ZIP may hold: the check that comes before anything of it is read, and unpacking into a folder of our own.

A workbook is a ZIP too and goes through the same check. Everything that is refused is refused by name. Sizes are
counted while unpacking: what an archive says of itself is not believed.
"""

import stat
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import NoReturn
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo

_BLOCK = 1 << 20
_MOST_ENTRIES = 2000
LARGEST_UNPACKED = 8 * 2**30
"""All entries together, in bytes."""
# Tables of repeated words pack some twenty to one; a bomb packs a thousand to one.
_HIGHEST_RATIO = 200
_TOO_SMALL_FOR_A_BOMB = 10 * 2**20
_ENCRYPTED = 0x1
_ARCHIVES = (".zip", ".7z", ".rar", ".gz", ".tgz", ".bz2", ".xz", ".tar", ".xlsx", ".xlsm", ".xlsb", ".ods", ".jar")
_ARCHIVE_BEGINS = (b"PK\x03\x04", b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\x1f\x8b\x08", b"BZh9", b"\xfd7zXZ\x00")


class RefusedFileError(Exception):
    """The file is not taken. `code` as in faults.CODES, `entry` what in the file is meant, `remedy` for people."""

    def __init__(self, code: str, remedy: str, *, entry: str = "") -> None:
        super().__init__(remedy)
        self.code = code
        self.remedy = remedy
        self.entry = entry


def open_archive(path: Path, *, largest: int = LARGEST_UNPACKED) -> ZipFile:
    """The archive, with its list of entries checked. Raises RefusedFileError."""
    try:
        archive = ZipFile(path)
    except (BadZipFile, LargeZipFile, NotImplementedError, ValueError, UnicodeDecodeError) as error:
        raise RefusedFileError("not_an_archive", f"The file is damaged ({error}); make or send it again.") from error
    try:
        _check_entries(archive.infolist(), largest)
    except BaseException:
        archive.close()
        raise
    return archive


def blocks(archive: ZipFile, entry: ZipInfo, *, most: int) -> Iterator[bytes]:
    """The contents of one entry, block by block. Raises RefusedFileError for more than `most` bytes, or damage."""
    left = most
    first = True
    try:
        with archive.open(entry) as file:
            while block := file.read(_BLOCK):
                left -= len(block)
                if left < 0:
                    _refuse_bomb(entry)
                if first and block.startswith(_ARCHIVE_BEGINS):
                    _refuse_nested(entry)
                first = False
                yield block
    except (BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError, OSError) as error:
        remedy = f"The entry cannot be unpacked ({error}); make the file again."
        raise RefusedFileError("not_an_archive", remedy, entry=entry.filename) from error


def unpack(path: Path, into: Path, *, suffix: str, largest: int = LARGEST_UNPACKED) -> list[Path]:
    """Unpack the entries of this suffix, without their folders; others are left alone. Raises RefusedFileError."""
    found: list[Path] = []
    with open_archive(path, largest=largest) as archive:
        left = largest
        for entry in archive.infolist():
            name = PurePosixPath(entry.filename).name
            if entry.is_dir() or not name.lower().endswith(suffix) or entry.filename.startswith("__MACOSX/"):
                continue
            target = into / name
            if target.exists():
                remedy = f"The archive holds two files called {name}; keep one."
                raise RefusedFileError("duplicate_table", remedy, entry=entry.filename)
            with target.open("xb") as file:
                for block in blocks(archive, entry, most=left):
                    left -= file.write(block)
            found.append(target)
    return sorted(found)


def _check_entries(entries: list[ZipInfo], largest: int) -> None:
    if len(entries) > _MOST_ENTRIES:
        raise RefusedFileError("bomb", f"The archive holds more than {_MOST_ENTRIES} files; keep the tables only.")
    for entry in entries:
        _check_entry(entry)
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if unpacked > largest or (unpacked > _TOO_SMALL_FOR_A_BOMB and unpacked > packed * _HIGHEST_RATIO):
        raise RefusedFileError("bomb", f"It unpacks to {unpacked // 2**20} MB; send the tables as CSV files instead.")


def _check_entry(entry: ZipInfo) -> None:
    name = entry.filename
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in name:
        remedy = "The entry leads out of the folder; pack it without a path."
        raise RefusedFileError("outside_folder", remedy, entry=name)
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise RefusedFileError("symbolic_link", "The entry is a symbolic link; pack the file itself.", entry=name)
    if entry.flag_bits & _ENCRYPTED:
        raise RefusedFileError("encrypted", "The archive is encrypted; pack it without a password.", entry=name)
    if name.lower().endswith(_ARCHIVES):
        _refuse_nested(entry)
    if entry.file_size > _TOO_SMALL_FOR_A_BOMB and entry.file_size > entry.compress_size * _HIGHEST_RATIO:
        _refuse_bomb(entry)


def _refuse_bomb(entry: ZipInfo) -> NoReturn:
    remedy = "The entry unpacks to far more than a table has; send the table as a CSV file instead."
    raise RefusedFileError("bomb", remedy, entry=entry.filename)


def _refuse_nested(entry: ZipInfo) -> NoReturn:
    remedy = "An archive or workbook within an archive is not opened; bring it by itself."
    raise RefusedFileError("nested_archive", remedy, entry=entry.filename)
