"""What an import does with rows that are stored already: untouched, cleared, equal, changed, or left."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from implementation.http.problems import Problem
from implementation.models import Barrier, Customer, Event, GoLive, Hold, Product, Task, TimeEntry
from implementation.services import change, customers, golives
from implementation.services.imports import importing
from implementation.services.imports.write import write as write_rows
from tests import factories as make
from tests.implementation.imports.folders import CUSTOMERS, GO_LIVES, IMPORTER, bring, counts, take, write

pytestmark = pytest.mark.django_db

EVERYTHING = {
    "customers": "customer_ref,name,segment,system_of_record,time_zone,country\nC1,St. E,clinic,Epic,Europe/Paris,fr\n",
    "go_lives": "golive_ref,customer_ref,product,site,stage,pilot_ref,kickoff_on,target_on,live_on,seats,owner,"
    "playbook\n"
    "P1,C1,Scribe,,pilot,,2023-03-01,,2023-06,20,Ada,\n"
    "G1,C1,Scribe,North,production,P1,2024-01-08,2024-Q2,2024-05-06,80,Ada,rollout of 2024\n",
    "tasks": "task_ref,golive_ref,title,category,owner_side,gate,start_on,done_on,depends_on,estimate_hours\n"
    "T1,G1,Interface,integration,vendor,live,2024-01-09,2024-03-01,,40\n"
    "T2,G1,Training,training,joint,,2024-03-04,,T1,16.5\n",
    "time_entries": "entry_ref,golive_ref,worked_on,hours,person,activity,with_customer,task_ref,replaces_ref\n"
    "E1,G1,2024-01-09,7.5,Ada,integration,false,T1,\nE2,G1,2024-01-09,6,Ada,integration,false,T1,E1\n"
    "E3,G1,2024-01-10,2,Ada,,,,\n",
    "barriers": "barrier_ref,golive_ref,kind,opened_on,closed_on,side,task_ref,note\n"
    "B1,G1,integration,2024-01-15,2024-02-01,customer,T1,No test system\n",
    "holds": "hold_ref,golive_ref,starts_on,ends_on,side,reason\nH1,G1,2024-02-05,2024-02-11,customer,Inspection\n",
    "target_changes": "golive_ref,new_target_on,announced_on,old_target_on,reason,barrier\n"
    "G1,2024-Q2,2024-01-20,2024-04-01,No test system,integration\nG1,2024-04-01,,2024-03,First date,\n",
}


def last_event() -> Event:
    return Event.objects.latest("id")


def test_everything_of_a_golive_comes_in(tmp_path: Path) -> None:
    take(tmp_path, **EVERYTHING)
    golive = GoLive.objects.get(ref="G1")
    assert (golive.status, golive.stage, golive.seats, golive.owner) == ("live", "production", 80, "Ada")
    assert (golive.target_on, golive.target_on_precision) == (date(2024, 5, 16), "quarter")
    assert golive.pilot is not None
    assert (golive.pilot.ref, golive.pilot.live_on_precision) == ("P1", "month")
    assert golive.site is not None
    assert (golive.site.name, golive.product.name, golive.playbook_label) == ("North", "Scribe", "rollout of 2024")
    assert (golive.customer.country, golive.customer.segment) == ("FR", "clinic")
    assert golive.hypercare_days == 30
    assert [change.new_target_on_precision for change in golive.target_changes.order_by("new_target_on")] == [
        "day", "quarter",
    ]  # fmt: skip
    assert Hold.objects.get().ends_on == date(2024, 2, 11)
    barrier = Barrier.objects.get()
    assert barrier.task is not None
    assert (barrier.task.ref, barrier.note) == ("T1", "No test system")


def test_the_same_import_twice_changes_nothing(tmp_path: Path) -> None:
    first = take(tmp_path, **EVERYTHING)
    events, revisions = Event.objects.count(), list(GoLive.objects.order_by("id").values_list("revision", "version"))
    again = take(tmp_path, **EVERYTHING)
    assert all(counts(again, table) == (0, 0, counts(first, table)[0]) for table in EVERYTHING)
    assert Event.objects.count() == events
    assert list(GoLive.objects.order_by("id").values_list("revision", "version")) == revisions
    assert set(Task.objects.values_list("version", flat=True)) == {1}
    assert set(TimeEntry.objects.values_list("version", flat=True)) == {1}


def test_new_rows_of_a_golive_share_an_event_of_a_kind(tmp_path: Path) -> None:
    take(tmp_path, **EVERYTHING)
    golive = GoLive.objects.get(ref="G1")
    kinds = list(Event.objects.filter(golive=golive).order_by("id").values_list("kind", flat=True))
    assert kinds == [
        "go-live.created", "task.created", "time-entry.logged", "barrier.opened", "hold.opened",
        "target-change.announced",
    ]  # fmt: skip
    logged = Event.objects.get(kind="time-entry.logged")
    assert logged.data["count"] == 3
    assert set(logged.data["ids"]) == {str(row_id) for row_id in TimeEntry.objects.values_list("id", flat=True)}
    assert (logged.customer, logged.actor_name) == (golive.customer, IMPORTER.name)


def test_many_new_rows_are_counted_and_not_named(tmp_path: Path) -> None:
    rows = "".join(f"E{n},G1,2024-02-01,0.1\n" for n in range(101))
    take(tmp_path, time_entries=f"entry_ref,golive_ref,worked_on,hours\n{rows}")
    assert Event.objects.get(kind="time-entry.logged").data == {"count": 101}


def test_a_changed_row_is_updated_and_the_event_keeps_both(tmp_path: Path) -> None:
    take(tmp_path)
    revision = GoLive.objects.get().revision
    report = take(tmp_path, go_lives=GO_LIVES.replace("2024-05-06", "2024-05-13"))
    golive = GoLive.objects.get()
    assert counts(report, "go_lives") == (0, 1, 0)
    assert (golive.live_on, golive.version, golive.revision) == (date(2024, 5, 13), 2, revision + 1)
    event = last_event()
    assert (event.kind, event.subject_id, event.golive) == ("go-live.changed", golive.id, golive)
    assert (event.before, event.after) == ({"live_on": "2024-05-06"}, {"live_on": "2024-05-13"})


def test_the_file_wins_over_an_edit_in_the_app_and_the_event_tells(tmp_path: Path) -> None:
    take(tmp_path, customers="customer_ref,name,segment\nC1,St. E,clinic\n")
    customer = Customer.objects.get()
    customers.change_customer(actor=make.LEAD, at=make.now(), customer_id=customer.id, fields={"segment": "hospital"})
    revision = GoLive.objects.get().revision
    take(tmp_path, customers="customer_ref,name,segment\nC1,St. E,clinic\n")
    customer.refresh_from_db()
    assert (customer.segment, customer.version) == ("clinic", 3)
    event = last_event()
    assert (event.kind, event.customer, event.before, event.after) == (
        "customer.changed", customer, {"segment": "hospital"}, {"segment": "clinic"},
    )  # fmt: skip
    assert GoLive.objects.get().revision == revision + 1


def test_several_changed_rows_of_a_golive_share_an_event_that_keeps_all(tmp_path: Path) -> None:
    header = "task_ref,golive_ref,title,category,depends_on\n"
    take(tmp_path, tasks=f"{header}T1,G1,A,data,\nT2,G1,B,data,\nT3,G1,C,data,\n")
    take(tmp_path, tasks=f"{header}T1,G1,A,data,\nT2,G1,B2,data,\nT3,G1,C,data,T1\n")
    ids = {str(ref): str(row_id) for ref, row_id in Task.objects.values_list("ref", "id")}
    event = last_event()
    assert (event.kind, event.data["count"]) == ("task.changed", 2)
    assert event.before == {ids["T2"]: {"title": "B"}, ids["T3"]: {"depends_on": []}}
    assert event.after == {ids["T2"]: {"title": "B2"}, ids["T3"]: {"depends_on": [ids["T1"]]}}


def test_a_missing_column_leaves_what_is_stored(tmp_path: Path) -> None:
    take(tmp_path, **EVERYTHING)
    narrow = "golive_ref,customer_ref,product\nG1,C1,Scribe\n"
    report = take(tmp_path, customers=None, go_lives=narrow)
    assert counts(report, "go_lives") == (0, 0, 1)
    assert GoLive.objects.get(ref="G1").seats == 80


def test_an_empty_cell_clears_what_is_stored(tmp_path: Path) -> None:
    take(tmp_path, **EVERYTHING)
    take(
        tmp_path,
        go_lives="golive_ref,customer_ref,product,site,pilot_ref,live_on,seats,owner,playbook\nG1,C1,Scribe,,,,,,\n",
        tasks="task_ref,golive_ref,title,category,gate,start_on,depends_on,estimate_hours\nT2,G1,Training,training,,,,\n",
    )
    golive = GoLive.objects.get(ref="G1")
    assert (golive.site, golive.pilot, golive.live_on, golive.seats) == (None, None, None, None)
    assert (golive.owner, golive.playbook_label, golive.status) == ("", "", "in_progress")
    task = Task.objects.get(ref="T2")
    assert (task.start_on, task.estimate_minutes, task.dependencies.count(), task.status) == (None, 0, 0, "todo")


def test_a_missing_row_is_left(tmp_path: Path) -> None:
    take(tmp_path, **EVERYTHING)
    take(tmp_path, tasks="task_ref,golive_ref,title,category\nT1,G1,Interface,integration\n")
    assert Task.objects.count() == 2


def test_only_what_changed_is_written(tmp_path: Path) -> None:
    two = f"{GO_LIVES}G2,C1,Scribe,2024-02-05,\n"
    take(tmp_path, go_lives=two)
    before = dict(GoLive.objects.values_list("ref", "revision"))
    take(tmp_path, go_lives=two.replace("2024-02-05", "2024-02-06"))
    after = dict(GoLive.objects.values_list("ref", "revision"))
    assert (after["G1"], after["G2"]) == (before["G1"], before["G2"] + 1)


def test_it_is_all_or_nothing(tmp_path: Path) -> None:
    take(tmp_path)
    report = bring(
        tmp_path,
        customers=f"{CUSTOMERS}C2,Mercy\n",
        time_entries="entry_ref,golive_ref,worked_on,hours\nE1,G1,2024-02-01,2\nE2,G1,2024-02-01,25\n",
    )
    assert (report.written, report.faults.total) == (False, 1)
    assert not Customer.objects.filter(ref="C2").exists()
    assert not TimeEntry.objects.exists()


def test_what_the_database_refuses_undoes_it_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another writer brings the same ref between the check and the write."""

    def write_late(*args: object) -> None:
        write_rows(*args)  # type: ignore[arg-type]
        raise IntegrityError("UNIQUE constraint failed: implementation_golive.ref")

    monkeypatch.setattr(importing, "write", write_late)
    with pytest.raises(Problem) as refusal:
        bring(tmp_path)
    assert refusal.value.slug == "already-exists"
    assert not Customer.objects.exists()
    assert not Event.objects.exists()


