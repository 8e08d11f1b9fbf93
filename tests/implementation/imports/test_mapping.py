"""Other people's headings, words and dates: the mapping is proposed, edited, and used again."""

from datetime import date
from pathlib import Path

import pytest
from django.utils import timezone

from implementation.imports import foreign_dates, foreign_words
from implementation.imports.mapping import FileMapping, Mapping, MappingError, read_mapping, write_mapping
from implementation.imports.proposals import Proposal
from implementation.models import Task, TimeEntry
from implementation.services.imports.importing import ImportReport, import_folder
from implementation.services.imports.mapped import drafted, propose_mapping
from tests.implementation.imports.folders import IMPORTER, take
from tests.implementation.imports.foreign import BOARD, ISSUES, PLAN, TIME_SHEET, TRACKED


def proposed(folder: Path, name: str, text: str) -> tuple[Path, Proposal]:
    path = folder / name
    path.write_text(text)
    return path, drafted(path)


def bring(path: Path, mapping: Mapping) -> ImportReport:
    """The mapping as it comes back from its file."""
    again = read_mapping(write_mapping(mapping))
    return import_folder(actor=IMPORTER, at=timezone.now(), folder=path, mapping=again)


@pytest.fixture
def _golive(tmp_path: Path, db: None) -> None:
    take(tmp_path / "ours")


@pytest.mark.usefixtures("_golive")
def test_a_plan_is_taken_by_a_proposed_mapping(tmp_path: Path) -> None:
    path, proposal = proposed(tmp_path, "Project Plan.csv", PLAN)
    assert proposal.questions == []
    assert list(bring(path, proposal.mapping).faults) == []
    build = Task.objects.get(ref="2")
    assert (build.title, build.category, build.status, build.assignee) == (
        "Interface build", "integration", "done", "bo@vendor.test",
    )  # fmt: skip
    assert (build.planned_start_on, build.due_on, build.done_on) == (
        date(2024, 1, 15), date(2024, 2, 23), date(2024, 2, 27),
    )  # fmt: skip
    assert dict(Task.objects.values_list("ref", "status")) == {"1": "done", "2": "done", "3": "blocked", "4": "todo"}
    training = Task.objects.get(ref="4")
    assert set(training.dependencies.values_list("prerequisite__ref", flat=True)) == {"2", "3"}


@pytest.mark.usefixtures("_golive")
def test_a_list_of_issues_is_taken_by_a_proposed_mapping(tmp_path: Path) -> None:
    path, proposal = proposed(tmp_path, "issues.csv", ISSUES)
    assert proposal.questions == []
    assert list(bring(path, proposal.mapping).faults) == []
    tasks = dict(Task.objects.values_list("ref", "status"))
    assert tasks == {"IMP-1": "done", "IMP-2": "in_progress", "IMP-3": "todo"}
    done = Task.objects.get(ref="IMP-1")
    assert (done.done_on, done.due_on, done.category) == (date(2024, 1, 17), date(2024, 1, 19), "data")
    assert Task.objects.get(ref="IMP-3").category == "governance"


@pytest.mark.usefixtures("_golive")
def test_a_board_is_taken_whose_sections_are_known_by_their_words(tmp_path: Path) -> None:
    path, proposal = proposed(tmp_path, "board.csv", BOARD)
    assert proposal.questions == []
    assert list(bring(path, proposal.mapping).faults) == []
    assert list(Task.objects.order_by("ref").values_list("category", "status", "done_on", "due_on")) == [
        ("integration", "done", date(2024, 2, 3), date(2024, 2, 1)),
        ("training", "in_progress", None, date(2024, 3, 1)),
        ("governance", "todo", None, None),
    ]


def test_words_that_mean_nothing_of_ours_name_no_column(tmp_path: Path) -> None:
    _, proposal = proposed(tmp_path, "board.csv", BOARD.replace("Governance", "Sprint 7"))
    assert proposal.questions == ["board.csv: what is category? Map a column to it, or state it under `always:`."]


