"""Undoing an import as one step: all as it was, or refused with what was built on it."""

from datetime import date, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from implementation.http.problems import Problem
from implementation.models import (
    Customer,
    Event,
    GoLive,
    ImportedRows,
    ImportRun,
    Product,
    ShareLink,
    Task,
    TaskDependency,
    TimeEntry,
)
from implementation.services import customers, golive_transitions, tasks, time_entries
from implementation.services.imports import undo as undoing
from tests import factories as make
from tests.implementation.imports.folders import CUSTOMERS, GO_LIVES, Table
from tests.implementation.imports.undoing import FACTS, WHOLE, facts, run_of, undo

pytestmark = pytest.mark.django_db
HOURS = "entry_ref,golive_ref,worked_on,hours,with_customer\nE1,G1,2024-02-01,2,yes\n"
FRESH: dict[str, Table] = {"customers": CUSTOMERS, "go_lives": GO_LIVES, "time_entries": HOURS}


def refusal(run_id: UUID) -> Problem:
    with pytest.raises(Problem) as refused:
        undo(run_id)
    return refused.value


def built_on(run_id: UUID) -> list[tuple[str, str, str]]:
    """Noun, ref and what of everything that stands in the way; and nothing was written."""
    before = facts()
    problem = refusal(run_id)
    assert problem.slug == "import-built-on"
    assert facts() == before
    assert ImportRun.objects.get(id=run_id).state == "done"
    return [(one["noun"], one["ref"], one["what"]) for one in problem.extra["built_on"]]


def test_a_first_import_leaves_nothing_behind(tmp_path: Path) -> None:
    run = undo(run_of(tmp_path, **WHOLE))
    assert [model for model in FACTS if model._default_manager.exists()] == []
    assert (run.state, run.undone_by["name"]) == ("undone", make.MEMBER.name)
    assert run.undone_at is not None


def test_what_was_there_before_is_untouched(tmp_path: Path) -> None:
    golive = make.golive(of=make.product("Scribe"))
    make.hours(golive, 2)
    before = facts()
    undo(run_of(tmp_path, **WHOLE))
    assert facts() == before


def test_an_undone_import_can_be_brought_again_and_is_as_a_first_one(tmp_path: Path) -> None:
    first = run_of(tmp_path, **WHOLE)
    stated = facts(ids=False)
    undo(first)
    run_of(tmp_path, **WHOLE)
    assert facts(ids=False) == stated


def test_what_an_import_changed_has_its_former_values_back(tmp_path: Path) -> None:
    run_of(tmp_path, **WHOLE)
    before = facts()
    changed: dict[str, Table] = {
        "customers": "customer_ref,name,segment\nC1,Renamed,\nC3,New,clinic\n",
        "go_lives": (
            "golive_ref,customer_ref,product,kickoff_on,live_on,site,seats\n"
            "G1,C2,Coder,2024-01-15,,West,40\nG9,C3,Coder,2024-06-03,,,\n"
        ),
        "tasks": (
            "task_ref,golive_ref,title,category,depends_on\nT1,G1,Interface,data,T3\nT2,G1,Training,training,\n"
            "T3,G1,New,governance,\n"
        ),
        "time_entries": (
            "entry_ref,golive_ref,worked_on,hours,with_customer,task_ref,replaces_ref\n"
            "E3,G1,2024-03-01,5,yes,T3,\nE4,G1,2024-02-01,1,no,,E2\n"
        ),
        "barriers": "barrier_ref,golive_ref,kind,opened_on,closed_on\nB1,G1,trust,2024-01-20,2024-02-20\n",
        "holds": "hold_ref,golive_ref,starts_on,ends_on\nH1,G2,2024-03-02,\n",
        "target_changes": "golive_ref,new_target_on,announced_on,reason\nG2,2024-09-02,2024-06-01,Late\n",
    }
    run = run_of(tmp_path, **changed)
    assert facts() != before
    undo(run)
    assert facts() == before


def test_a_target_that_moved_without_its_go_live_in_the_file_moves_back(tmp_path: Path) -> None:
    run_of(tmp_path, **WHOLE)
    run = run_of(tmp_path, target_changes="golive_ref,new_target_on,announced_on\nG1,2025-01-06,2024-06-01\n")
    assert GoLive.objects.get(ref="G1").target_on == date(2025, 1, 6)
    undo(run)
    assert GoLive.objects.get(ref="G1").target_on == date(2024, 4, 15)


