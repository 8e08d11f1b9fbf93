"""How far a run has come, and that it is alive: written to its row about once a second.

While the facts are written, their transaction is open. PostgreSQL then takes the heartbeat on a connection of its
own. SQLite lets nobody else write, which also means that nobody else can claim the run: there it is left out.
"""

import time
from types import TracebackType
from typing import Any, Self

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, QuerySet
from django.utils import timezone

from implementation.models import ImportRun, ImportState

SECONDS_BETWEEN = 1.0
_RUNNING = (ImportState.QUEUED.value, ImportState.CHECKING.value, ImportState.APPLYING.value)
_BEAT = """
    UPDATE implementation_importrun SET heartbeat_at = %s, updated_at = %s, rows_done = %s, version = version + 1
    WHERE id = %s AND attempts = %s AND state IN ('checking', 'applying')
"""


class LeaseLostError(Exception):
    """Another worker has taken the run over, or it has ended, or was cancelled."""


def mine(run: ImportRun) -> QuerySet[ImportRun]:
    """The row, as long as it has not ended and nobody else has claimed it since."""
    return ImportRun.objects.filter(id=run.id, attempts=run.attempts, state__in=_RUNNING)


class Heartbeat:
    """The progress of one run, as `import_folder` calls it. Raises LeaseLostError."""

    def __init__(self, run: ImportRun) -> None:
        self._run = run
        self._step = ""
        self._last = float("-inf")
        self._beside: BaseDatabaseWrapper | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._beside is not None:
            self._beside.close()

    def __call__(self, step: str, done: int, total: int) -> None:
        now = time.monotonic()
        if step == self._step and now - self._last < SECONDS_BETWEEN:
            return
        self._step, self._last = step, now
        if not connection.in_atomic_block:
            state = ImportState.APPLYING if step == "writing" else ImportState.CHECKING
            self._believe(self._beat(state=state, rows_done=done, rows_total=total))
        elif connection.vendor == "postgresql":
            self._believe(self._beat_beside(done))

    def _beat(self, **fields: Any) -> int:
        moment = timezone.now()
        return mine(self._run).update(heartbeat_at=moment, updated_at=moment, version=F("version") + 1, **fields)

    def _beat_beside(self, done: int) -> int:
        if self._beside is None:
            self._beside = connection.copy()
        moment = timezone.now()
        with self._beside.cursor() as cursor:
            cursor.execute(_BEAT, [moment, moment, done, self._run.id, self._run.attempts])
            return int(cursor.rowcount)

    @staticmethod
    def _believe(rows: int) -> None:
        if rows != 1:
            raise LeaseLostError
