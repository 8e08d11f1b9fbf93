"""Publishing playbooks from what the loader has checked. A published version never changes.

Each version is above those before it, so the newest is the one published last. The same content again is the version
that there is: whoever sends a file twice, or starts the program again, changes nothing.
"""

from dataclasses import asdict
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from implementation.access.actors import Actor
from implementation.http.problems import invalid, not_found, refused
from implementation.models import Playbook, PlaybookTask, PlaybookVersion
from implementation.models.playbook_contents import says
from implementation.playbooks.playbook import PlaybookFile, TaskSpec
from implementation.playbooks.versions import refusal
from implementation.services.change import Change, changing
from implementation.services.values import apply_changes, refuse_bound


class Published(NamedTuple):
    """The version that holds the content, and whether it is new."""

    version: PlaybookVersion
    is_new: bool


def publish(*, actor: Actor, at: datetime, playbook: PlaybookFile, request_id: str = "") -> PlaybookVersion:
    """The file as a version of the playbook of its key, which is made if there is none."""
    refuse_bound(actor, "playbooks")
    with changing(actor=actor, at=at, request_id=request_id) as change:
        parent, _ = _made(change, playbook)
        return _publish(change, parent, playbook).version


def create_playbook(*, actor: Actor, at: datetime, playbook: PlaybookFile, request_id: str = "") -> Published:
    """A new playbook with its first version. Of a key that there is, other content than it has is refused."""
    refuse_bound(actor, "playbooks")
    with changing(actor=actor, at=at, request_id=request_id) as change:
        parent, is_new = _made(change, playbook)
        if not is_new and _published_as(parent, playbook) is None:
            words = f"There is a playbook {parent.key} ({parent.id}): publish this as its next version, or rename it."
            raise refused(words, "already-exists", playbook=str(parent.id))
        return _publish(change, parent, playbook)


def publish_version(
    *, actor: Actor, at: datetime, playbook_id: UUID, playbook: PlaybookFile, request_id: str = ""
) -> Published:
    """The next version of a playbook that there is."""
    refuse_bound(actor, "playbooks")
    with changing(actor=actor, at=at, request_id=request_id) as change:
        parent = Playbook.objects.select_for_update(no_key=True).filter(pk=playbook_id).first()
        if parent is None:
            raise not_found("playbook")
        if playbook.key != parent.key:
            words = f"These are versions of {parent.key}; what has another key is another playbook: POST playbooks."
            raise invalid("key", "other_playbook", words)
        return _publish(change, parent, playbook)


def _made(change: Change, playbook: PlaybookFile) -> tuple[Playbook, bool]:
    """The playbook of the file's key, locked, and whether it is new."""
    named = {"title": playbook.title, "product_type": playbook.product_type}
    parent, is_new = Playbook.objects.get_or_create(key=playbook.key, defaults=named)
    if is_new:
        change.record("playbook.created", parent, after={"key": playbook.key, **named})
        return parent, True
    # Two who publish the same file at once: the second waits, and finds the version.
    return Playbook.objects.select_for_update(no_key=True).get(pk=parent.pk), False


def _publish(change: Change, parent: Playbook, playbook: PlaybookFile) -> Published:
    if known := _published_as(parent, playbook):
        return Published(known, is_new=False)
    numbers = list(parent.versions.values_list("number", flat=True))
    if why_not := refusal(playbook.version, published=numbers):
        raise refused(f"{parent.key}: {why_not}")
    version = _store(change, parent, playbook)
    change.record("playbook-version.published", version, after={"playbook": parent.key, "number": version.number})
    named = {"title": playbook.title, "product_type": playbook.product_type}
    before, after = apply_changes(parent, named)
    if after:
        change.record("playbook.changed", parent, before=before, after=after)
    return Published(version, is_new=True)


def _published_as(parent: Playbook, playbook: PlaybookFile) -> PlaybookVersion | None:
    """The version of the file's number, if it says the same."""
    version = parent.versions.select_related("playbook").filter(number=playbook.version).first()
    return version if version is not None and says(version, playbook) else None


def _store(change: Change, parent: Playbook, playbook: PlaybookFile) -> PlaybookVersion:
    version = PlaybookVersion.objects.create(
        playbook=parent,
        number=playbook.version,
        title=playbook.title,
        product_type=playbook.product_type,
        description=playbook.description,
        nominal_days=playbook.nominal_days,
        day_kind=playbook.day_kind,
        phases=[asdict(phase) for phase in playbook.phases],
        outcomes=[asdict(outcome) for outcome in playbook.outcomes],
        content_hash=playbook.sha256,
        published_at=change.at,
    )
    PlaybookTask.objects.bulk_create(_row(version, task) for task in playbook.tasks)
    return version


def _row(version: PlaybookVersion, task: TaskSpec) -> PlaybookTask:
    return PlaybookTask(
        version=version,
        key=task.key,
        title=task.title,
        sort_order=task.sort_order,
        category=task.category,
        phase=task.phase,
        owner_side=task.owner_side,
        role=task.role,
        anchor=task.anchor,
        offset_days=task.offset_days,
        duration_days=task.duration_days,
        depends_on=list(task.depends_on),
        gate=task.gate,
        core=task.core,
        customer_visible=task.customer_visible,
        evidence_required=task.evidence_required,
        evidence=task.evidence,
        guidance=task.guidance,
        barrier_kind=task.barrier,
        counted=task.counted,
        estimate_minutes=task.estimated_minutes,
        handholding_minutes=task.handholding_minutes,
        refs=list(task.refs),
    )
