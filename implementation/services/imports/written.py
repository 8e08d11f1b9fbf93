"""What a run writes, kept beside it so that it can be undone: which rows are new, and what changed rows were before.

Called while the import writes, inside its transaction. An import that is no run keeps nothing.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import models

from implementation.models import ImportedRows
from implementation.services.imports.plain import plain_value

Fields = Mapping[str, Any]
UNDOABLE_FOR = timedelta(days=30)


class Written:
    """The record of one run; of none, where `run_id` is None."""

    def __init__(self, run_id: UUID | None = None) -> None:
        self._run_id = run_id

    def created(self, model: type[models.Model], ids: Iterable[str]) -> None:
        """New rows, by ids of 32 digits."""
        if self._run_id is None:
            return
        packed = b"".join(bytes.fromhex(row_id) for row_id in ids)
        if packed:
            ImportedRows.objects.create(run_id=self._run_id, model=model._meta.label_lower, created=packed)

    def changed(self, model: type[models.Model], before: Mapping[str, Fields]) -> None:
        """Rows that were just changed: the fields that differ as they were, by id. Their versions are raised by now."""
        if self._run_id is None or not before:
            return
        versions = versions_of(model, before)
        rows: dict[str, Any] = {
            row_id: {"before": {name: plain_value(value) for name, value in fields.items()}, "now": versions[row_id]}
            for row_id, fields in before.items()
        }
        ImportedRows.objects.create(run_id=self._run_id, model=model._meta.label_lower, changed=rows)


def versions_of(model: type[models.Model], ids: Iterable[str]) -> dict[str, int]:
    """The present versions, by id."""
    rows: Any = model._default_manager.filter(id__in=[UUID(hex=row_id) for row_id in ids])
    return {row_id.hex: version for row_id, version in rows.values_list("id", "version")}
