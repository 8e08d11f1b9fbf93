"""The target of a go-live follows the change that was announced last, unless the import states the target itself.

No change is invented for a target that the files state.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from implementation.imports.staging import Staging, in_batches
from implementation.models import TargetChange

_AT_ONCE = 500


@dataclass(frozen=True)
class LastTarget:
    """The new target of the last change. `brought`: by this import, so the target moves with it."""

    day: str
    precision: str
    brought: bool


def last_targets(staging: Staging) -> dict[str, LastTarget]:
    """By go-live, for those that the import brings changes of. A change of an unknown day counts as the earliest."""
    if not staging.has_table("target_changes"):
        return {}
    rows = staging.query(
        "SELECT golive_id, coalesce(announced_on, ''), is_new, row, new_target_on, new_target_on_precision "
        "FROM target_changes WHERE bad = '' AND golive_id IS NOT NULL ORDER BY golive_id"
    )
    last: dict[str, tuple[str, int, int, str, str]] = {}
    for golive_id, *change in rows:
        last[golive_id] = max(last.get(golive_id, ("",)), tuple(change))
    _add_stored(last)
    return {golive_id: LastTarget(day, known, bool(new)) for golive_id, (_, new, _, day, known) in last.items()}


def _add_stored(last: dict[str, tuple[str, int, int, str, str]]) -> None:
    """A stored change that was announced later stays the last one; of the same day, the brought one counts."""
    for batch in in_batches(sorted(last), _AT_ONCE):
        stored = TargetChange.objects.filter(
            golive_id__in=[UUID(hex=one) for one in batch], announced_on__isnull=False
        ).values_list("golive_id", "announced_on", "new_target_on", "new_target_on_precision")
        for golive_id, announced_on, day, precision in stored:
            change = (str(announced_on), -1, 0, day.isoformat(), precision)
            last[golive_id.hex] = max(last[golive_id.hex], change)


def with_target_changes(golive_ids: Iterable[str]) -> set[str]:
    """Those of the go-lives that have a stored change of target."""
    ids = [UUID(hex=one) for one in golive_ids]
    return {found.hex for found in TargetChange.objects.filter(golive_id__in=ids).values_list("golive_id", flat=True)}
