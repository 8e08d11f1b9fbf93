"""What a version changes against another, and what publishing an edited playbook would do. Nothing is written."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from implementation.access.actors import Actor
from implementation.http.problems import not_found
from implementation.models import Playbook, PlaybookVersion
from implementation.models.playbook_contents import Row, file_of, files_of, says
from implementation.playbooks.diff import PlaybookDiff, difference
from implementation.playbooks.playbook import PlaybookFile
from implementation.playbooks.versions import refusal

OUTCOMES = ("new_playbook", "new_version", "published_already", "refused")


def version_diff(version_id: UUID, *, against_id: UUID | None, actor: Actor) -> dict[str, Any]:
    """What the version changes against another one, by default the one that was published before it."""
    known = _versions(actor)
    version = known.filter(pk=version_id).first()
    if version is None:
        raise not_found("playbook version")
    other = known.filter(pk=against_id).first() if against_id else _before(version, known)
    if against_id and other is None:
        raise not_found("playbook version to compare with")
    files = files_of([version] if other is None else [version, other])
    diff = difference(None if other is None else files[other.id], files[version.id])
    return {"version": _named(version), "against": other and _named(other), **told(diff)}


def check(playbook: PlaybookFile, *, actor: Actor) -> dict[str, Any]:
    """What publishing it would do, with what it changes against the newest version there is."""
    parent = Playbook.objects.visible_to(actor).filter(key=playbook.key).first()
    published = list(_versions(actor).filter(playbook=parent).order_by("-published_at", "-id")) if parent else []
    newest = published[0] if published else None
    outcome, reason = _outcome(playbook, published)
    return {
        "outcome": outcome,
        "reason": reason,
        "playbook": parent and parent.id,
        "key": playbook.key,
        "number": playbook.version,
        "against": newest and _named(newest),
        **told(difference(file_of(newest) if newest else None, playbook)),
    }


def _outcome(playbook: PlaybookFile, published: list[PlaybookVersion]) -> tuple[str, str]:
    if not published:
        return "new_playbook", ""
    for version in published:
        if version.number == playbook.version and says(version, playbook):
            return "published_already", "That version says just this: publishing it changes nothing."
    reason = refusal(playbook.version, published=[version.number for version in published])
    return ("refused", reason) if reason else ("new_version", "")


def _versions(actor: Actor) -> QuerySet[PlaybookVersion]:
    return PlaybookVersion.objects.visible_to(actor).select_related("playbook")


def _before(version: PlaybookVersion, known: QuerySet[PlaybookVersion]) -> PlaybookVersion | None:
    others = known.filter(playbook=version.playbook_id, published_at__lte=version.published_at).exclude(pk=version.pk)
    return others.order_by("-published_at", "-id").first()


def _named(version: PlaybookVersion) -> Row:
    return {"id": version.id, "key": version.playbook.key, "number": version.number}


def told(diff: PlaybookDiff) -> dict[str, Any]:
    """The difference as it is answered."""
    return {
        "fields": [change._asdict() for change in diff.fields],
        "tasks_added": [task._asdict() for task in diff.tasks_added],
        "tasks_removed": [task._asdict() for task in diff.tasks_removed],
        "tasks_changed": [
            {
                "key": task.key,
                "title": task.title,
                "fields": [change._asdict() for change in task.fields],
                "prerequisites_added": task.prerequisites_added,
                "prerequisites_removed": task.prerequisites_removed,
            }
            for task in diff.tasks_changed
        ],
        **{name: getattr(diff, name) for name in ("core_added", "core_removed", "gates_added", "gates_removed")},
        "reordered": diff.reordered,
        "before": diff.before and asdict(diff.before),
        "after": asdict(diff.after),
    }
