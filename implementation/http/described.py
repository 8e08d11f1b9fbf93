"""The API's description, ready to be sent: made by a process of its own, kept compressed.

Making it takes some seconds and some 30 MiB, which a web worker that made it itself would hardly give back. So whoever
is asked first runs `manage.py describe_api`, and keeps the four texts that it writes: compressed they are small.
"""

import gzip
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any

from django.conf import settings

VERSIONS = ("3.1", "3.0")
FORMATS = ("yaml", "json")
_PATIENCE = 120
_making = Lock()


def described(version: str, form: str) -> bytes:
    """The description as OpenAPI of that version, in that format, compressed by gzip."""
    with _making:
        return _all()[named(version, form)]


def named(version: str, form: str) -> str:
    """The name of the file that `describe_api` writes."""
    return f"openapi-{version}.{form}"


@cache
def _all() -> Mapping[str, bytes]:
    root: Any = settings.BASE_DIR
    with TemporaryDirectory(prefix="crossing-") as folder:
        command = [sys.executable, root / "manage.py", "describe_api", folder]
        done = subprocess.run(  # noqa: S603 - the arguments are ours
            command, cwd=root, stdin=subprocess.DEVNULL, capture_output=True, timeout=_PATIENCE, check=False
        )
        if done.returncode != 0:
            raise RuntimeError(f"manage.py describe_api failed: {done.stderr[-2000:].decode(errors='replace')}")
        return {path.name: gzip.compress(path.read_bytes()) for path in Path(folder).iterdir()}
