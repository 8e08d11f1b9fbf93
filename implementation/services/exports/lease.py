"""A run is worked on by one worker at a time: whoever claims it raises `attempts`, and shows life once a second."""

import time
from contextlib import closing
from types import TracebackType
from typing import Self

from django.db import OperationalError, connection
from django.db.models import F, QuerySet
from django.utils import timezone

from implementation.models import ExportRun, ExportState

SECONDS_BETWEEN = 1.0
_PATIENCE = 1.0
_BEAT = """
    UPDATE implementation_exportrun
    SET heartbeat_at = %s, updated_at = %s, rows_done = %s, rows_total = %s, version = version + 1
    WHERE id = %s AND attempts = %s AND state = 'running'
"""


class LeaseLostError(Exception):
    """Another worker has taken the run over, or it has ended."""


def mine(run: ExportRun) -> QuerySet[ExportRun]:
    """The row, as long as it has not ended and nobody else has claimed it since."""
    return ExportRun.objects.filter(id=run.id, attempts=run.attempts, state=ExportState.RUNNING)


def raise_version() -> dict[str, object]:
    """What every write to a run sets besides."""
    return {"version": F("version") + 1, "updated_at": timezone.now()}


class Heartbeat:
    """The progress of one run, as `export_portfolio` calls it. Raises LeaseLostError.

    The export reads in a transaction that must not write, so this writes on a connection of its own.
    """

    def __init__(self, run: ExportRun) -> None:
        self._run = run
        self._last = time.monotonic()
        self._beside = connection.copy()
        if connection.vendor == "sqlite":
            self._beside.settings_dict["OPTIONS"]["timeout"] = _PATIENCE

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._beside.close()

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self._last < SECONDS_BETWEEN:
            return
        self._last = now
        try:
            rows = self._beat(done, total)
        except OperationalError:
            if connection.vendor != "sqlite":
                raise
            # A long write holds the file. Whoever wanted to take the run over would have to write as well.
            return
        if rows != 1:
            raise LeaseLostError

    def _beat(self, done: int, total: int) -> int:
        ops = self._beside.ops
        moment = ops.adapt_datetimefield_value(timezone.now())
        run_id = ExportRun._meta.pk.get_db_prep_value(self._run.id, self._beside)
        with closing(self._beside.cursor()) as cursor:
            cursor.execute(_BEAT, [moment, moment, done, total, run_id, self._run.attempts])
            return int(cursor.rowcount)
