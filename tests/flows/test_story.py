"""The main job as a tool does it: through HTTP alone, from a playbook to live and handed over."""

from typing import Any

import pytest
from django.test import Client

from implementation.access.actors import Role
from tests import factories as make
from tracking.services.follow import follow

pytestmark = pytest.mark.django_db(transaction=True)


class Tool:
    """An external tool with a key: sends JSON and expects a status."""

    def __init__(self, key: str) -> None:
        self._client = Client(headers={"Authorization": f"Bearer {key}"})

    def get(self, path: str, status: int = 200) -> Any:
        return self._checked(self._client.get(f"/api/v1/{path}"), status)

    def post(self, path: str, body: dict[str, Any], status: int = 201) -> Any:
        answer = self._client.post(f"/api/v1/{path}", body, content_type="application/json")
        return self._checked(answer, status)

    def every(self, path: str) -> list[dict[str, Any]]:
        """All rows of a list, page by page."""
        rows: list[dict[str, Any]] = []
        cursor = ""
        while True:
            page = self.get(f"{path}&limit=50{cursor}")
            rows += page["results"]
            if page["next_cursor"] is None:
                return rows
            cursor = f"&cursor={page['next_cursor']}"

    def _checked(self, answer: Any, status: int) -> Any:
        assert answer.status_code == status, answer.content.decode()
        return answer.json()


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
