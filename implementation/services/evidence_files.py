"""Files of evidence: kept under the data folder, outside of everything that a web server serves, by random names.

A file is written before the row that names it is stored. Where that fails, the file goes at once; where the process
dies in between, `forget_strays` finds the file that no row names.
"""

import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any, Protocol

from django.conf import settings

from implementation.access.file_kinds import WrongFileError, kind_of
from implementation.http.problems import Problem, invalid
from implementation.models import Evidence

LONGEST_NAME = 200
STRAY_AFTER = timedelta(days=1)
_FOLDER = "evidence"


class Upload(Protocol):
    """One uploaded file, such as Django's UploadedFile."""

    @property
    def name(self) -> str | None: ...

    def chunks(self) -> Iterable[bytes]: ...


@dataclass(frozen=True, slots=True)
class StoredFile:
    """What is known of a file that was written."""

    stored_as: str
    name: str
    media_type: str
    size: int
    digest: str

    def as_fields(self) -> dict[str, Any]:
        """The columns of the row of evidence that names it."""
        return {
            "stored_as": self.stored_as,
            "file_name": self.name,
            "file_type": self.media_type,
            "file_size": self.size,
            "file_sha256": self.digest,
        }


def folder() -> Path:
    return Path(settings.DATA_DIR) / _FOLDER


def path_of(stored_as: str) -> Path:
    return folder() / stored_as


def store(upload: Upload) -> StoredFile:
    """Write the file, and look at what it is. What is not taken, too large or broken off leaves nothing behind."""
    name = shown_name(upload.name or "")
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    stored_as = secrets.token_hex(16)
    path = path_of(stored_as)
    try:
        size, digest = _write(path, upload)
        with path.open("rb") as file:
            kind = kind_of(file, name)
    except WrongFileError as error:
        remove(stored_as)
        raise invalid("file", "wrong_file", str(error)) from error
    except BaseException:
        remove(stored_as)
        raise
    return StoredFile(stored_as, name, kind.media_type, size, digest)


def remove(stored_as: str) -> None:
    """What is gone already is no fault."""
    path_of(stored_as).unlink(missing_ok=True)


def shown_name(sent: str) -> str:
    """The last part of the path that was sent, without what could confuse a reader or a header."""
    last = PurePosixPath(sent.replace("\\", "/")).name
    clean = "".join(letter for letter in last if letter.isprintable() and letter not in '"<>|:*?').strip(" .")
    stem, dot, ending = clean.rpartition(".")
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}{dot}{ending}" if dot else clean[:LONGEST_NAME]


def forget_strays(*, at: datetime) -> int:
    """Remove files that no row names, once they are old enough not to be under way; how many there were."""
    before = (at - STRAY_AFTER).timestamp()
    old = [path for path in folder().glob("*") if path.stat().st_mtime < before]
    named = set(Evidence.objects.filter(stored_as__in=[path.name for path in old]).values_list("stored_as", flat=True))
    strays = [path for path in old if path.name not in named]
    for path in strays:
        path.unlink(missing_ok=True)
    return len(strays)


def _write(path: Path, upload: Upload) -> tuple[int, str]:
    """Size and SHA-256. On the disk before the row is, or a power cut would leave a row without its file."""
    limit, size, digest = int(settings.EVIDENCE_UPLOAD_LIMIT), 0, sha256()
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for chunk in upload.chunks():
            size += len(chunk)
            if size > limit:
                raise Problem("too-large", f"A file of evidence has at most {limit // 2**20} MiB.")
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return size, digest.hexdigest()
