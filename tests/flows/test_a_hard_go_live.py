"""A go-live that nobody would wish for, through HTTP alone: dates, feed, days and measures, by figures worked out by
hand.

Ambient documentation, 53 tasks, 84 days from kickoff to target. D0 is the kickoff, D84 the target. It slips by three
weeks, is blocked by two things at once, held for a week, refused its last gate, goes live, is rolled back, and is live
for good on D119. Today is D130.
"""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from implementation.access.actors import Role
from tests import factories as make
from tests.flows.tools import Tool
from tracking.services.follow import follow

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
TODAY = 130


def day(number: int) -> date:
    """The day of that number after kickoff."""
    return make.days_ago(TODAY - number)


def number(day: str | None) -> int | None:
    return day and (date.fromisoformat(day) - make.days_ago(TODAY)).days  # type: ignore[return-value]


def noon(on: int) -> str:
    return datetime.combine(day(on), time(12), UTC).isoformat()


class Story:
    """The go-live, with words for what is done to it and what it tells."""

    def __init__(self) -> None:
        self.lead = Tool(make.key("read", "write", role=Role.LEAD))
        self.member = Tool(make.key("read", "write"))
        make.starter()
        customer = self.lead.post("customers", {"name": "Birch Hospital"})
        product = self.lead.post("products", {"name": "Ambient Scribe"})
        body = {"customer": customer["id"], "product": product["id"], "playbook": "ambient-documentation"}
        made = self.lead.post("go-lives", {**body, "kickoff_on": str(day(0))})
        self.id = made["id"]
        self.ids = {task["key"]: task["id"] for task in self.tasks()}

    def tasks(self) -> list[dict[str, Any]]:
        return self.lead.every(f"tasks?go_live={self.id}")

    def plan(self, *keys: str) -> dict[str, tuple[int | None, int | None]]:
        """First and last day of work, as planned."""
        tasks = {task["key"]: task for task in self.tasks()}
        return {key: (number(tasks[key]["planned_start_on"]), number(tasks[key]["due_on"])) for key in keys}

    def projected(self) -> int | None:
        return number(self.lead.get(f"go-lives/{self.id}")["projected_live_on"])

    def move(self, key: str, to: str, on: int, *, status: int = 200, by: Tool | None = None, **body: Any) -> Any:
        sent = {"to": to, "at": noon(on), **body}
        return (by or self.lead).post(f"tasks/{self.ids[key]}/transitions", sent, status)

    def finish(self, key: str, on: int) -> None:
        task = self.lead.get(f"tasks/{self.ids[key]}")
        if task["evidence_required"]:
            self.lead.post("evidence", {"task": task["id"], "title": "Shown", "note": "in the project file"})
        self.move(key, "done", on)

    def finish_as_planned(self, *, through: int, but: frozenset[str] = frozenset()) -> None:
        """Tick what is due by that day, each on its own day, in the order in which they wait for each other."""
        finished = {task["id"] for task in self.tasks() if task["status"] == "done"}
        due = [task for task in self.tasks() if task["status"] != "done" and task["key"] not in but]
        while ready := [
            task for task in due if set(task["depends_on"]) <= finished and (number(task["due_on"]) or 0) <= through
        ]:
            for task in ready:
                self.finish(task["key"], number(task["due_on"]) or 0)
                finished.add(task["id"])
            due = [task for task in due if task["id"] not in finished]

    def go(self, to: str, status: int = 200, **body: Any) -> Any:
        return self.lead.post(f"go-lives/{self.id}/transitions", {"to": to, **body}, status)

    def said(self, most: int) -> list[str]:
        """The latest sentences, newest first, without day and person."""
        rows = self.lead.get(f"activity?go_live={self.id}&limit={most}")["results"]
        return [row["sentence"].partition(f"{row['person']} ")[2] for row in rows]

    def days(self) -> Any:
        return self.lead.get(f"go-lives/{self.id}/days")

    def measure(self) -> Any:
        follow(at=make.now())
        [measure] = self.lead.get(f"measures?go_live={self.id}")["results"]
        return measure