def test_a_dry_run_writes_nothing_and_tells_what_it_would(tmp_path: Path) -> None:
    write(tmp_path, **EVERYTHING)
    report = importing.import_folder(actor=IMPORTER, at=timezone.now(), folder=tmp_path, dry_run=True)
    assert (report.written, counts(report, "time_entries")) == (False, (3, 0, 0))
    assert not any(model.objects.exists() for model in (Customer, GoLive, Product, Event))


def test_a_row_that_was_made_in_the_app_is_known_by_its_ref(tmp_path: Path) -> None:
    customer = make.customer("St. Elsewhere", ref="C1")
    golive = make.golive(at=customer, of=make.product("Scribe"), ref="G1", kickoff_on=date(2024, 1, 8))
    report = take(tmp_path)
    assert counts(report, "customers") == (0, 0, 1)
    assert counts(report, "go_lives") == (0, 1, 0)
    golive.refresh_from_db()
    assert (golive.status, golive.live_on) == ("live", date(2024, 5, 6))


def test_what_the_file_does_not_know_of_is_kept(tmp_path: Path) -> None:
    take(tmp_path)
    golive = GoLive.objects.get()
    golives.change_golive(actor=make.LEAD, at=make.now(), golive_id=golive.id, fields={"forecast_released": True})
    take(tmp_path, go_lives=GO_LIVES.replace("2024-05-06", "2024-05-13"))
    assert GoLive.objects.get().forecast_released


