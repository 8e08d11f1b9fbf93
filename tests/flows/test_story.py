"""The main job as a tool does it: through HTTP alone, from a playbook to live and handed over."""

from typing import Any

import pytest
from django.test import Client

from implementation.access.actors import Role
from tests import factories as make
from tests.flows.tools import Tool
from tracking.services.follow import follow

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_golive_goes_from_playbook_to_hand_over() -> None:
    make.starter()
    tool = Tool(make.key("read", "write", role=Role.LEAD))
    golive = kicked_off(tool)
    assert golive["progress"] == {"tasks": 53, "finished": 0, "blocked": 0}

    refused = tool.post(f"go-lives/{golive['id']}/transitions", {"to": "live"}, 409)
    assert refused["type"].endswith("gates-open")

    for phase in ("live", "handed_over"):
        finish_tasks(tool, golive["id"], gate="live" if phase == "live" else None)
        moved = tool.post(f"go-lives/{golive['id']}/transitions", {"to": phase}, 200)
        assert moved["status"] == phase
    assert tool.get(f"go-lives/{golive['id']}")["progress"]["finished"] == 53

    tool.post(
        "time-entries",
        {"go_live": golive["id"], "worked_on": str(make.days_ago(3)), "minutes": 150, "person": "ada@vendor.example"},
    )
    follow(at=make.now())
    [measure] = tool.get(f"measures?go_live={golive['id']}")["results"]
    assert (measure["state"], measure["days"], measure["handholding_hours"]) == ("live", 60, 2.5)


def kicked_off(tool: Tool) -> Any:
    customer = tool.post("customers", {"name": "Birch Hospital", "segment": "hospital"})
    product = tool.post("products", {"name": "Ambient Scribe"})
    return tool.post(
        "go-lives",
        {
            "customer": customer["id"],
            "product": product["id"],
            "playbook": "ambient-documentation",
            "kickoff_on": str(make.days_ago(60)),
        },
    )


def finish_tasks(tool: Tool, golive: str, *, gate: str | None) -> None:
    """Tick tasks as their prerequisites allow: all of them, or those before the named gates are all done."""
    while True:
        tasks = tool.every(f"tasks?go_live={golive}")
        finished = {task["id"] for task in tasks if task["status"] == "done"}
        waiting = [task for task in tasks if task["status"] != "done"]
        if not [task for task in waiting if gate is None or task["gate"] == gate]:
            return
        ready = [task for task in waiting if set(task["depends_on"]) <= finished]
        assert ready, "tasks wait for each other"
        for task in ready:
            if task["evidence_required"]:
                tool.post("evidence", {"task": task["id"], "title": "Shown", "note": "in the project file"})
            tool.post(f"tasks/{task['id']}/transitions", {"to": "done"}, 200)


def test_the_customer_sees_the_progress_on_its_page() -> None:
    make.starter()
    tool = Tool(make.key("read", "write", role=Role.LEAD))
    golive = kicked_off(tool)
    link = tool.post("share-links", {"go_live": golive["id"], "label": "Dr Birch"})
    page = Client().get(link["url"])
    assert "In progress: 0 of" in page.content.decode()
    assert "Record contract, sites, seats and target go-live" in page.content.decode()
