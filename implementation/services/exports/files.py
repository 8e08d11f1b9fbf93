"""Where the tables of an export go: a folder or a ZIP. It appears under its name once it is whole, or not at all."""

import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import IO, TextIO

OpenTable = Callable[[str], AbstractContextManager[TextIO]]
"""Opens the file of a table, by the table's name."""
ZIP = ".zip"
# The same rows give the same bytes, so no entry carries the time of the export; a ZIP knows none before 1980.
_ENTRY_TIME = (1980, 1, 1, 0, 0, 0)


@contextmanager
def new_files(path: Path) -> Iterator[OpenTable]:
    """A ZIP where the name ends so, else a folder. Raises FileExistsError where something is in the way."""
    if path.is_file() or (path.is_dir() and any(path.iterdir())):
        raise FileExistsError(f"{path} exists already. Name a new file, or an empty or new folder.")
    path.parent.mkdir(parents=True, exist_ok=True)
    with _new_zip(path) if path.suffix.lower() == ZIP else _new_folder(path) as open_table:
        yield open_table


@contextmanager
def _new_folder(path: Path) -> Iterator[OpenTable]:
    draft = Path(tempfile.mkdtemp(prefix=f".{path.name}-", dir=path.parent))

    @contextmanager
    def open_table(name: str) -> Iterator[TextIO]:
        with (draft / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            yield file

    try:
        yield open_table
        draft.replace(path)
    except BaseException:
        shutil.rmtree(draft)
        raise


@contextmanager
def _new_zip(path: Path) -> Iterator[OpenTable]:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            with zipped(file) as open_table:
                yield open_table
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except BaseException:
        draft.unlink()
        raise


@contextmanager
def zipped(file: IO[bytes]) -> Iterator[OpenTable]:
    """The tables as entries of a ZIP that is written to `file`."""
    with zipfile.ZipFile(file, "w") as archive:

        @contextmanager
        def open_table(name: str) -> Iterator[TextIO]:
            entry = zipfile.ZipInfo(f"{name}.csv", _ENTRY_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(entry, "w", force_zip64=True) as raw:
                text = TextIOWrapper(raw, encoding="utf-8", newline="")
                yield text
                text.flush()
                text.detach()

        yield open_table