def test_the_status_follows_from_the_dates(tmp_path: Path) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    rows = [
        ("planned", f"{tomorrow},,,"),
        ("planned", ",,,"),
        ("in_progress", "2024-01-08,,,"),
        ("live", "2024-01-08,2024-05,,"),
        ("handed_over", "2024,2024-05-06,2024-06-06,"),
        ("cancelled", "2024-01-08,,,2024-H1"),
    ]
    lines = "".join(f"G{n},C1,Scribe,{dates}\n" for n, (_, dates) in enumerate(rows))
    header = "golive_ref,customer_ref,product,kickoff_on,live_on,handed_over_on,cancelled_on\n"
    take(tmp_path, go_lives=header + lines)
    assert list(GoLive.objects.order_by("ref").values_list("status", flat=True)) == [status for status, _ in rows]


def test_imprecise_dates_that_may_be_in_order_are_taken(tmp_path: Path) -> None:
    take(tmp_path, go_lives=GO_LIVES.replace("2024-01-08,2024-05-06", "2024-05-20,2024-05"))


def test_time_alone_is_no_change(tmp_path: Path) -> None:
    """A planned go-live whose kickoff has passed is moved by the job of its day, not by an import of equal dates."""
    take(tmp_path, go_lives=GO_LIVES.replace("2024-05-06", ""))
    GoLive.objects.update(status="planned")
    report = take(tmp_path, go_lives=GO_LIVES.replace("2024-05-06", ""))
    assert counts(report, "go_lives") == (0, 0, 1)


