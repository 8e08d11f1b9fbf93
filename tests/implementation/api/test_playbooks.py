"""Playbooks through HTTP, for reading."""

import pytest

from tests import factories
from tests.implementation.api.callers import slug, tool

pytestmark = pytest.mark.django_db


def test_playbooks_and_their_versions_are_listed() -> None:
    version = factories.starter()
    caller = tool("read")
    [playbook] = caller.get("playbooks", {"key": "ambient-documentation"}).json()["results"]
    assert playbook == caller.get(f"playbooks/{playbook['id']}").json()
    [listed] = caller.get("playbook-versions", {"playbook": playbook["id"]}).json()["results"]
    assert (listed["id"], listed["playbook_key"]) == (str(version.id), "ambient-documentation")
    assert "tasks" not in listed


def test_a_version_is_read_with_its_tasks_in_order() -> None:
    version = factories.starter()
    shown = tool("read").get(f"playbook-versions/{version.id}").json()
    assert [task["key"] for task in shown["tasks"]] == list(
        version.tasks.order_by("sort_order").values_list("key", flat=True)
    )


def test_playbooks_are_not_written_here() -> None:
    answer = tool().post("playbooks", {"key": "mine"})
    assert (answer.status_code, slug(answer)) == (405, "method-not-allowed")
