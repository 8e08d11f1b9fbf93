"""`manage.py verify_measures`: quiet while all is well, names what differs otherwise."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command

from implementation.models import TimeEntry
from tests import factories as make
from tracking.models import GoLiveMeasure
from tracking.services import follow
from tracking.services.bring_up_to_date import bring_up_to_date

pytestmark = pytest.mark.django_db


def test_measures_that_equal_the_facts_are_fine(capsys: pytest.CaptureFixture[str]) -> None:
    make.hours(make.golive(), 2)
    bring_up_to_date(make.now())
    call_command("verify_measures")
    assert "All measures equal" in capsys.readouterr().out


def test_what_was_not_followed_yet_is_followed_first() -> None:
    make.golive()
    call_command("verify_measures")


def test_a_stored_figure_that_is_wrong_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    golive = make.golive()
    bring_up_to_date(make.now())
    GoLiveMeasure.objects.update(total_minutes=77)
    with pytest.raises(CommandError, match="1 go-lives differ in 1 fields"):
        call_command("verify_measures")
    assert f"{golive.id} total_minutes: stored 77, from the facts 0" in capsys.readouterr().out


def test_facts_written_behind_the_services_are_found(capsys: pytest.CaptureFixture[str]) -> None:
    entry = make.hours(make.golive(), 2)
    bring_up_to_date(make.now())
    TimeEntry.objects.filter(pk=entry.pk).update(minutes=5)
    with pytest.raises(CommandError):
        call_command("verify_measures")
    assert "stored 120, from the facts 5" in capsys.readouterr().out


def test_a_golive_that_cannot_be_measured_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    golive = make.golive()
    bring_up_to_date(make.now())

    def failing(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError("bad go-live")

    monkeypatch.setattr(follow, "measure", failing)
    with pytest.raises(CommandError):
        call_command("verify_measures")
    assert f"{golive.id} measure: stored one, from the facts none: ZeroDivisionError" in capsys.readouterr().out


def test_a_missing_measure_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    make.golive()
    bring_up_to_date(make.now())
    GoLiveMeasure.objects.all().delete()
    with pytest.raises(CommandError):
        call_command("verify_measures")
    assert "measure: stored None" in capsys.readouterr().out