def test_an_entry_that_was_changed_and_replaced_by_one_file_is_as_before(tmp_path: Path) -> None:
    run_of(tmp_path, **FRESH)
    before = facts()
    run = run_of(
        tmp_path,
        time_entries=(
            "entry_ref,golive_ref,worked_on,hours,with_customer,replaces_ref\n"
            "E1,G1,2024-02-02,3,yes,\nE2,G1,2024-02-02,4,yes,E1\n"
        ),
    )
    undo(run)
    assert facts() == before


def test_later_imports_are_undone_one_after_the_other(tmp_path: Path) -> None:
    first = run_of(tmp_path, **FRESH)
    second = run_of(tmp_path, customers="customer_ref,name,segment\nC1,Renamed,clinic\n")
    third = run_of(tmp_path, customers="customer_ref,name,segment\nC1,Again,\n")
    assert built_on(second) == [("customer", "C1", "customer.changed")]
    for run in (third, second, first):
        undo(run)
    assert not Customer.objects.exists()


def test_the_log_keeps_what_came_and_went_and_who_undid_it(tmp_path: Path) -> None:
    run = undo(run_of(tmp_path, **FRESH))
    kinds = list(Event.objects.order_by("id").values_list("kind", flat=True))
    assert kinds == [
        "customer.created", "product.created", "go-live.created", "time-entry.logged",
        "customer.withdrawn", "product.withdrawn", "go-live.withdrawn", "time-entry.withdrawn", "import.undone",
    ]  # fmt: skip
    gone = Event.objects.get(kind="go-live.withdrawn")
    assert gone.golive_id == Event.objects.get(kind="go-live.created").golive_id
    assert gone.before == {"ref": "G1", "status": "live", "kickoff_on": "2024-01-08"}
    assert (gone.actor_name, gone.reason, gone.audience) == (
        "Mem Ber",
        f"The import of {run.filename} was undone",
        "customer",
    )
    assert Event.objects.get(kind="time-entry.withdrawn").data["count"] == 1


def test_a_restored_row_has_an_event_with_both_values(tmp_path: Path) -> None:
    run_of(tmp_path, **FRESH)
    undo(run_of(tmp_path, time_entries=HOURS.replace(",2,", ",5,")))
    event = Event.objects.filter(kind="time-entry.changed").latest("id")
    assert (event.before, event.after) == ({"minutes": 300}, {"minutes": 120})
    assert event.reason.startswith("The import of ")


def test_the_revision_of_each_reached_go_live_is_raised(tmp_path: Path) -> None:
    run_of(tmp_path, **FRESH)
    run = run_of(tmp_path, customers="customer_ref,name,segment\nC1,St. Elsewhere,clinic\n")
    revision = GoLive.objects.get().revision
    undo(run)
    assert GoLive.objects.get().revision == revision + 1


def test_a_row_that_was_changed_since_stands_in_the_way(tmp_path: Path) -> None:
    run = run_of(tmp_path, **WHOLE)
    golive = GoLive.objects.get(ref="G2")
    make.move(golive, "live")
    make.tick(Task.objects.get(ref="T2"))
    assert sorted(built_on(run)) == [("go-live", "G2", "go-live.live"), ("task", "T2", "task.done")]


def test_the_refusal_tells_who_and_when(tmp_path: Path) -> None:
    run = run_of(tmp_path, **FRESH)
    entry = TimeEntry.objects.get()
    time_entries.void_time(actor=make.MEMBER, at=make.now(), entry_id=entry.id, reason="Wrong go-live")
    [one] = refusal(run).extra["built_on"]
    assert (one["noun"], one["id"], one["by"]) == ("time-entry", str(entry.id), "Mem Ber")
    assert one["at"].startswith(f"{make.now():%Y-%m-%d}")


def test_what_was_added_under_it_stands_in_the_way(tmp_path: Path) -> None:
    run = run_of(tmp_path, **FRESH)
    golive = GoLive.objects.get()
    make.hours(golive, 2, ref="E-later")
    make.share_link(golive)
    make.golive(at=Customer.objects.get(), of=Product.objects.get(), ref="G-later")
    assert sorted(built_on(run)) == [
        ("go-live", "G-later", "go-live.created"),
        ("share-link", "", "share-link.created"),
        ("time-entry", "E-later", "time-entry.logged"),
    ]
    assert ShareLink.objects.exists()


def test_a_task_that_waits_for_one_of_it_stands_in_the_way(tmp_path: Path) -> None:
    golive = make.golive(ref="G1")
    later = make.task(golive, "Go", ref="T9")
    run = run_of(tmp_path, tasks="task_ref,golive_ref,title,category\nT1,G1,Interface,integration\n")
    first = Task.objects.get(ref="T1")
    tasks.change_task(actor=make.LEAD, at=make.now(), task_id=later.id, fields={}, depends_on=[first.id])
    assert built_on(run) == [("task", "T9", "task.changed")]
    assert TaskDependency.objects.exists()


