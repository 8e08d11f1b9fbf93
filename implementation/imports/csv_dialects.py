"""Recognising how a CSV file is written: its encoding, what stands between its cells, and its decimal sign.

The byte-order mark decides, else the text itself: what is UTF-8 is hardly ever anything else. Text of one byte a letter
is read as Windows-1252, as spreadsheet programs of western Europe and America write it.
"""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

_BLOCK = 1 << 20
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NAMES = {
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32": "UTF-32",
    "cp1252": "Windows-1252",
}
_BETWEEN = {";": "semicolons", "\t": "tabs"}
_SAMPLE = 64 * 1024


@dataclass(frozen=True)
class Dialect:
    """`encoding` is Python's name. `readable`: False where the bytes are no text in any encoding that is recognised."""

    encoding: str = "utf-8"
    delimiter: str = ","
    readable: bool = True

    @property
    def decimal_comma(self) -> bool:
        """Whether 7,5 can be a number: a comma stands between cells otherwise."""
        return self.delimiter != ","

    @property
    def in_words(self) -> str:
        """How it was read, where that is not CSV UTF-8 with commas; else empty."""
        told = []
        if self.encoding in _NAMES:
            told.append(f"as {_NAMES[self.encoding]}")
        if self.delimiter in _BETWEEN:
            told.append(f"with {_BETWEEN[self.delimiter]} between cells, and decimal commas")
        return " and ".join(told)


def recognise(path: Path) -> Dialect:
    """How the file is written. Reads it once unless it has a byte-order mark."""
    with path.open("rb") as file:
        begins = file.read(_SAMPLE)
    encoding = _marked(begins) or _unmarked(path, begins)
    header = begins.decode(encoding or "utf-8", "replace")
    return Dialect(encoding or "utf-8", _delimiter(header), readable=encoding is not None)


def _marked(begins: bytes) -> str | None:
    return next((encoding for mark, encoding in _MARKS if begins.startswith(mark)), None)


def _unmarked(path: Path, begins: bytes) -> str | None:
    """Letters of our alphabet have a zero beside them in UTF-16: at every second place."""
    quarter = len(begins) // 4
    for first, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if begins[first::2].count(0) > quarter:
            return encoding
    if _decodes(path, "utf-8"):
        return "utf-8"
    return "cp1252" if _decodes(path, "cp1252") and not _mixes_in_utf8(path) else None


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for block in _blocks(path):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _mixes_in_utf8(path: Path) -> bool:
    """Letters of several bytes beside broken ones: UTF-8 that was damaged, which as Windows-1252 would be gibberish."""
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    return any(not character.isascii() and not "\udc80" <= character <= "\udcff"
               for block in _blocks(path) if not block.isascii() for character in decoder.decode(block))  # fmt: skip


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from iter(partial(file.read, _BLOCK), b"")


def _delimiter(text: str) -> str:
    """The most frequent one of the header, outside quotation marks."""
    header = next((line for line in text.lstrip("\ufeff").splitlines() if line.strip()), "")
    outside = "".join(header.split('"')[::2])
    return max((",", ";", "\t"), key=outside.count)