def in_words(on: int) -> str:
    return f"{day(on).day} {day(on):%B %Y}"


def slips(days: Any) -> tuple[Any, ...]:
    return days["against_first_target"]["days"], days["against_last_target"]["days"], days["slips_final"]


def test_a_hard_go_live() -> None:
    story = Story()
    it_is_laid_out(story)
    two_things_block_it_at_once(story)
    it_is_three_weeks_late(story)
    the_target_moves(story)
    it_is_held_for_a_week(story)
    the_last_gate_is_refused(story)
    it_goes_live(story)
    it_is_rolled_back(story)
    it_is_live_for_good(story)


LINE = ("sandbox-connect", "writeback-build", "interface-test", "silent-notes", "uat", "safety-case", "prod-config")
END = ("prod-smoke", "clinician-training", "go-no-go", "go-live")


def it_is_laid_out(story: Story) -> None:
    """As the playbook says: offsets from kickoff, or from the target on D84 (prod-config 10 days before it)."""
    assert len(story.ids) == 53
    assert story.plan(*LINE) == {
        "sandbox-connect": (16, 27), "writeback-build": (28, 41), "interface-test": (42, 49),
        "silent-notes": (42, 55), "uat": (56, 62), "safety-case": (63, 67), "prod-config": (74, 78),
    }  # fmt: skip
    assert story.plan(*END) == {
        "prod-smoke": (79, 80), "clinician-training": (70, 79), "go-no-go": (81, 81), "go-live": (84, 84),
    }  # fmt: skip
    assert story.projected() == 84
    assert story.said(2) == ["laid the checklist out: 53 tasks.", "set Ambient Scribe at Birch Hospital up."]
    measure = story.measure()
    # Nobody says that it is live: it runs to today, at least 46 days late.
    assert (measure["state"], measure["days"], measure["slip_first_days"]) == ("in_progress", 130, 46)


def two_things_block_it_at_once(story: Story) -> None:
    """The customer's interface blocks D20 to D34, our data the whole go-live from D30 to D56: four days together."""
    story.finish_as_planned(through=15)
    story.move("sandbox-connect", "in_progress", 16)
    barrier = {"kind": "integration", "side": "customer", "note": "No test system"}
    story.move("sandbox-connect", "blocked", 20, barrier=barrier)
    assert story.said(2) == [
        "marked “Register the app and launch in non-production” as blocked.",
        "reported the integration barrier on “Register the app and launch in non-production”.",
    ]
    whole = {"go_live": story.id, "kind": "data", "side": "vendor", "opened_on": str(day(30))}
    second = story.lead.post("barriers", whole)
    [first] = [row for row in story.lead.every(f"barriers?go_live={story.id}") if row["kind"] == "integration"]
    assert number(first["opened_on"]) == 20
    for row, closed in ((first, 34), (second, 56)):
        story.lead.patch(f"barriers/{row['id']}", {"closed_on": str(day(closed))})
    assert story.said(1) == [f"reported that the data barrier on the whole go-live is gone on {in_words(56)}."]
    assert story.lead.get(f"tasks/{story.ids['sandbox-connect']}")["status"] == "in_progress"
    days = story.days()
    # Integration 14 days, data 26; 36 with either; the four of both are halved: 12 and 24.
    assert days["days_blocked"] == 36
    assert days["by_barrier"] == [
        {"kind": "data", "attributed": 26, "exclusive": 24.0},
        {"kind": "integration", "attributed": 14, "exclusive": 12.0},
    ]
    measure = story.measure()
    assert measure["days_blocked"] == 36
    assert measure["days_blocked_exclusive"] == {"data": 24.0, "integration": 12.0}