def test_an_entry_that_was_booked_on_the_wrong_golive_moves(tmp_path: Path) -> None:
    two = f"{GO_LIVES}G2,C1,Scribe,2024-02-05,\n"
    header = "entry_ref,golive_ref,worked_on,hours\n"
    take(tmp_path, go_lives=two, time_entries=f"{header}E1,G1,2024-03-01,2\n")
    before = dict(GoLive.objects.values_list("ref", "revision"))
    take(tmp_path, go_lives=two, time_entries=f"{header}E1,G2,2024-03-01,2\n")
    assert TimeEntry.objects.get().golive.ref == "G2"
    assert {ref: revision - before[ref] for ref, revision in GoLive.objects.values_list("ref", "revision")} == {
        "G1": 1, "G2": 1,
    }  # fmt: skip
    assert set(Event.objects.filter(kind="time-entry.changed").values_list("golive__ref", flat=True)) == {"G1", "G2"}


def test_an_entry_does_not_leave_its_task_behind(tmp_path: Path) -> None:
    two = f"{GO_LIVES}G2,C1,Scribe,2024-02-05,\n"
    tasks = "task_ref,golive_ref,title,category\nT1,G1,A,data\n"
    take(
        tmp_path,
        go_lives=two,
        tasks=tasks,
        time_entries="entry_ref,golive_ref,worked_on,hours,task_ref\nE1,G1,2024-03-01,2,T1\n",
    )
    report = bring(tmp_path, go_lives=two, time_entries="entry_ref,golive_ref,worked_on,hours\nE1,G2,2024-03-01,2\n")
    assert [(fault.code, fault.column) for fault in report.faults] == [("other_golive", "golive_ref")]


def test_a_golive_does_not_leave_its_site_behind(tmp_path: Path) -> None:
    both = f"{CUSTOMERS}C2,Mercy\n"
    header = "golive_ref,customer_ref,product"
    take(tmp_path, customers=both, go_lives=f"{header},site\nG1,C1,Scribe,North\n")
    report = bring(tmp_path, customers=both, go_lives=f"{header}\nG1,C2,Scribe\n")
    assert [(fault.code, fault.column) for fault in report.faults] == [("other_customer", "customer_ref")]
    take(tmp_path, customers=both, go_lives=f"{header},site\nG1,C2,Scribe,North\n")
    golive = GoLive.objects.get()
    assert golive.site is not None
    assert (golive.customer.ref, golive.site.customer.ref) == ("C2", "C2")


def test_events_are_stored_in_between_when_there_are_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(change, "_BATCH", 2)
    lines = [f"C{n},Clinic {n}\n" for n in range(5)]
    take(tmp_path, customers=f"customer_ref,name\n{''.join(lines)}")
    revision = GoLive.objects.get().revision
    take(tmp_path, customers=f"customer_ref,name\n{''.join(lines).replace('Clinic', 'Hospital')}")
    assert Event.objects.filter(kind="customer.changed").count() == 5
    assert GoLive.objects.get().revision == revision + 1


def test_many_rows_are_told_to_the_planner_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "_MANY", 1)
    with CaptureQueriesContext(connection) as ran:
        take(tmp_path)
    told = [query["sql"] for query in ran if query["sql"].startswith("ANALYZE")]
    on_postgresql = connection.vendor == "postgresql"
    assert told == (['ANALYZE "implementation_customer"', 'ANALYZE "implementation_golive"'] if on_postgresql else [])
