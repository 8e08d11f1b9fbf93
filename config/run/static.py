"""Static files, gathered once and again only when one of them has changed."""

import hashlib
import shutil
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

_STAMP = "static.version"


def collect() -> bool:
    """Fills STATIC_ROOT if what it holds is not what the installed version brings; whether it did."""
    root: Path = settings.STATIC_ROOT
    stamp = root.with_name(_STAMP)
    version = fingerprint()
    if root.is_dir() and stamp.is_file() and stamp.read_text(encoding="ascii") == version:
        return False
    shutil.rmtree(root, ignore_errors=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    # Written last: a start that was stopped half-way gathers again.
    stamp.write_text(version, encoding="ascii")
    return True


def fingerprint() -> str:
    """A hash over name, size and time of every file that would be gathered: cheap, and no version to forget."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda found: found[0]):
            found = Path(storage.path(name)).stat()
            digest.update(f"{name}\0{found.st_size}\0{found.st_mtime_ns}\n".encode())
    return digest.hexdigest()
