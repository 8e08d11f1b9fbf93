"""The target of a go-live and the changes of it are kept consistent."""

from datetime import date
from pathlib import Path

import pytest

from implementation.models import Event, GoLive, TargetChange
from implementation.services import target_changes
from tests import factories as make
from tests.implementation.exports.portfolios import bring as bring_back
from tests.implementation.exports.portfolios import export
from tests.implementation.imports.folders import GO_LIVES, bring, counts, take

pytestmark = pytest.mark.django_db

TARGET = "golive_ref,customer_ref,product,target_on\nG1,C1,Scribe,{}\n"
CHANGES = "golive_ref,new_target_on,announced_on,old_target_on\n"


def target() -> date | None:
    stored: date | None = GoLive.objects.get().target_on
    return stored


@pytest.mark.parametrize("golives", [GO_LIVES, TARGET.format("")])
def test_the_last_change_is_the_target_where_none_is_stated(tmp_path: Path, golives: str) -> None:
    changes = f"{CHANGES}G1,2024-06-03,2024-03-01,2024-04\nG1,2024-04,,2024-02-01\n"
    take(tmp_path, go_lives=golives, target_changes=changes)
    assert target() == date(2024, 6, 3)
    again = take(tmp_path, go_lives=golives, target_changes=changes)
    assert (counts(again, "go_lives"), counts(again, "target_changes")) == ((0, 0, 1), (0, 0, 2))


def test_a_stated_target_stays_and_a_different_last_change_is_warned_of(tmp_path: Path) -> None:
    report = take(
        tmp_path, go_lives=TARGET.format("2024-05-01"), target_changes=f"{CHANGES}G1,2024-06-03,2024-03-01,\n"
    )
    assert target() == date(2024, 5, 1)
    assert [warning.code for warning in report.warnings] == ["target_differs"]


def test_no_change_is_invented_for_a_stated_target(tmp_path: Path) -> None:
    take(tmp_path, go_lives=TARGET.format("2024-05-01"))
    take(tmp_path, go_lives=TARGET.format("2024-06-01"))
    assert not TargetChange.objects.exists()
    event = Event.objects.latest("id")
    assert (event.before, event.after) == ({"target_on": "2024-05-01"}, {"target_on": "2024-06-01"})


def test_a_new_change_moves_the_target_of_a_stored_golive(tmp_path: Path) -> None:
    take(tmp_path, go_lives=TARGET.format("2024-05-01"))
    change = f"{CHANGES}G1,2024-06-03,2024-03-01,2024-05-01\n"
    take(tmp_path, customers=None, go_lives=None, target_changes=change)
    assert target() == date(2024, 6, 3)
    event = Event.objects.latest("id")
    assert (event.kind, event.after) == ("go-live.changed", {"target_on": "2024-06-03"})
    events = Event.objects.count()
    take(tmp_path, customers=None, go_lives=None, target_changes=change)
    assert Event.objects.count() == events


def test_an_old_change_does_not_move_the_target_back(tmp_path: Path) -> None:
    """The app moved it later than what is brought now."""
    take(tmp_path, go_lives=TARGET.format("2024-05-01").replace("2024-05-01", "2030-05-01"))
    golive = GoLive.objects.get()
    target_changes.move_target(
        actor=make.LEAD, at=make.now(), golive_id=golive.id, new_target_on=date(2031, 1, 1), reason="x", barrier="data"
    )
    take(tmp_path, go_lives=None, target_changes=f"{CHANGES}G1,2030-07-01,2024-03-01,2030-05-01\n")
    assert target() == date(2031, 1, 1)


def test_an_empty_cell_does_not_clear_a_target_that_was_announced(tmp_path: Path) -> None:
    take(tmp_path, go_lives=TARGET.format(""), target_changes=f"{CHANGES}G1,2024-06-03,2024-03-01,\n")
    report = take(tmp_path, go_lives=TARGET.format(""))
    assert (counts(report, "go_lives"), target()) == ((0, 0, 1), date(2024, 6, 3))


def test_an_empty_cell_clears_a_target_that_was_only_stated(tmp_path: Path) -> None:
    take(tmp_path, go_lives=TARGET.format("2024-05-01"))
    take(tmp_path, go_lives=TARGET.format(""))
    assert target() is None


def test_moves_of_an_unknown_day_are_told_apart_by_their_target(tmp_path: Path) -> None:
    changes = f"{CHANGES}G1,2024-06,,\nG1,2024-07,,\n"
    take(tmp_path, target_changes=changes)
    assert counts(take(tmp_path, target_changes=changes), "target_changes") == (0, 0, 2)


BACK_AND_FORTH = (
    f"{CHANGES}G1,2024-06-03,2024-03-01,2024-05-01\nG1,2042-06-03,2024-03-01,2024-06-03\n"
    "G1,2024-06-03,2024-03-01,2042-06-03\n"
)


def test_a_slip_that_was_taken_back_on_its_day_is_three_moves(tmp_path: Path) -> None:
    report = take(tmp_path, target_changes=BACK_AND_FORTH)
    assert (counts(report, "target_changes"), target()) == ((3, 0, 0), date(2024, 6, 3))
    again = take(tmp_path, target_changes=BACK_AND_FORTH.replace("\nG1,2042", "\n\nG1,2042"))
    assert counts(again, "target_changes") == (0, 0, 3)


def test_what_was_taken_back_in_the_program_comes_out_and_in_again_unchanged(tmp_path: Path) -> None:
    golive = make.golive(ref="G1", target_on=make.days_ago(9))
    for days in (30, 300, 30):
        make.target_moved(golive, make.days_ago(-days), barrier="unknown")
    export(tmp_path / "out")
    assert counts(bring_back(tmp_path / "out"), "target_changes") == (0, 0, 3)


def test_one_row_twice_is_a_fault_where_nothing_lies_between(tmp_path: Path) -> None:
    first, *others = BACK_AND_FORTH.splitlines(keepends=True)[1:]
    report = bring(tmp_path, target_changes="".join([CHANGES, first, first, *others]))
    assert [(fault.code, fault.row) for fault in report.faults] == [("duplicate_ref", 3)]
    assert not TargetChange.objects.exists()
