"""Uploaded files of an import: kept in a private folder under the data folder until the import has ended."""

import re
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Protocol
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile

from django.conf import settings

from implementation.http.problems import Problem, invalid

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,60}\.csv", re.ASCII)
_FOREIGN_NAME = re.compile(r"[\w][\w .()-]{0,100}\.csv")
_ALONE = re.compile(r"[\w][\w .()-]{0,100}\.(xlsx|zip)")
_LEFT_OUT = "imports_left_out"
KEPT_FOR = timedelta(days=30)
"""How long the files of rows that were left out can be fetched."""


class Upload(Protocol):
    """One uploaded file, such as Django's UploadedFile."""

    @property
    def name(self) -> str | None: ...

    def chunks(self) -> Iterable[bytes]: ...


@dataclass(frozen=True)
class StoredUpload:
    """`place` is relative to the data folder; `content_hash` covers names and contents, whatever their order."""

    place: str
    filename: str
    content_hash: str


def folder_of(place: str) -> Path:
    return Path(settings.DATA_DIR) / place


def path_of(place: str) -> Path:
    """What is imported: the workbook or archive, or the folder of CSV files."""
    folder = folder_of(place)
    alone = [path for path in folder.glob("*") if path.suffix in {".xlsx", ".zip"}]
    return alone[0] if alone else folder


def left_out_folder(run_id: UUID) -> Path:
    """Where the files of rows that a run left out are kept."""
    return folder_of(f"{_LEFT_OUT}/{run_id}")


def zip_left_out(run_id: UUID) -> bytes | None:
    """The files of rows that the run left out, as one ZIP; None where there are none, or no more."""
    files = sorted(left_out_folder(run_id).glob("*.csv"))
    if not files:
        return None
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for path in files:
            archive.write(path, path.name)
    return packed.getvalue()


def forget_left_out(*, at: datetime) -> None:
    """Remove what was kept long enough."""
    for folder in folder_of(_LEFT_OUT).glob("*"):
        if folder.stat().st_mtime < (at - KEPT_FOR).timestamp():
            shutil.rmtree(folder, ignore_errors=True)


def store(run_id: UUID, uploads: Sequence[Upload], *, mapped: bool = False) -> StoredUpload:
    """Keep the files. Refuses none at all, names that are no table's, a name twice, and more than the limit.

    `mapped`: a mapping tells, or is asked, which table a file is, so its name may be any.
    """
    names = _checked_names(uploads, _FOREIGN_NAME if mapped else _NAME)
    place = f"imports/{run_id}"
    folder = folder_of(place)
    folder.mkdir(parents=True, mode=0o700)
    try:
        hashes = _write(folder, dict(zip(names, uploads, strict=True)))
    except BaseException:
        remove(place)
        raise
    together = sha256("".join(f"{name} {hashes[name]}\n" for name in sorted(hashes)).encode()).hexdigest()
    return StoredUpload(place, ", ".join(sorted(names))[:255], together)


def remove(place: str) -> None:
    """What is gone already is no fault."""
    shutil.rmtree(folder_of(place), ignore_errors=True)


def _checked_names(uploads: Sequence[Upload], pattern: re.Pattern[str]) -> list[str]:
    names = [PurePosixPath((upload.name or "").replace("\\", "/")).name.lower() for upload in uploads]
    if not names:
        raise invalid("files", "required", "Send one or more CSV files named after their tables, a workbook or a ZIP.")
    if len(names) == 1 and _ALONE.fullmatch(names[0]):
        return names
    for name in names:
        if _ALONE.fullmatch(name):
            raise invalid("files", "not_alone", f"Send {name} by itself: a workbook or ZIP holds all its tables.")
        if not pattern.fullmatch(name):
            raise invalid("files", "wrong_name", f"{name[:80]!r} is no table's file; name it such as go_lives.csv.")
        if names.count(name) > 1:
            raise invalid("files", "duplicate", f"{name} was sent twice; send each table once.")
    return names


def _write(folder: Path, uploads: dict[str, Upload]) -> dict[str, str]:
    """Store the files; their hashes by name."""
    left = int(settings.IMPORT_UPLOAD_LIMIT)
    hashes = {}
    for name, upload in uploads.items():
        digest = sha256()
        with (folder / name).open("xb") as file:
            for chunk in upload.chunks():
                left -= len(chunk)
                if left < 0:
                    limit = settings.IMPORT_UPLOAD_LIMIT // 2**20
                    raise Problem("too-large", f"The files are larger than {limit} MB; import them by command.")
                digest.update(chunk)
                file.write(chunk)
        hashes[name] = digest.hexdigest()
    return hashes
