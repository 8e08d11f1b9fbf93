"""What a digest tells of the go-lives of a customer's contact: where each stands, and what is needed from them."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from implementation.access.actors import Actor
from implementation.models import GoLive
from implementation.models.golives import WORKED_ON
from implementation.planning.day_words import day_in_words
from implementation.reads.status import Needed, status_page

_NEEDED = 5


def standing_of(actor: Actor, today: date) -> Iterator[tuple[UUID, str]]:
    """The id of each go-live that is worked on, and some lines about it."""
    golives = GoLive.objects.visible_to(actor).filter(status__in=WORKED_ON, ended_on__isnull=True)
    for golive_id in golives.order_by("id").values_list("id", flat=True):
        page = status_page(golive_id, actor=actor, today=today)
        needed = "".join(_line(task) for task in page.needed[:_NEEDED])
        asked = f"\nNeeded from you:{needed}" if needed else ""
        yield golive_id, f"{page.golive.product}\n{page.sentence}{asked}"


def _line(task: Needed) -> str:
    return f"\n  - {task.title}{f', due {day_in_words(task.due_on)}' if task.due_on else ''}"
