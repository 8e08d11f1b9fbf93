"""What was taken out of the house, and by whom, for the audit: files of exports, and lists as tables."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from implementation.access.actors import Actor
from implementation.models import ExportRun
from implementation.services.change import changing
from implementation.services.values import plain

LONGEST_VALUE = 200


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
    rows: int,
    whole: bool = True,
    request_id: str = "",
) -> None:
    """Who took rows as a table: of which noun, as `form` (csv, xlsx), by which parameters, how many.

    `whole`: whether all of them left; a caller may hang up in the middle. No parameter of a list is a secret.
    """
    customer_id = actor.customer_id or asked.get("customer")
    told = {"noun": noun, "format": form, "asked": _short(asked), "rows": rows, "whole": whole}
    with changing(actor=actor, at=at, request_id=request_id) as change:
        change.record(
            "export.table-taken", None, customer_id=customer_id if isinstance(customer_id, UUID) else None, after=told
        )


def _short(asked: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters but for the format; a text that somebody made long is cut."""
    told = {name: value for name, value in plain(asked).items() if name != "format"}
    return {name: value[:LONGEST_VALUE] if isinstance(value, str) else value for name, value in told.items()}
