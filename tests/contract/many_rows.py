"""Rows of everything that the API lists, as many as are wanted, in one portfolio."""

from itertools import count

from django.utils import timezone

from implementation.access.actors import Role
from implementation.models import ExportRun, ImportRun, WebhookEndpoint
from implementation.services.followers import number_events
from tests import factories
from tests.implementation.api.callers import tool
from tests.implementation.api.nouns import NOUNS
from tests.implementation.playbooks.builders import a_playbook
from tests.tracking.portfolio import learning_golives
from tracking.models import CohortConfig
from tracking.services.bring_up_to_date import bring_up_to_date
from tracking.services.forecasts import store_forecasts

# A person's open tasks and hours are found by this name.
ASSIGNEE = "Ada"
# Of sets of cohorts there are a few at most.
MOST_COHORTS = 10
_numbers = count(1)


def add_rows(rows: int) -> None:
    """So many of each, each under a go-live of its own."""
    for _ in range(rows):
        golive = factories.golive()
        for noun in NOUNS:
            noun.make(golive)
        factories.task(golive, assignee=ASSIGNEE)
        factories.hours(golive, 0.25, on=factories.today(), person=ASSIGNEE)
        _add_what_has_no_golive()
    number_events()
    bring_up_to_date(timezone.now())
    store_forecasts(at=timezone.now())


def add_history() -> None:
    """Enough finished go-lives for trends and forecasts."""
    learning_golives(12, of=factories.product(), at=factories.customer())


def _add_what_has_no_golive() -> None:
    number = next(_numbers)
    factories.person()
    ImportRun.objects.create(filename=f"{number}.csv")
    ExportRun.objects.create()
    factories.published(a_playbook(key=f"playbook-{number}"))
    if CohortConfig.objects.count() < MOST_COHORTS:
        CohortConfig.objects.create(by="product", cohort_key=f"{number:032x}", kept=False)
    caller = tool("read", "webhooks:write", "webhooks:read", role=Role.LEAD)
    caller.post("webhooks", {"url": f"https://hooks.example.com/{number}"})
    caller.post("webhook-deliveries", {"webhook": str(WebhookEndpoint.objects.latest("id").id)})
