"""A playbook learnt from a go-live: as it was worked, fit to be published, and without anybody's name."""

from datetime import date, timedelta
from typing import Any

import pytest

from implementation.access.actors import Actor, ActorKind
from implementation.http.problems import Problem
from implementation.models import GoLive, Task
from implementation.playbooks.content import content_of
from implementation.playbooks.drafts.draft import Draft
from implementation.playbooks.loader import playbook_of
from implementation.playbooks.playbook import TaskSpec
from implementation.services.playbook_drafts import PlaybookDraft, draft_playbook
from tests import factories as make
from tests.implementation.playbooks.builders import a_playbook, a_task

pytestmark = pytest.mark.django_db
KICKOFF = date(2026, 1, 12)


def after(days: int) -> date:
    return KICKOFF + timedelta(days=days)


def draft(golive: GoLive, actor: Actor = make.LEAD) -> PlaybookDraft:
    return draft_playbook(golive.id, actor=actor)


def tasks_of(found: PlaybookDraft | Draft) -> dict[str, TaskSpec]:
    return {task.key: task for task in playbook_of(found.content).tasks}


def laid_out(*tasks: Any, days: int = 30, **fields: Any) -> GoLive:
    """A go-live on a small playbook, live after so many days. Facts about its tasks are stated as they were."""
    version = make.published(a_playbook(*tasks, **fields))
    golive = make.golive(playbook=version, kickoff_on=KICKOFF, target_on=after(max(days, 30)))
    GoLive.objects.filter(pk=golive.pk).update(live_on=after(days), status="live")
    return golive


def worked(golive: GoLive, key: str, **facts: Any) -> Task:
    task = Task.objects.get(golive=golive, key=key)
    Task.objects.filter(pk=task.pk).update(**facts)
    return task


def test_a_go_live_worked_just_as_planned_gives_its_playbook_again() -> None:
    version = make.starter()
    golive = make.golive(playbook=version, kickoff_on=KICKOFF, target_on=after(84))
    found = draft(golive)
    expected = {**content_of(make.starter_file()), "version": "1.1.0"}
    assert found.content == expected
    assert (found.until, found.days, found.left_out, found.adjusted) == ("projected", 84, [], ())


def test_days_are_measured_from_what_happened_and_planned_where_nothing_did() -> None:
    golive = laid_out(a_task("connect", duration_days=5), a_task("train", offset_days=10), days=41)
    worked(golive, "connect", status="done", start_on=after(2), done_on=after(12))
    found = draft(golive)
    tasks = tasks_of(found)
    assert (found.until, found.days) == ("live", 41)
    assert (tasks["connect"].offset_days, tasks["connect"].duration_days) == (2, 11)
    assert (tasks["train"].offset_days, tasks["train"].duration_days) == (10, 1)


def test_days_of_a_hold_are_none() -> None:
    golive = laid_out(a_task("connect"), days=41)
    worked(golive, "connect", status="done", start_on=after(30), done_on=after(31))
    make.hold(golive, after(10), ends_on=after(19))
    found = draft(golive)
    assert (found.days, tasks_of(found)["connect"].offset_days) == (31, 20)


def test_days_of_work_are_counted_as_the_playbook_counts_them() -> None:
    golive = laid_out(a_task("connect"), day_kind="working")
    monday = KICKOFF - timedelta(days=KICKOFF.weekday())
    GoLive.objects.filter(pk=golive.pk).update(kickoff_on=monday, live_on=monday + timedelta(days=14))
    worked(golive, "connect", status="done", start_on=monday + timedelta(days=7), done_on=monday + timedelta(days=13))
    task = tasks_of(draft(golive))["connect"]
    assert (draft(golive).days, task.offset_days, task.duration_days) == (10, 5, 5)


def test_tasks_that_were_added_are_in_and_those_that_were_skipped_are_left_out_and_told() -> None:
    golive = laid_out(
        a_task("a"), a_task("b", offset_days=2, depends_on=["a"]), a_task("c", offset_days=4, depends_on=["b"])
    )
    skipped = worked(golive, "b", status="skipped", reason="Dr. Lind said no.")
    make.task(golive, title="Open the firewall", phase="build", planned_start_on=after(3), due_on=after(4))
    found = draft(golive)
    assert found.left_out == [{"task": str(skipped.id), "title": "B"}]
    tasks = tasks_of(found)
    assert list(tasks) == ["a", "c", "open-the-firewall"]
    assert tasks["c"].depends_on == ("a",)
    assert (tasks["open-the-firewall"].offset_days, tasks["open-the-firewall"].core) == (3, False)


def test_hours_are_those_that_were_worked_for_those_who_may_read_them() -> None:
    golive = laid_out(a_task("a", estimated_hours=2, handholding_hours=1), a_task("b"))
    task = Task.objects.get(golive=golive, key="a")
    make.hours(golive, 3, on=KICKOFF, task_id=task.id)
    make.hours(golive, 1.5, on=KICKOFF, task_id=task.id, with_customer=False)
    assert [(one.estimated_hours, one.handholding_hours) for one in tasks_of(draft(golive)).values()] == [
        (4.5, 3), (2, 1),
    ]  # fmt: skip
    key = Actor(kind=ActorKind.API_KEY, name="tool", scopes=frozenset({"go-lives:read"}))
    assert tasks_of(draft(golive, key))["a"].estimated_hours == 2


def test_no_name_note_or_reason_gets_in() -> None:
    golive = laid_out(a_task("a", evidence="A log"), a_task("b"))
    names = {"assignee": "ZEBRA", "guidance": "ZEBRA", "reason": "ZEBRA", "counted": "ZEBRA", "done_by": "ZEBRA"}
    worked(golive, "a", **names)
    worked(golive, "b", status="skipped", **names)
    GoLive.objects.filter(pk=golive.pk).update(owner="ZEBRA", ref="ZEBRA")
    type(golive.customer).objects.filter(pk=golive.customer_id).update(name="ZEBRA")
    assert "ZEBRA" not in str(draft(golive)._replace(golive=None))  # type: ignore[arg-type]  # what is answered


def test_without_a_playbook_the_product_names_it() -> None:
    golive = make.golive(
        of=make.product("Ambient Scribe 2", product_type="Ambient documentation"), target_on=make.today()
    )
    make.task(golive, title="Connect", phase="build")
    content = draft(golive).content
    assert (content["key"], content["version"]) == ("ambient-scribe-2-go-live", "1.0.0")
    assert (content["title"], content["product_type"]) == ("Ambient Scribe 2 go-live", "ambient_documentation")


def test_its_version_is_above_all_that_are_published() -> None:
    golive = laid_out(a_task("a"))
    make.published(a_playbook(a_task("a"), a_task("b"), version="1.4.2"))
    assert draft(golive).content["version"] == "1.5.0"


def test_without_kickoff_or_tasks_there_is_nothing_to_learn() -> None:
    without_kickoff = make.golive(kickoff_on=None)
    make.task(without_kickoff)
    for golive in (without_kickoff, make.golive()):
        with pytest.raises(Problem, match="needs both"):
            draft(golive)
