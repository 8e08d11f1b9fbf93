"""Which files are taken as evidence, and whether a file is what its name says: judged by its content alone.

The kinds are those that people prove work with, and that run nothing when opened: no HTML, no SVG, no archives, no
office documents with macros. Knows no Django and no database.
"""

import re
from dataclasses import dataclass
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile

import puremagic

HEAD_BYTES = 8192
_MOST_ENTRIES = 20_000
# Far above what documents of the size that is taken unpack to; what is made to fill a disk unpacks to more.
MOST_UNPACKED = 500 * 2**20
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."


@dataclass(frozen=True, slots=True)
class FileKind:
    """`media_type` is what the file is served as; `names` are the endings that it may have."""

    media_type: str
    names: tuple[str, ...]


PDF = FileKind("application/pdf", ("pdf",))
PNG = FileKind("image/png", ("png",))
JPEG = FileKind("image/jpeg", ("jpg", "jpeg"))
TEXT = FileKind("text/plain", ("txt", "md", "log"))
CSV = FileKind("text/csv", ("csv",))
# By the part that every document of the kind has (Office Open XML, ECMA-376), and by its type (OpenDocument, part 2).
_OFFICE_PARTS = {
    "word/document.xml": FileKind(f"{_OFFICE}wordprocessingml.document", ("docx",)),
    "xl/workbook.xml": FileKind(f"{_OFFICE}spreadsheetml.sheet", ("xlsx",)),
    "ppt/presentation.xml": FileKind(f"{_OFFICE}presentationml.presentation", ("pptx",)),
}
_OPEN_TYPES = {
    f"{_OPEN}text": FileKind(f"{_OPEN}text", ("odt",)),
    f"{_OPEN}spreadsheet": FileKind(f"{_OPEN}spreadsheet", ("ods",)),
    f"{_OPEN}presentation": FileKind(f"{_OPEN}presentation", ("odp",)),
}
_BINARY = {"pdf": PDF, "png": PNG, "jpg": JPEG, "jpeg": JPEG}
KINDS = (PDF, PNG, JPEG, *_OFFICE_PARTS.values(), *_OPEN_TYPES.values(), TEXT, CSV)
ENDINGS = tuple(name for kind in KINDS for name in kind.names)
_MARKUP = re.compile(rb"\s*<(!doctype|\?xml|html|head|body|svg|script|iframe|!--)", re.IGNORECASE)
_MACROS = re.compile(r"(vbaproject\.bin|/activex/|/embeddings/|^basic/|^scripts/)", re.IGNORECASE)


class WrongFileError(Exception):
    """The file is not taken; the message says why and what to do."""


def kind_of(file: BinaryIO, name: str) -> FileKind:
    """The kind of the file, where its name and its content agree on one that is taken.

    `file` can be read from any place; it is left at some other. Raises WrongFileError.
    """
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending not in ENDINGS:
        raise WrongFileError(f"Files of these kinds are taken: {', '.join(ENDINGS)}.")
    file.seek(0)
    head = file.read(HEAD_BYTES)
    if not head:
        raise WrongFileError("The file is empty.")
    found = _by_content(file, head, ending)
    if found is None or ending not in found.names:
        told = f"a {found.names[0].upper()} file" if found else "something else"
        raise WrongFileError(f"Its name ends in .{ending}, but its content is {told}; name it as what it is.")
    return found


def _by_content(file: BinaryIO, head: bytes, ending: str) -> FileKind | None:
    if head.startswith(b"PK"):
        return _packed(file)
    if binary := _binary(head):
        return binary
    kind = CSV if ending in CSV.names else TEXT
    return kind if _is_text(file) else None


def _binary(head: bytes) -> FileKind | None:
    """By the signature at the beginning; what a signature elsewhere would say does not count."""
    try:
        matches = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return None
    at_start = {b"%PDF-": PDF, b"\x89PNG\r\n\x1a\n": PNG, b"\xff\xd8\xff": JPEG}
    signed = next((kind for mark, kind in at_start.items() if head.startswith(mark)), None)
    told = {_BINARY.get(match.extension.lstrip(".").lower()) for match in matches}
    return signed if signed in told else None


def _packed(file: BinaryIO) -> FileKind | None:
    """An office document, of which the list of contents is read and one short member; nothing is unpacked."""
    try:
        with ZipFile(file) as archive:
            members = archive.infolist()
            names = {member.filename for member in members}
            if len(members) > _MOST_ENTRIES or any(member.flag_bits & 1 for member in members):
                return None
            if sum(member.file_size for member in members) > MOST_UNPACKED:
                raise WrongFileError(f"It would unpack to more than {MOST_UNPACKED // 2**20} MiB; save it as PDF.")
            if any(_MACROS.search(name) for name in names):
                raise WrongFileError("It holds macros or embedded programs; save it without them, or as PDF.")
            if "[Content_Types].xml" in names:
                return next((kind for part, kind in _OFFICE_PARTS.items() if part in names), None)
            if "mimetype" in names and archive.getinfo("mimetype").file_size <= HEAD_BYTES:
                return _OPEN_TYPES.get(archive.read("mimetype").decode("ascii", "replace").strip())
    except (BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError, OSError) as error:
        raise WrongFileError(f"It cannot be read as an office document: {error}.") from error
    return None


def _is_text(file: BinaryIO) -> bool:
    """Text in UTF-8 or Windows-1252, all of it, and no markup that a browser might take for a page."""
    file.seek(0)
    first = True
    while chunk := file.read(2**20):
        if b"\0" in chunk or (first and _MARKUP.match(chunk.removeprefix(b"\xef\xbb\xbf"))):
            return False
        if any(byte < 32 and byte not in (9, 10, 12, 13) for byte in set(chunk)):
            return False
        first = False
    return True
