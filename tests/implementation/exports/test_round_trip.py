"""What goes out comes in again: into the same database without a change, into an empty one with the same numbers."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from implementation.examples.generator import write_portfolio
from implementation.models import Barrier, Event, GoLive, Hold, Task, TimeEntry
from implementation.services import time_entries
from tests import factories as make
from tests.implementation.exports.portfolios import (
    bring,
    export,
    measures,
    passing_database,
    tables,
    texts,
    trends,
)
from tests.implementation.imports.folders import counts, write
from tests.implementation.imports.test_upsert import EVERYTHING

pytestmark = pytest.mark.django_db


def corrected(entry: TimeEntry, minutes: int) -> TimeEntry:
    return time_entries.correct_time(actor=make.LEAD, at=make.now(), entry_id=entry.id, fields={"minutes": minutes})


def voided(entry: TimeEntry) -> None:
    time_entries.void_time(actor=make.LEAD, at=make.now(), entry_id=entry.id, reason="test")


def current_minutes() -> list[int]:
    return sorted(TimeEntry.objects.filter(current=True).values_list("minutes", flat=True))


def expect_no_change(folder: Path) -> None:
    """The same file into the same database."""
    events = Event.objects.count()
    report = bring(folder)
    assert all(counts(report, table)[:2] == (0, 0) for table in report.counts), report.counts
    assert Event.objects.count() == events


def test_every_table_comes_out_as_it_came_in(tmp_path: Path) -> None:
    bring(write(tmp_path / "in", **EVERYTHING))
    out = tables(tmp_path / "out")
    assert out["go_lives"][1] | {"product": ""} == out["go_lives"][1] | {
        "golive_ref": "G1", "customer_ref": "C1", "product": "", "site": "North", "pilot_ref": "P1",
        "kickoff_on": "2024-01-08", "target_on": "2024-Q2", "playbook": "rollout of 2024", "seats": "80",
    }  # fmt: skip
    assert out["go_lives"][0]["live_on"] == "2023-06"
    assert [row["depends_on"] for row in out["tasks"]] == ["", "T1"]
    assert [row["estimate_hours"] for row in out["tasks"]] == ["40", "16.5"]
    assert [(row["entry_ref"], row["hours"], row["replaces_ref"]) for row in out["time_entries"]] == [
        ("E1", "7.5", ""), ("E2", "6", "E1"), ("E3", "2", ""),
    ]  # fmt: skip
    assert (out["barriers"][0]["task_ref"], out["holds"][0]["ends_on"]) == ("T1", "2024-02-11")
    assert [row["new_target_on"] for row in out["target_changes"]] == ["2024-Q2", "2024-04-01"]
    expect_no_change(tmp_path / "out")


def test_rows_without_a_ref_are_found_again_and_keep_having_none(tmp_path: Path) -> None:
    golive = make.golive()
    first = make.task(golive)
    make.task(golive, after=[first])
    make.hours(golive, 2, task_id=first.id)
    make.hold(golive, make.days_ago(9), make.days_ago(5))
    make.barrier(golive, task=first, opened_on=make.days_ago(9))
    export(tmp_path / "out")
    expect_no_change(tmp_path / "out")
    assert Task.objects.filter(ref=None).count() == 2


def test_a_row_without_a_ref_is_changed_by_the_ref_of_its_id(tmp_path: Path) -> None:
    task = make.task(make.golive(), "Connect")
    export(tmp_path / "out")
    file = tmp_path / "out" / "tasks.csv"
    file.write_text(file.read_text().replace("Connect", "Connect ADT"))
    assert counts(bring(tmp_path / "out"), "tasks") == (0, 1, 0)
    task.refresh_from_db()
    assert (task.title, task.ref) == ("Connect ADT", None)


def test_corrections_made_in_the_program_and_voided_entries_leave_the_same_sums(tmp_path: Path) -> None:
    golive = make.golive(ref="G")
    entry = make.hours(golive, 1, ref="R")
    corrected(corrected(entry, 90), 100)
    voided(make.hours(golive, 4, ref="V"))
    voided(corrected(make.hours(golive, 5), 333))
    make.hours(golive, 2, ref="V")
    out = tables(tmp_path / "out")
    assert sorted(row["hours"] for row in out["time_entries"]) == ["1", "1.5", "1.6667", "2"]
    refs = [row["entry_ref"] for row in out["time_entries"]]
    assert len(set(refs)) == 4
    assert {"R", "V"} < set(refs)
    expect_no_change(tmp_path / "out")


@pytest.mark.django_db(transaction=True)
def test_an_export_into_an_empty_database_has_the_same_chain_of_corrections(tmp_path: Path, emptied: object) -> None:
    entry = make.hours(make.golive(), 1, ref="R")
    corrected(corrected(entry, 90), 100)
    export(tmp_path / "out")
    emptied()  # type: ignore[operator]  # a function of the fixture
    bring(tmp_path / "out")
    last = TimeEntry.objects.get(ref="R")
    assert (current_minutes(), last.minutes) == ([100], 100)
    middle = last.replaces
    assert middle is not None
    assert (middle.minutes, middle.replaces and middle.replaces.minutes) == (90, 60)


def test_texts_that_look_like_formulas_are_neutral_in_the_file_and_themselves_again_in_the_database(
    tmp_path: Path,
) -> None:
    said = ["=HYPERLINK(1)", "+1", "-1", "@x", "'=twice", "'quoted'", "O'Neil", 'a;"b"\nc,d', "plain"]
    golive = make.golive(at=make.customer("=St. E", ref="-C"), of=make.product("@Scribe"), ref="+G")
    first = make.task(golive, ref="=T")
    make.task(golive, after=[first], ref="T2")
    for number, text in enumerate(said):
        make.hours(golive, 1, on=make.days_ago(number + 1), person="A", note=text)
    with passing_database():
        out = tables(tmp_path / "out")
    assert [row["note"] for row in out["time_entries"]][:5] == [f"'{text}" for text in said[:5]]
    assert (out["go_lives"][0]["golive_ref"], out["tasks"][1]["depends_on"]) == ("'+G", "'=T")
    expect_no_change(tmp_path / "out")
    assert list(TimeEntry.objects.order_by("id").values_list("note", flat=True)) == said


def test_a_ref_that_would_not_be_read_as_it_is_gives_way_to_the_id(tmp_path: Path) -> None:
    golive = make.golive(ref=" G ")
    first = make.task(golive, ref="a;b")
    make.task(golive, after=[first])
    out = tables(tmp_path / "out")
    assert out["go_lives"][0]["golive_ref"] == f"id:{golive.id}"
    assert out["tasks"][1]["depends_on"] == f"id:{first.id}"
    expect_no_change(tmp_path / "out")
    first.refresh_from_db()
    assert first.ref == "a;b"


@pytest.mark.slow
@pytest.mark.parametrize("seed", [4, 9])
def test_the_example_portfolio_goes_out_and_in_to_the_last_digit(tmp_path: Path, seed: int) -> None:
    as_of = make.today() - timedelta(days=1)
    write_portfolio(tmp_path / "in", seed=seed, as_of=as_of, golives=40)
    (tmp_path / "in" / "truth.json").unlink(missing_ok=True)
    with passing_database():
        bring(tmp_path / "in")
        export(tmp_path / "first")
        before = (measures(as_of), trends(as_of))
    assert not GoLive.objects.exists()
    bring(tmp_path / "first")
    export(tmp_path / "second")
    assert texts(tmp_path / "first") == texts(tmp_path / "second")
    assert before == (measures(as_of), trends(as_of))
    assert before[1]
    assert Hold.objects.exists()
    assert Barrier.objects.exists()
    assert TimeEntry.objects.filter(replaces__isnull=False).exists()


def test_an_empty_portfolio_has_headers_only(tmp_path: Path) -> None:
    assert set(export(tmp_path / "out").values()) == {0}
    assert texts(tmp_path / "out")["customers.csv"].startswith("customer_ref,name,")
    bring(tmp_path / "out")


def test_days_and_dates_are_written_as_they_are_known(tmp_path: Path) -> None:
    golive = make.golive(
        kickoff_on=date(2024, 2, 14), kickoff_on_precision="half", contract_signed_on=date(2023, 7, 2),
        contract_signed_on_precision="year",
    )  # fmt: skip
    [row] = tables(tmp_path / "out")["go_lives"]
    assert (row["kickoff_on"], row["contract_signed_on"]) == ("2024-H1", "2023")
    golive.refresh_from_db()
    expect_no_change(tmp_path / "out")
