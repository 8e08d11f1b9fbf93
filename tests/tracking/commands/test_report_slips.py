"""`manage.py report_slips`: rollouts without a kickoff have slips too, and imprecise dates are marked."""

import json
from datetime import date
from typing import Any

import pytest
from django.core.management import call_command

from implementation.models import GoLive, TargetChange
from tests import factories as make

pytestmark = pytest.mark.django_db


def slips(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    call_command("report_slips", "--format=json")
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    return found


def test_a_moved_target_is_told_against_first_and_last(capsys: pytest.CaptureFixture[str]) -> None:
    golive = make.golive(kickoff_on=date(2026, 1, 1), target_on=date(2026, 3, 1))
    make.target_moved(golive, date(2026, 4, 1), announced_on=date(2026, 2, 1))
    make.move(golive, "live", on=date(2026, 4, 11))
    [slip] = slips(capsys)
    assert (slip["first_target_on"], slip["last_target_on"], slip["live_on"]) == (
        "2026-03-01",
        "2026-04-01",
        "2026-04-11",
    )
    assert (slip["slip_first_days"], slip["slip_last_days"], slip["moves"], slip["final"]) == (41, 10, 1, True)


def test_a_rollout_without_kickoff_has_a_slip(capsys: pytest.CaptureFixture[str]) -> None:
    quarterly_rollout()
    [slip] = slips(capsys)
    assert (slip["slip_first_days"], slip["slip_first_precision"]) == (405, "quarter")


def test_imprecise_dates_are_marked_in_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    quarterly_rollout()
    call_command("report_slips")
    shown = capsys.readouterr().out
    assert "~+405" in shown
    assert "2021-Q1" in shown
    assert "known by month, quarter, half or year" in shown


def test_a_target_that_never_moved_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    make.golive(target_on=make.today())
    assert slips(capsys) == []
    call_command("report_slips")
    assert "No target has moved yet." in capsys.readouterr().out


def quarterly_rollout() -> None:
    """As an import states it: planned for a quarter, moved and live on a day."""
    golive = make.golive(kickoff_on=None)
    GoLive.objects.filter(pk=golive.pk).update(target_on=date(2022, 3, 26), live_on=date(2022, 3, 26))
    TargetChange.objects.create(
        golive=golive,
        old_target_on=date(2021, 2, 14),
        old_target_on_precision="quarter",
        new_target_on=date(2022, 3, 26),
    )