@pytest.mark.usefixtures("_golive")
def test_a_time_sheet_is_taken_by_a_proposed_mapping(tmp_path: Path) -> None:
    path, proposal = proposed(tmp_path, "time_report.csv", TIME_SHEET)
    assert proposal.questions == []
    assert list(bring(path, proposal.mapping).faults) == []
    entries = TimeEntry.objects.order_by("worked_on", "minutes")
    assert [(entry.worked_on, entry.minutes, entry.person, entry.activity) for entry in entries] == [
        (date(2024, 2, 13), 90, "Ann Example", "project_management"),
        (date(2024, 2, 13), 195, "Bo Example", "training"),
        (date(2024, 2, 14), 420, "Bo Example", "configuration"),
        (date(2024, 2, 14), 420, "Bo Example", "configuration"),
    ]


@pytest.mark.usefixtures("_golive")
def test_rows_without_a_ref_are_found_again(tmp_path: Path) -> None:
    path, proposal = proposed(tmp_path, "time_report.csv", TIME_SHEET)
    bring(path, proposal.mapping)
    assert bring(path, proposal.mapping).counts["time_entries"] == {"created": 0, "updated": 0, "unchanged": 4}


@pytest.mark.usefixtures("_golive")
def test_durations_of_a_clock_are_hours(tmp_path: Path) -> None:
    path, proposal = proposed(tmp_path, "tracked.csv", TRACKED)
    assert list(bring(path, proposal.mapping).faults) == []
    entry = TimeEntry.objects.get()
    assert (entry.minutes, entry.worked_on, entry.activity) == (90, date(2024, 2, 13), "at_elbow")


@pytest.mark.usefixtures("_golive")
def test_faults_name_the_rows_of_their_file(tmp_path: Path) -> None:
    path, proposal = proposed(tmp_path, "time_report.csv", TIME_SHEET.replace("3.25", "many"))
    (fault,) = bring(path, proposal.mapping).faults
    assert (fault.file, fault.row, fault.column, fault.value) == ("time_report.csv", 3, "hours", "many")


@pytest.mark.usefixtures("_golive")
def test_a_row_of_another_width_is_told(tmp_path: Path) -> None:
    path, proposal = proposed(tmp_path, "time_report.csv", TIME_SHEET + "14/02/2024,St. Elsewhere\n")
    (fault,) = bring(path, proposal.mapping).faults
    assert (fault.row, fault.code) == (6, "wrong_cell_count")


def test_day_and_month_that_cannot_be_told_apart_are_asked_for(tmp_path: Path) -> None:
    sheet = TIME_SHEET.replace("13/02", "03/02").replace("14/02", "04/02")
    path, proposal = proposed(tmp_path, "time_report.csv", sheet)
    assert proposal.questions == [
        "time_report.csv: do dates begin with the day (dd/mm/yyyy) or the month (mm/dd/yyyy)?"
    ]
    text = propose_mapping(path)
    with pytest.raises(MappingError, match=r"Decide in the mapping of time_report\.csv how dates are written"):
        read_mapping(text)
    decided = read_mapping(text.replace("dd/mm/yyyy or mm/dd/yyyy?", "dd/mm/yyyy"))
    assert decided.files["time_report.csv"].dates == "dd/mm/yyyy"


def test_what_is_missing_or_unknown_is_asked_for(tmp_path: Path) -> None:
    _, proposal = proposed(tmp_path, "plan.csv", "Row ID,Task Name,Workstream,Status\n1,Kickoff,Zebra,Complete\n")
    assert proposal.questions == [
        "plan.csv: what does 'Zebra' mean in category? Say it under `values:`.",
        "plan.csv: what is golive_ref? Map a column to it, or state it under `always:`.",
    ]


def test_a_table_that_is_like_none_of_ours_is_asked_for(tmp_path: Path) -> None:
    _, proposal = proposed(tmp_path, "weather.csv", "rainfall,wind\n1,2\n")
    assert "which table is it" in proposal.questions[0]


