"""Import runs to work on: the files they are asked for with, and taking them up."""

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from django.conf import settings

from implementation.access.actors import Actor, ActorKind, Role
from implementation.models import ImportRun
from implementation.services.imports import runs
from tests import factories as make
from tests.implementation.imports.folders import CUSTOMERS, GO_LIVES

KEY = Actor(kind=ActorKind.API_KEY, name="nightly", id=uuid4(), role=Role.MEMBER, scopes=frozenset({"read", "write"}))


class File:
    """An uploaded file, in two chunks."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self._data = text.encode()

    def chunks(self) -> Iterable[bytes]:
        yield self._data[:10]
        yield self._data[10:]


def files(**tables: str) -> list[File]:
    return [
        File(f"{name}.csv", text) for name, text in {"customers": CUSTOMERS, "go_lives": GO_LIVES, **tables}.items()
    ]


def request(*, dry_run: bool = False, **tables: str) -> ImportRun:
    return runs.request_import(actor=KEY, at=make.now(), files=files(**tables), dry_run=dry_run, request_id="r-1")


def claim(*, later: timedelta = timedelta()) -> ImportRun:
    run = runs.claim_next(at=make.now() + later)
    assert run is not None
    return run


def work() -> None:
    while run := runs.claim_next(at=make.now()):
        runs.run_import(run=run, at=make.now())


def uploads() -> list[Path]:
    return list((settings.DATA_DIR / "imports").glob("*"))
