"""What goes to and fro on a go-live's page between the two sides: words, proofs and sign-offs. Three queries."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from implementation.access.actors import Actor
from implementation.models import Approval, Comment, Evidence
from implementation.models.approvals import ApprovalStatus

COMMENTS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Exchange:
    """`asked`: sign-offs that wait; `signed`: those that were decided. `proofs`: by task."""

    comments: list[Comment]
    asked: list[Approval]
    signed: list[Approval]
    proofs: Mapping[UUID, list[Evidence]]


def exchange_of(golive_id: UUID, *, actor: Actor) -> Exchange:
    """As the reader may see it: the latest comments, the oldest of these first."""
    comments = Comment.objects.visible_to(actor).filter(golive_id=golive_id).select_related("task")
    approvals = list(Approval.objects.visible_to(actor).filter(golive_id=golive_id).latest_rounds().order_by("id"))
    proofs: dict[UUID, list[Evidence]] = {}
    for proof in Evidence.objects.visible_to(actor).filter(golive_id=golive_id, voided_at__isnull=True).order_by("id"):
        proofs.setdefault(proof.task_id, []).append(proof)
    return Exchange(
        comments=list(comments.order_by("-id")[:COMMENTS_SHOWN])[::-1],
        asked=[one for one in approvals if one.status == ApprovalStatus.REQUESTED],
        signed=[one for one in approvals if one.status != ApprovalStatus.REQUESTED],
        proofs=proofs,
    )