def test_tables_in_our_form_need_no_mapping(tmp_path: Path) -> None:
    _, proposal = proposed(tmp_path, "customers.csv", "customer_ref,name\nC1,Mercy\n")
    assert (proposal.mapping.files, proposal.questions) == ({}, [])


@pytest.mark.usefixtures("_golive")
def test_what_their_file_lacks_can_be_stated_for_all_rows(tmp_path: Path) -> None:
    path = tmp_path / "plan.csv"
    path.write_text("Row ID,Task Name\n1,Kickoff\n,\n")
    mapping = Mapping(
        {
            "plan.csv": FileMapping(
                "tasks", {"Row ID": "task_ref", "Task Name": "title"}, always={"golive_ref": "G1", "category": "data"}
            )
        }
    )
    assert list(bring(path, mapping).faults) == []
    assert (Task.objects.get().golive.ref, Task.objects.get().category) == ("G1", "data")


@pytest.mark.parametrize(
    ("text", "words"),
    [("a: [", "is no YAML"), ("colour: blue", "needs a part `files:`"), ("files: {a.csv: 3}", "State the table"),
     ("files: {a.csv: {table: tasks, colour: 1}}", "'colour' is no part"),
     ("files: {a.csv: {table: tasks, columns: 3}}", "needs a part `columns:`"),
     ("files: {a.csv: {table: tasks, dates: soon}}", "Decide in the mapping of a.csv"), ("x" * (2**20 + 1), "1 MB")],
)  # fmt: skip
def test_a_mapping_that_cannot_be_used_tells_why(text: str, words: str) -> None:
    with pytest.raises(MappingError, match=words):
        read_mapping(text)


@pytest.mark.parametrize(
    ("text", "style", "day"),
    [("14/06/2023", "dd/mm/yyyy", "2023-06-14"), ("6/14/23", "mm/dd/yyyy", "2023-06-14"),
     ("14.06.2023 09:30", "dd/mm/yyyy", "2023-06-14"), ("14-Jun-23", "yyyy-mm-dd", "2023-06-14"),
     ("14 June 2023", "yyyy-mm-dd", "2023-06-14"), ("Jun 14, 2023", "yyyy-mm-dd", "2023-06-14"),
     ("2023/6/14", "dd/mm/yyyy", "2023-06-14"), ("2023-Q2", "dd/mm/yyyy", "2023-Q2"),
     ("31/02/2023", "dd/mm/yyyy", "31/02/2023"), ("01/02/2023", "yyyy-mm-dd", "01/02/2023"),
     ("14 Foo 2023", "dd/mm/yyyy", "14 Foo 2023")],
)  # fmt: skip
def test_dates_are_read_in_the_style_of_the_file(text: str, style: str, day: str) -> None:
    assert foreign_dates.read_date(text, style) == day


@pytest.mark.parametrize(
    ("texts", "style"),
    [(["01/02/2024", "13/02/2024"], "dd/mm/yyyy"), (["01/02/2024", "02/13/2024"], "mm/dd/yyyy"),
     (["2024-02-13", "x"], "yyyy-mm-dd"), (["01/02/2024"], None), (["13/02/2024", "02/13/2024"], None)],
)  # fmt: skip
def test_the_style_is_decided_by_what_can_only_be_a_day(texts: list[str], style: str | None) -> None:
    assert foreign_dates.style_of(texts) == style


@pytest.mark.parametrize(
    ("text", "hours"),
    [("01:30:00", "1.5"), ("1:15", "1.25"), ("2h 30m", "2.5"), ("45m", "0.75"), ("7.5", "7.5"), ("", "")],
)
def test_durations_are_read_as_hours(text: str, hours: str) -> None:
    assert foreign_words.hours(text) == hours


@pytest.mark.parametrize(
    ("word", "ours"), [("Done", "done"), ("COMPLETED", "done"), ("complteed", "done"), ("zzzz", None), ("new", "todo")]
)
def test_words_are_known_by_meaning_or_near_spelling(word: str, ours: str | None) -> None:
    assert foreign_words.our_word(word, ["todo", "in_progress", "done"]) == ours
