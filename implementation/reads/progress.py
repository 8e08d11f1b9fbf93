"""How far a go-live's checklist has come, all of it and what the customer sees. Two queries."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from implementation.access.actors import Actor
from implementation.http.problems import not_found
from implementation.models import GoLive, Task
from implementation.models.playbooks import Category
from implementation.planning.progress import Item, Progress, progress
from implementation.playbooks.phases import PHASES

_COLUMNS = ("category", "phase", "status", "customer_visible", "count_target", "count_done")


@dataclass(frozen=True, slots=True)
class GoLiveProgress:
    """`whole`: of all tasks that the reader may see. `phases`: their titles by key."""

    whole: Progress
    shown: Progress
    phases: dict[str, str]


def golive_progress(golive_id: UUID, *, actor: Actor) -> GoLiveProgress:
    """Not found where the actor may not know of the go-live."""
    golives = GoLive.objects.visible_to(actor).filter(id=golive_id)
    found = golives.values_list("id", "playbook_version__phases").first()
    if found is None:
        raise not_found("go-live")
    items = items_of(Task.objects.visible_to(actor).filter(golive_id=golive_id))
    return GoLiveProgress(
        whole=in_order(items),
        shown=in_order([item for item in items if item.customer_visible]),
        phases={phase["key"]: phase["title"] for phase in found[1] or ()},
    )


def items_of(tasks: QuerySet[Task]) -> list[Item]:
    """What is counted of these tasks, in the order of the work. One query."""
    return [Item(*row) for row in tasks.order_by("sort_order", "id").values_list(*_COLUMNS)]


def in_order(items: list[Item]) -> Progress:
    """Counted, in the order in which categories and phases are told everywhere."""
    return progress(items, categories=Category.values, phases=PHASES)
