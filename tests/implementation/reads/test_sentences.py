"""What the activity feed says, kind by kind."""

from datetime import UTC, datetime
from typing import Any

import pytest

from implementation.reads.sentences import PHRASES, Told, phrase_of, sentence

AT = datetime(2026, 3, 31, 14, tzinfo=UTC)
TITLE = "“Connect the ADT feed”"


def said(kind: str, it: str = TITLE, **fields: Any) -> str:
    told = Told(kind=kind, who="Ada", at=AT, it=it, golive="Scribe at Birch", **fields)
    return sentence(told).removeprefix("On 31 March 2026, Ada ").removesuffix(".")


def test_a_sentence_says_who_did_what_when_and_why() -> None:
    told = Told(kind="task.skipped", who="Ada", at=AT, it=TITLE, reason="Done at\nan earlier site")
    assert sentence(told) == f"On 31 March 2026, Ada left {TITLE} out: “Done at an earlier site”."


@pytest.mark.parametrize(
    ("kind", "before", "after", "words"),
    [
        ("task.done", {}, {}, f"finished {TITLE}"),
        ("task.in-progress", {"status": "todo"}, {}, f"began {TITLE}"),
        ("task.in-progress", {"status": "done"}, {}, f"reopened {TITLE}"),
        ("task.in-progress", {"status": "blocked"}, {}, f"went on with {TITLE}"),
        ("go-live.in-progress", {"status": "planned"}, {}, "kicked Scribe at Birch off"),
        ("go-live.in-progress", {"status": "live"}, {}, "took Scribe at Birch back from live"),
        ("go-live.in-progress", {"status": "cancelled"}, {}, "took Scribe at Birch up again"),
        ("go-live.live", {}, {"live_on": "2026-03-30"}, "took Scribe at Birch live on 30 March 2026"),
        ("go-live.live", {"status": "handed_over"}, {}, "took Scribe at Birch back from its hand-over"),
        ("go-live.withdrawn", {"ref": "G-7"}, {}, "withdrew the go-live G-7"),
        ("hold.opened", {}, {"starts_on": "2026-03-02"}, "put Scribe at Birch on hold from 2 March 2026"),
        (
            "target-change.announced",
            {"target_on": "2026-05-15", "target_on_precision": "quarter"},
            {"target_on": "2026-08-03", "target_on_precision": "day"},
            "moved the target of Scribe at Birch from Q2 2026 to 3 August 2026",
        ),
        ("time-entry.logged", {}, {"minutes": 90, "worked_on": "2026-03-30"}, "logged 1.5 hours for 30 March 2026"),
        (
            "task.changed",
            {},
            {"due_on": "2026-04-02", "assignee": "", "pinned": True, "count_done": 41},
            f"changed {TITLE}: due date to 2 April 2026, assignee to nothing, pinned to yes, number reached to 41",
        ),
        ("go-live.changed", {}, {"kickoff_on": "2026-04-02"}, "changed Scribe at Birch: kickoff to 2 April 2026"),
        ("task.changed", {}, {"depends_on": ["a", "b"]}, f"changed {TITLE}: prerequisites to 2 of them"),
    ],
)
def test_kinds_are_told_in_the_words_of_the_work(
    kind: str, before: dict[str, Any], after: dict[str, Any], words: str
) -> None:
    assert said(kind, before=before, after=after) == words


@pytest.mark.parametrize(
    ("count", "after", "words"),
    [
        (5, {"a": {"due_on": "2026-04-02"}}, "moved 5 tasks of Scribe at Birch"),
        (1, {}, "moved 1 task of Scribe at Birch"),
        (
            0,
            {"b": {"projected_live_on": "2026-05-15"}},
            "moved the projected day of Scribe at Birch: it may go live on 15 May 2026 now",
        ),
        (
            1,
            {"b": {"projected_live_on": None}},
            "moved 1 task of Scribe at Birch: its plan has no day for going live any more",
        ),
    ],
)
def test_a_plan_that_moved_is_told_by_its_tasks_and_its_day(count: int, after: dict[str, Any], words: str) -> None:
    assert said("go-live.replanned", count=count, after=after) == words


def test_a_bulk_write_is_told_by_its_number() -> None:
    assert said("task.laid-out", "53 tasks", count=53) == "laid the checklist out: 53 tasks"
    for kind in ("target-change.announced", "hold.opened", "barrier.opened"):
        assert said(kind, "3 of them", count=3) == "recorded 3 of them"


def test_a_kind_nobody_has_words_for_is_told_by_its_own() -> None:
    assert said("task.put-aside") == f"recorded “put aside” of {TITLE}"


def test_ids_are_not_told() -> None:
    after = {"site": "0190f3b2-7c1e-7a5b-8c3d-1f2e3a4b5c6d"}
    assert said("go-live.changed", after=after) == "changed Scribe at Birch: site to another one"


@pytest.mark.parametrize("kind", PHRASES)
def test_every_phrase_holds_with_nothing_in_the_event(kind: str) -> None:
    assert "{" not in said(kind)
    assert callable(phrase_of(kind)) or phrase_of(kind)


def test_braces_in_a_title_are_a_title() -> None:
    assert said("task.done", "“{golive.__class__}”") == "finished “{golive.__class__}”"
