"""A playbook learnt from a go-live, through HTTP: drafted, edited, checked, published."""

import pytest

from implementation.access.actors import Role
from implementation.models import PlaybookVersion
from implementation.playbooks.loader import load_playbook
from tests import factories as make
from tests.implementation.api.callers import slug, tool
from tests.implementation.playbooks.builders import a_playbook, a_task

pytestmark = pytest.mark.django_db


def test_what_was_learnt_is_drafted_checked_and_published_as_the_next_version() -> None:
    version = make.published(a_playbook(a_task("connect")))
    golive = make.golive(playbook=version, target_on=make.days_ago(30))
    make.task(golive, title="Open the firewall", phase="build")
    lead = tool("read", "playbooks:write", role=Role.LEAD)
    draft = lead.get(f"go-lives/{golive.id}/playbook-draft").json()
    content = {**draft["content"], "title": "With the firewall"}
    checked = lead.post("playbook-versions/check", content).json()
    assert (checked["outcome"], [task["key"] for task in checked["tasks_added"]]) == (
        "new_version", ["open-the-firewall"],
    )  # fmt: skip
    assert PlaybookVersion.objects.count() == 1
    published = lead.post(f"playbooks/{version.playbook_id}/versions", content)
    assert (published.status_code, published.json()["number"]) == (201, "1.1.0")


def test_the_draft_is_there_as_a_file_that_tells_what_to_look_at() -> None:
    golive = make.golive(playbook=make.published(a_playbook(a_task("a"), a_task("b"))), target_on=make.days_ago(30))
    make.tick(golive.tasks.get(key="b"), "skipped", reason="Dr. Lind said no.")
    path = f"go-lives/{golive.id}/playbook-draft"
    answer = tool("go-lives:read").get(path, {"format": "yaml"})
    text = answer.content.decode()
    assert answer["Content-Type"] == "application/yaml; charset=utf-8"
    assert text.startswith("# Draft from a go-live of 30 days")
    assert "# Left out, it was skipped: B\n" in text
    assert "Lind" not in text
    assert [task.key for task in load_playbook(text).tasks] == ["a"]
    assert tool("go-lives:read").get(path).json()["content"]["key"] == "small"


def test_a_go_live_of_another_customer_or_without_tasks_gives_none() -> None:
    golive = make.golive()
    path = f"go-lives/{golive.id}/playbook-draft"
    answer = tool("read").get(path)
    assert (answer.status_code, slug(answer)) == (409, "rule-refused")
    assert slug(tool("read", customer=make.customer()).get(path)) == "not-found"
    assert slug(tool("playbooks:read").get(path)) == "scope-missing"
