"""What a stored version says, as a playbook of the loader's kind: the way back from rows to content.

Called by reads and services alike.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from implementation.models.playbooks import PlaybookTask, PlaybookVersion
from implementation.playbooks.content import is_same
from implementation.playbooks.playbook import OutcomeSpec, PhaseSpec, PlaybookFile, TaskSpec

Row = Mapping[str, Any]
VERSION_COLUMNS = (
    "number", "title", "product_type", "description", "nominal_days", "day_kind", "phases", "outcomes",
)  # fmt: skip
LINE_COLUMNS = (
    "key", "title", "sort_order", "category", "phase", "owner_side", "role", "anchor", "offset_days",
    "duration_days", "depends_on", "gate", "core", "customer_visible", "evidence_required", "evidence", "guidance",
    "barrier_kind", "counted", "estimate_minutes", "handholding_minutes", "refs",
)  # fmt: skip


def lines_of(version_ids: Collection[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    """The tasks of each version, in its order."""
    found: dict[UUID, list[dict[str, Any]]] = {version_id: [] for version_id in version_ids}
    lines = PlaybookTask.objects.filter(version_id__in=version_ids).order_by("sort_order", "id")
    for line in lines.values("version_id", *LINE_COLUMNS):
        found[line.pop("version_id")].append(line)
    return found


def file_of(version: PlaybookVersion) -> PlaybookFile:
    """What the version says. Two queries, unless its playbook is there already."""
    return files_of([version])[version.id]


def says(version: PlaybookVersion, playbook: PlaybookFile) -> bool:
    """Whether the version says the same: in the same words, or in others that mean the same."""
    return version.content_hash == playbook.sha256 or is_same(file_of(version), playbook)


def files_of(versions: Sequence[PlaybookVersion]) -> dict[UUID, PlaybookFile]:
    """What each of them says, by its id. One query, where their playbooks are there already."""
    lines = lines_of([version.id for version in versions])
    rows = {
        version.id: {
            "playbook_key": version.playbook.key,
            **{name: getattr(version, name) for name in VERSION_COLUMNS},
        }
        for version in versions
    }
    digests = {version.id: version.content_hash for version in versions}
    return {key: as_file(row, lines[key], digest=digests[key]) for key, row in rows.items()}


def as_file(version: Row, lines: Sequence[Row], *, digest: str = "") -> PlaybookFile:
    """What a version's row, with `playbook_key`, and its lines say."""
    return PlaybookFile(
        key=version["playbook_key"],
        title=version["title"],
        version=version["number"],
        product_type=version["product_type"],
        description=version["description"],
        nominal_days=version["nominal_days"],
        day_kind=version["day_kind"],
        phases=tuple(PhaseSpec(**phase) for phase in version["phases"]),
        outcomes=tuple(OutcomeSpec(**outcome) for outcome in version["outcomes"]),
        tasks=tuple(map(_task, lines)),
        sha256=digest,
    )


def _task(line: Row) -> TaskSpec:
    renamed = {"barrier_kind": "barrier", "estimate_minutes": "estimated_minutes"}
    fields = {renamed.get(name, name): line[name] for name in LINE_COLUMNS}
    return TaskSpec(**{**fields, "depends_on": tuple(fields["depends_on"]), "refs": tuple(fields["refs"])})
