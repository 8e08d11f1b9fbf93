"""Publishing playbooks from checked files. A published version never changes."""

from dataclasses import asdict
from datetime import datetime

from implementation.access.actors import Actor
from implementation.http.problems import refused
from implementation.models import Playbook, PlaybookTask, PlaybookVersion
from implementation.playbooks.loader import load_playbook, starter_paths
from implementation.playbooks.playbook import PlaybookFile, TaskSpec
from implementation.services.change import changing
from implementation.services.values import refuse_bound


def publish(*, actor: Actor, at: datetime, playbook: PlaybookFile, request_id: str = "") -> PlaybookVersion:
    """Store the file as a version. The same content again gives the version there is; other content is refused."""
    refuse_bound(actor, "playbooks")
    with changing(actor=actor, at=at, request_id=request_id) as change:
        Playbook.objects.get_or_create(
            key=playbook.key, defaults={"title": playbook.title, "product_type": playbook.product_type}
        )
        # Two who publish the same file at once: the second waits, and finds the version.
        parent = Playbook.objects.select_for_update(no_key=True).get(key=playbook.key)
        version = PlaybookVersion.objects.filter(playbook=parent, number=playbook.version).first()
        if version is not None:
            if version.content_hash != playbook.sha256:
                raise refused(
                    f"Version {playbook.version} of {playbook.key} is published with other content; raise its version."
                )
            return version
        version = PlaybookVersion.objects.create(
            playbook=parent,
            number=playbook.version,
            description=playbook.description,
            nominal_days=playbook.nominal_days,
            day_kind=playbook.day_kind,
            phases=[asdict(phase) for phase in playbook.phases],
            outcomes=[asdict(outcome) for outcome in playbook.outcomes],
            content_hash=playbook.sha256,
            published_at=at,
        )
        PlaybookTask.objects.bulk_create(_row(version, task) for task in playbook.tasks)
        change.record("playbook-version.published", version, after={"playbook": parent.key, "number": version.number})
    return version


def publish_starters(*, actor: Actor, at: datetime) -> list[PlaybookVersion]:
    """The four playbooks that the program ships, each published unless it is."""
    return [publish(actor=actor, at=at, playbook=playbook) for playbook in map(load_playbook, starter_paths())]


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
    )
