"""What was taken out of the house, and by whom, for the audit: files of exports, and lists as tables."""

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import OperationalError

from implementation.access.actors import Actor
from implementation.models import ExportRun
from implementation.services.change import changing
from implementation.services.values import plain
from implementation.services.waiting import is_busy, waiting_at_most

LONGEST_VALUE = 200
# Seconds.
_PATIENCE = 2
_log = logging.getLogger(__name__)


def record_download(*, actor: Actor, at: datetime, run: ExportRun, request_id: str = "") -> None:
    """Who took the file of an export."""
    with changing(actor=actor, at=at, request_id=request_id) as change:
        change.record("export.downloaded", run, customer_id=run.customer_id)


def record_table(
    *,
    actor: Actor,
    at: datetime,
    noun: str,
    form: str,
    asked: Mapping[str, Any],
    rows: int | None,
    whole: bool = True,
    request_id: str = "",
) -> None:
    """Who took rows as a table: of which noun, as `form` (csv, xlsx), by which parameters, how many.

    `rows` None: they begin to leave, and another event tells how many, unless the server is stopped before the end.
    `whole`: whether all of them left; a caller may hang up in the middle. No parameter of a list is a secret. Where
    SQLite's one writer is at work for longer than a moment, it is in the server's log alone: who reads waits for no
    import.
    """
    customer_id = actor.customer_id or asked.get("customer")
    told: dict[str, Any] = {"noun": noun, "format": form, "asked": _short(asked)}
    if rows is not None:
        told |= {"rows": rows, "whole": whole}
    try:
        with waiting_at_most(_PATIENCE), changing(actor=actor, at=at, request_id=request_id) as change:
            change.record(
                "export.table-begun" if rows is None else "export.table-taken",
                None,
                customer_id=customer_id if isinstance(customer_id, UUID) else None,
                after=told,
            )
    except OperationalError as error:
        if not is_busy(error):
            raise
        _log.warning("%s took a table, which is in the log alone: %s (%s)", actor.name, told, error)


def _short(asked: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters but for the format; a text that somebody made long is cut."""
    told = {name: value for name, value in plain(asked).items() if name != "format"}
    return {name: value[:LONGEST_VALUE] if isinstance(value, str) else value for name, value in told.items()}
