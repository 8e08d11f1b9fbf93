"""The files of exports, in a private folder under the data folder. Served through the API alone."""

from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from uuid import UUID

from django.conf import settings


@dataclass(frozen=True)
class Kept:
    size: int
    content_hash: str


def folder() -> Path:
    made = Path(settings.DATA_DIR) / "exports"
    made.mkdir(parents=True, exist_ok=True, mode=0o700)
    return made


def path_of(run_id: UUID) -> Path:
    """Where the file is once the run is done."""
    return folder() / f"{run_id}.zip"


def draft_of(run_id: UUID, attempt: int) -> Path:
    """Where an attempt writes, each a file of its own: two workers at once do not meet."""
    return folder() / f"{run_id}.{attempt}.zip"


def keep(run_id: UUID, attempt: int) -> Kept:
    """The whole draft becomes the file, at once."""
    draft = draft_of(run_id, attempt)
    with draft.open("rb") as file:
        content_hash = file_digest(file, "sha256").hexdigest()
    told = Kept(draft.stat().st_size, content_hash)
    draft.replace(path_of(run_id))
    return told


def there() -> dict[UUID, list[Path]]:
    """All files, drafts of broken attempts included, by their run."""
    found: dict[UUID, list[Path]] = {}
    for path in folder().iterdir():
        found.setdefault(UUID(path.name.lstrip(".").partition(".")[0]), []).append(path)
    return found