def it_is_three_weeks_late(story: Story) -> None:
    """The sandbox is connected on D48 instead of D27, and what waits for it moves by those 21 days: the build from
    D28 to D49, and so on to the safety case, D84 to D88. What is anchored on the target moves as far as it is pushed:
    prod-config from D74 to D89, go/no-go to D96, and the go-live to the day after it."""
    story.finish("sandbox-connect", 48)
    assert story.plan(*LINE) == {
        "sandbox-connect": (16, 27), "writeback-build": (49, 62), "interface-test": (63, 70),
        "silent-notes": (63, 76), "uat": (77, 83), "safety-case": (84, 88), "prod-config": (89, 93),
    }  # fmt: skip
    assert story.plan(*END) == {
        "prod-smoke": (94, 95), "clinician-training": (84, 93), "go-no-go": (96, 96), "go-live": (97, 97),
    }  # fmt: skip
    assert story.projected() == 97


def the_target_moves(story: Story) -> None:
    """From D84 to D105: tasks before the target follow it where nothing pushes them further (prod-config D95)."""
    body = {"go_live": story.id, "new_target_on": str(day(105)), "announced_on": str(day(50))}
    why = {"reason": "The sandbox came three weeks late", "barrier": "integration"}
    story.lead.post("target-changes", {**body, **why})
    assert story.plan("safety-case", "prod-config", *END) == {
        "safety-case": (84, 88), "prod-config": (95, 99), "prod-smoke": (100, 101),
        "clinician-training": (91, 100), "go-no-go": (102, 102), "go-live": (105, 105),
    }  # fmt: skip
    assert story.projected() == 105
    moved = f"from {in_words(84)} to {in_words(105)}: “The sandbox came three weeks late”."
    assert f"moved the target of Ambient Scribe at Birch Hospital {moved}" in story.said(3)


def it_is_held_for_a_week(story: Story) -> None:
    """D53 to D59. Four days of the build lie before it, ten after: it ends on D69 instead of D62, and what waits for
    it is a week later: user acceptance D84 to D90, safety case D91 to D95. prod-config wants D95 and is pushed to D96.
    The target stays, and the go-live can still keep it."""
    body = {"go_live": story.id, "starts_on": str(day(53)), "side": "customer", "reason": "Flu season"}
    hold = story.lead.post("holds", body)
    assert story.lead.get(f"go-lives/{story.id}")["on_hold"] is True
    assert "on hold" in story.go("live", 409, on=str(day(107)))["detail"]
    story.lead.patch(f"holds/{hold['id']}", {"ends_on": str(day(59))})
    assert story.plan(*LINE[1:], *END) == {
        "writeback-build": (49, 69), "interface-test": (70, 77), "silent-notes": (70, 83), "uat": (84, 90),
        "safety-case": (91, 95), "prod-config": (96, 100), "prod-smoke": (101, 102),
        "clinician-training": (91, 100), "go-no-go": (103, 103), "go-live": (105, 105),
    }  # fmt: skip
    assert story.projected() == 105
    assert f"ended the hold of Ambient Scribe at Birch Hospital on {in_words(59)}." in story.said(3)
    days = story.days()
    # Of the 130 days so far 7 are held. Our barrier's last three days, D53 to D55, lie in the hold: it blocks 23, less
    # half of the four shared; the customer's 14, less the other half.
    assert (days["days"], days["days_on_hold"], days["days_net_of_holds"]) == (130, 7, 123)
    assert {row["side"]: (row["blocked"], row["on_hold"]) for row in days["by_side"]} == {
        "vendor": (21.0, 0), "customer": (12.0, 7), "external": (0.0, 0), "unstated": (0.0, 0),
    }  # fmt: skip
    assert days["days_free"] == 130 - 7 - 33


