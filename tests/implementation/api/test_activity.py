"""The activity feed, through HTTP."""

from typing import Any

import pytest
from django.db import connection
from django.db.models import Q
from django.test import Client
from django.test.utils import CaptureQueriesContext

from implementation.access.actors import Actor, Role
from implementation.models import GoLive
from implementation.reads.activity import activity
from implementation.services.followers import number_events
from implementation.services.sites import change_site
from tests import factories
from tests.implementation.api.callers import V1, pointers, tool

pytestmark = pytest.mark.django_db


def feed(**query: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tool("read").get("activity", query).json()["results"]
    return found


def told(golive: GoLive) -> list[str]:
    """Without day and person, newest first."""
    return [row["sentence"].partition(") ")[2] for row in feed(go_live=str(golive.id))]


def shown_to(actor: Actor) -> list[str]:
    number_events()
    rows = activity(actor=actor, narrowed=Q(), before=None, most=50)
    return [row["sentence"].partition(") ")[2] for row in rows]


def test_the_work_is_told_newest_first() -> None:
    golive = factories.golive()
    task = factories.task(golive, "Connect the ADT feed")
    factories.tick(task, "in_progress")
    factories.barrier(golive, task=task, note="No test system")
    factories.move(golive, "cancelled", reason="Budget")
    name = f"{golive.product} at {golive.customer}"
    day = f"{factories.today().day} {factories.today():%B %Y}"
    assert told(golive) == [
        f"cancelled {name} on {day}: “Budget”.",
        "marked “Connect the ADT feed” as blocked.",
        "reported the integration barrier on “Connect the ADT feed”.",
        "began “Connect the ADT feed”.",
        "added “Connect the ADT feed”.",
        f"set {name} up.",
    ]


def test_a_page_goes_on_where_the_last_one_ended() -> None:
    golive = factories.golive()
    for _ in range(4):
        factories.task(golive)
    caller = tool("read")
    first = caller.get("activity", {"limit": "3", "subject": "task"}).json()
    second = caller.get("activity", {"limit": "3", "subject": "task", "cursor": first["next_cursor"]}).json()
    positions = [row["position"] for page in (first, second) for row in page["results"]]
    assert (len(positions), second["next"]) == (4, None)
    assert positions == sorted(positions, reverse=True)


def test_the_customer_is_told_what_is_for_the_customer() -> None:
    golive = factories.golive()
    factories.task(golive, "Ours")
    factories.task(golive, "Yours", owner_side="customer")
    factories.hours(golive, 3)
    link, _ = factories.share_link(golive)
    name = f"{golive.product} at {golive.customer}"
    assert shown_to(link.as_actor()) == ["added “Yours”.", f"set {name} up."]


def test_the_name_of_a_row_that_the_customer_may_not_see_any_more_is_not_told() -> None:
    golive = factories.golive()
    task = factories.task(golive, "Yours", owner_side="customer")
    factories.changed(task, customer_visible=False)
    link, _ = factories.share_link(golive)
    assert "added a task." in shown_to(link.as_actor())


def test_the_customer_is_told_the_fields_that_customers_see() -> None:
    golive = factories.golive()
    task = factories.task(golive, "Yours", owner_side="customer")
    factories.changed(task, estimate_minutes=960, due_on=factories.today())
    link, _ = factories.share_link(golive)
    day = f"{factories.today().day} {factories.today():%B %Y}"
    assert f"changed “Yours”: due date to {day}." in shown_to(link.as_actor())


def test_a_contact_reads_the_feed_and_the_progress_but_no_health(client: Client) -> None:
    golive = factories.golive()
    factories.task(golive, "Yours", owner_side="customer")
    client.force_login(factories.person(Role.CONTACT, customer=golive.customer))
    number_events()
    assert client.get(f"{V1}activity").json()["results"][0]["sentence"].endswith("added “Yours”.")
    assert client.get(f"{V1}go-lives/{golive.id}/progress").json()["all"]["overall"]["tasks"] == 1
    for staff in (f"{golive.id}/health", "health", f"{golive.id}/days"):
        assert client.get(f"{V1}go-lives/{staff}").status_code == 403


def test_a_stranger_is_told_of_its_own_customer_alone() -> None:
    factories.task(factories.golive())
    stranger = tool("read", customer=factories.customer())
    assert [row["kind"] for row in stranger.get("activity").json()["results"]] == ["customer.created"]
    assert pointers(tool("read").get("activity", {"cursor": "0"})) == ["?cursor"]


def test_the_feed_costs_the_same_however_long_it_is_and_whatever_it_names() -> None:
    golive = factories.golive()
    caller = tool("read")
    for more in (1, 29):
        for _ in range(more):
            site = factories.site(golive.customer)
            change_site(actor=factories.LEAD, at=factories.now(), site_id=site.id, fields={"deputy": "Jon"})
            factories.barrier(golive, task=factories.task(golive))
        number_events()
        with CaptureQueriesContext(connection) as queries:
            assert caller.get("activity", {"limit": "200"}).status_code == 200
        # The key, what waits for its place, the events with their names.
        assert len(queries) == 3
