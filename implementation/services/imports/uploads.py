"""Uploaded files of an import: kept in a private folder under the data folder until the import has ended."""

import re
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Protocol
from uuid import UUID

from django.conf import settings

from implementation.http.problems import Problem, invalid

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,60}\.csv", re.ASCII)


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


def store(run_id: UUID, uploads: Sequence[Upload]) -> StoredUpload:
    """Keep the files. Refuses none at all, names that are no table's, a name twice, and more than the limit."""
    names = _checked_names(uploads)
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


def _checked_names(uploads: Sequence[Upload]) -> list[str]:
    names = [PurePosixPath((upload.name or "").replace("\\", "/")).name.lower() for upload in uploads]
    if not names:
        raise invalid("files", "required", "Send one or more CSV files named after their tables, such as go_lives.csv.")
    for name in names:
        if not _NAME.fullmatch(name):
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