def the_last_gate_is_refused(story: Story) -> None:
    """The go-live is refused its go/no-go, and go/no-go to who wants to pass it by; without evidence; and without the
    customer's word, which is no in the first round and yes in the second."""
    story.finish_as_planned(through=102)
    refused = story.go("live", 409, on=str(day(103)))
    assert refused["type"].endswith("gates-open")
    assert [gate["task"] for gate in refused["missing"]] == [story.ids["go-no-go"]]
    story.move("go-no-go", "skipped", 103, by=story.member, reason="It is only a meeting", status=409)
    asked = {"subject": "Go or no go", "asked": "Dr. Birch", "side": "customer", "requested_on": str(day(100))}
    first = story.lead.post("approvals", {"go_live": story.id, "task": story.ids["go-no-go"], **asked})
    rejected = {"to": "rejected", "on": str(day(102)), "decided_by": "Dr. Birch", "reason": "Too few are trained"}
    story.lead.post(f"approvals/{first['id']}/transitions", rejected, 200)
    assert story.said(1) == ["rejected “Go or no go”: “Too few are trained”."]
    evidence = {"task": story.ids["go-no-go"], "title": "Minutes", "note": "in the project file"}
    assert story.move("go-no-go", "done", 103, status=409)["type"].endswith("evidence-missing")
    story.lead.post("evidence", evidence)
    assert story.move("go-no-go", "done", 103, status=409)["type"].endswith("approval-missing")
    second = story.lead.post(f"approvals/{first['id']}/rounds", {})
    assert second["round"] == 2
    story.lead.post(f"approvals/{second['id']}/transitions", {"to": "approved", "decided_by": "Dr. Birch"}, 200)
    story.move("go-no-go", "done", 103)
    assert story.projected() == 105


def it_goes_live(story: Story) -> None:
    """On D107: 23 days after the first target, 2 after the last. What comes after counts from that day."""
    story.finish("go-live", 107)
    story.go("live", on=str(day(107)))
    assert f"took Ambient Scribe at Birch Hospital live on {in_words(107)}." in story.said(3)
    assert story.plan("daily-huddle", "hypercare-exit") == {"daily-huddle": (108, 121), "hypercare-exit": (138, 139)}
    assert slips(story.days()) == (23, 2, True)
    measure = story.measure()
    assert (measure["state"], measure["days"], measure["days_net_of_holds"]) == ("live", 107, 100)
    assert (measure["slip_first_days"], measure["slip_last_days"], measure["slip_final"]) == (23, 2, True)


def it_is_rolled_back(story: Story) -> None:
    """Only a lead does. Its days run again, to today, D130: at least 46 and 25 days late."""
    body = {"to": "in_progress", "reason": "Notes were filed to the wrong patient"}
    story.member.post(f"go-lives/{story.id}/transitions", body, 409)
    story.lead.post(f"go-lives/{story.id}/transitions", body, 200)
    back = "took Ambient Scribe at Birch Hospital back from live: “Notes were filed to the wrong patient”."
    assert back in story.said(3)
    assert slips(story.days()) == (46, 25, False)
    measure = story.measure()
    assert (measure["state"], measure["days"], measure["censored"]) == ("in_progress", 130, True)
    health = story.lead.get(f"go-lives/{story.id}/health")
    assert health["level"] == "off_track"
    assert f"The target of {in_words(105)} passed 25 days ago." in health["sentence"]


def it_is_live_for_good(story: Story) -> None:
    """On D119: 35 and 14 days late. 119 days, 7 of them held, 33 blocked, and 79 free."""
    story.go("live", on=str(day(119)))
    days = story.days()
    assert slips(days) == (35, 14, True)
    assert (days["days"], days["days_net_of_holds"], days["days_free"], days["days_blocked"]) == (119, 112, 79.0, 36)
    measure = story.measure()
    assert (measure["state"], measure["days"], measure["days_net_of_holds"]) == ("live", 119, 112)
    assert (measure["slip_first_days"], measure["slip_last_days"], measure["target_moves"]) == (35, 14, 1)
    assert measure["days_blocked_attributed"] == {"data": 26, "integration": 14}
    assert {row["kind"]: row["attributed"] for row in days["by_barrier"]} == measure["days_blocked_attributed"]
    progress = story.lead.get(f"go-lives/{story.id}/progress")["all"]["overall"]
    assert (progress["tasks"], progress["blocked"]) == (53, 0)
    assert progress["finished"] == len([task for task in story.tasks() if task["status"] == "done"])
