"""Finding playbook versions, and the lines of one."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from implementation.access.actors import Actor
from implementation.models import PlaybookTask, PlaybookVersion

LINE_COLUMNS = (
    "key", "title", "sort_order", "category", "phase", "owner_side", "role", "anchor", "offset_days",
    "duration_days", "depends_on", "gate", "core", "customer_visible", "evidence_required", "evidence", "guidance",
    "barrier_kind", "counted", "estimate_minutes", "handholding_minutes",
)  # fmt: skip


def playbook_version(named: str, *, actor: Actor) -> PlaybookVersion | None:
    """The version of this id, or the newest of the playbook of this key."""
    visible = PlaybookVersion.objects.visible_to(actor)
    try:
        return visible.filter(pk=UUID(named)).first()
    except ValueError:
        return visible.filter(playbook__key=named).order_by("-published_at", "-id").first()


def lines_of(version_ids: Collection[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    """The tasks of each version, in its order."""
    found: dict[UUID, list[dict[str, Any]]] = {version_id: [] for version_id in version_ids}
    lines = PlaybookTask.objects.filter(version_id__in=version_ids).order_by("sort_order", "id")
    for line in lines.values("version_id", *LINE_COLUMNS):
        found[line.pop("version_id")].append(line)
    return found
