"""The API's description, ready to be sent: made once for a version of the code, and kept compressed in `DATA_DIR`.

Making it takes some seconds and some 30 MiB, which a web worker would hardly give back. So a start makes it
(`manage.py describe_api`, which `make run` calls), and all workers read its files. Where that was left out, the one
that is asked first has it made by a process of its own; the others wait for it.
"""

import fcntl
import gzip
import hashlib
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import django
import drf_spectacular
import rest_framework
from django.conf import settings

VERSIONS = ("3.1", "3.0")
FORMATS = ("yaml", "json")
_PATIENCE = 120
_CODE = ("config", "implementation", "tracking")
# So long those of other versions are left for processes that are still running them.
_KEPT_SECONDS = 30 * 86_400
_making = Lock()


def described(version: str, form: str) -> bytes:
    """The description as OpenAPI of that version, in that format, compressed by gzip."""
    kept = folder() / named(version, form)
    with _making:
        if not kept.is_file():
            _describe()
    return kept.read_bytes()


def named(version: str, form: str) -> str:
    """The name of the file that holds it."""
    return f"openapi-{version}.{form}.gz"


@cache
def folder() -> Path:
    """Where the code that is running has its description: another version's is never taken for it.

    `config.wsgi` asks as soon as it has loaded the code, so that files replaced under a running server mislead nobody.
    """
    data: Path = settings.DATA_DIR
    return data / "description" / fingerprint()


def fingerprint() -> str:
    """A hash over name, size and time of every file of the code, and over the versions of what describes it."""
    digest = hashlib.sha256(repr((django.VERSION, rest_framework.VERSION, drf_spectacular.__version__)).encode())
    root: Path = settings.BASE_DIR
    for path in sorted(path for part in _CODE for path in (root / part).rglob("*") if "__pycache__" not in path.parts):
        found = path.stat()
        if path.is_file():
            digest.update(f"{path.relative_to(root)}\0{found.st_size}\0{found.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:16]


def keep(texts: dict[tuple[str, str], bytes]) -> None:
    """Store the description, by version and format: all of it at once, so that nobody reads a half."""
    made, ready = folder(), folder().with_suffix(".new")
    shutil.rmtree(ready, ignore_errors=True)
    ready.mkdir(parents=True)
    for (version, form), text in texts.items():
        (ready / named(version, form)).write_bytes(gzip.compress(text))
    ready.rename(made)
    for other in made.parent.iterdir():
        if other.is_dir() and other.stat().st_mtime < time.time() - _KEPT_SECONDS:
            shutil.rmtree(other, ignore_errors=True)


@contextmanager
def alone() -> Iterator[bool]:
    """While one process describes, others wait here; then there is nothing left to do, which it tells by False."""
    parent = folder().parent
    parent.mkdir(parents=True, exist_ok=True)
    with (parent / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield not folder().is_dir()


def _describe() -> None:
    root: Any = settings.BASE_DIR
    done = subprocess.run(  # noqa: S603 - the arguments are ours
        [sys.executable, root / "manage.py", "describe_api"],
        cwd=root, stdin=subprocess.DEVNULL, capture_output=True, timeout=_PATIENCE, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise RuntimeError(f"manage.py describe_api failed: {done.stderr[-2000:].decode(errors='replace')}")
    if not folder().is_dir():
        raise RuntimeError("The code was replaced under the running server, which cannot describe itself: restart it.")