def test_work_beside_it_on_the_same_go_live_does_not(tmp_path: Path) -> None:
    golive = make.golive(ref="G1", kickoff_on=date(2024, 1, 8))
    task = make.task(golive)
    run = run_of(tmp_path, time_entries=HOURS)
    make.tick(task)
    undo(run)
    assert not TimeEntry.objects.exists()
    task.refresh_from_db()
    assert task.status == "done"


def test_the_start_on_the_kickoff_day_is_no_change_of_a_new_go_live(tmp_path: Path) -> None:
    tomorrow = make.today() + timedelta(days=1)
    go_lives = f"golive_ref,customer_ref,product,kickoff_on\nG1,C1,Scribe,{tomorrow}\n"
    run = run_of(tmp_path, customers=CUSTOMERS, go_lives=go_lives)
    golive_transitions.start_due_golives(at=make.now() + timedelta(days=1))
    assert GoLive.objects.get().status == "in_progress"
    undo(run)
    assert not GoLive.objects.exists()


def test_twice_is_refused(tmp_path: Path) -> None:
    run = run_of(tmp_path, **FRESH)
    undo(run)
    assert "undone already, by Mem Ber" in refusal(run).detail


def test_an_import_that_changed_nothing_is_undone_without_a_trace(tmp_path: Path) -> None:
    run_of(tmp_path, **FRESH)
    before = facts()
    assert undo(run_of(tmp_path, **FRESH)).state == "undone"
    assert facts() == before


@pytest.mark.parametrize("state", ["queued", "checking", "refused", "failed", "cancelled"])
def test_only_what_was_written_is_undone(state: str) -> None:
    run = ImportRun.objects.create(filename="x", state=state)
    assert (refusal(run.id).slug, refusal(run.id).extra) == ("transition-refused", {"allowed": []})


def test_a_dry_run_and_one_of_old_are_not_undone() -> None:
    dry = ImportRun.objects.create(filename="x", state="done", dry_run=True)
    assert "a dry run" in refusal(dry.id).detail
    old = ImportRun.objects.create(filename="x", state="done")
    assert "30 days" in refusal(old.id).detail


def test_an_unknown_run_is_not_found() -> None:
    assert refusal(uuid4()).slug == "not-found"


def test_after_its_days_a_run_is_forgotten_and_not_undone(tmp_path: Path) -> None:
    run = run_of(tmp_path, **FRESH)
    undoing.forget_old(at=make.now() + timedelta(days=29))
    assert ImportedRows.objects.exists()
    late = make.now() + timedelta(days=31)
    undoing.forget_old(at=late)
    assert not ImportedRows.objects.exists()
    with pytest.raises(Problem, match="30 days"):
        undoing.undo_import(actor=make.LEAD, at=late, run_id=run)


def test_a_large_one_waits_for_the_job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undoing, "MOST_AT_ONCE", 2)
    run = run_of(tmp_path, **FRESH)
    assert undoing.request_undo(actor=make.MEMBER, at=make.now(), run_id=run).state == "undoing"
    assert GoLive.objects.exists()
    undoing.undo_waiting(at=make.now())
    assert ImportRun.objects.get().undone_by["name"] == "Mem Ber"
    assert not GoLive.objects.exists()


def test_a_large_one_that_cannot_be_undone_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undoing, "MOST_AT_ONCE", 2)
    run_id = run_of(tmp_path, **FRESH)
    undoing.request_undo(actor=make.MEMBER, at=make.now(), run_id=run_id)
    customers.change_customer(
        actor=make.LEAD, at=make.now(), customer_id=Customer.objects.get().id, fields={"segment": "clinic"}
    )
    undoing.undo_waiting(at=make.now())
    run = ImportRun.objects.get()
    assert (run.state, run.undone_by, [one["ref"] for one in run.built_on]) == ("done", {}, ["C1"])
    assert "customer C1: customer.changed by test lead" in run.error


def test_an_error_of_ours_leaves_the_run_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("no room left")

    monkeypatch.setattr(undoing, "MOST_AT_ONCE", 2)
    run_id = run_of(tmp_path, **FRESH)
    undoing.request_undo(actor=make.MEMBER, at=make.now(), run_id=run_id)
    monkeypatch.setattr(undoing, "_undo", fail)
    undoing.undo_waiting(at=make.now())
    run = ImportRun.objects.get()
    assert (run.state, run.error, GoLive.objects.count()) == ("done", "RuntimeError: no room left", 1)
