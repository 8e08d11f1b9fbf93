"""`manage.py report_trends`: the answer alone on standard output, progress on standard error."""

import json
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from implementation.models import GoLive
from tests import factories as make
from tests.tracking.portfolio import learning_golives
from tracking.models import Trend

pytestmark = pytest.mark.django_db


@pytest.fixture
def scribes() -> list[GoLive]:
    return learning_golives(7, of=make.product("Scribe"), at=make.customer(segment="hospital"))


@pytest.fixture
def report(capsys: pytest.CaptureFixture[str]) -> Callable[..., Any]:
    def run(*words: str) -> Any:
        out = StringIO()
        call_command("report_trends", *words, "--format=json", stdout=out)
        return json.loads(out.getvalue())

    return run


def test_json_is_a_list_on_standard_output_and_progress_goes_to_standard_error(
    scribes: list[GoLive], capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("report_trends", "--format=json")
    shown = capsys.readouterr()
    assert [result["series"] for result in json.loads(shown.out)] == ["days", "handholding_hours", "total_hours"]
    assert "Following events" in shown.err


def test_a_second_report_finds_everything_done(scribes: list[GoLive], report: Callable[..., Any]) -> None:
    first = report()
    ids = set(Trend.objects.values_list("pk", flat=True))
    assert report() == first
    assert set(Trend.objects.values_list("pk", flat=True)) == ids


def test_the_report_knows_what_was_just_changed(scribes: list[GoLive], report: Callable[..., Any]) -> None:
    report()
    make.golive(of=scribes[0].product, at=scribes[0].customer)
    [days] = report("--series=days")
    assert (days["n"], days["current"]) == (8, True)


def test_results_hold_every_field_with_points_and_curve(scribes: list[GoLive], report: Callable[..., Any]) -> None:
    [days] = report("--series=days")
    assert {"cohort", "learning_rate", "km", "next", "curve", "points", "in_progress", "reasons", "text"} <= set(days)
    assert (days["by"], days["values"], days["clock"], days["net_of"]) == (
        ["product"],
        {"product": "Scribe"},
        "kickoff",
        None,
    )


def test_cohorts_by_product_and_segment(scribes: list[GoLive], report: Callable[..., Any]) -> None:
    assert {result["cohort"] for result in report("--by=segment,product")} == {"Scribe / hospital"}


def test_a_past_day_is_told_as_it_was_known(scribes: list[GoLive], report: Callable[..., Any]) -> None:
    [days] = report("--series=days", "--as-of=2025-03-31")
    assert (days["as_of"], days["n"], days["n_not_started"], days["current"]) == ("2025-03-31", 4, 3, False)


def test_the_table_tells_each_cohort_with_its_words(scribes: list[GoLive], capsys: pytest.CaptureFixture[str]) -> None:
    call_command("report_trends")
    shown = capsys.readouterr().out
    assert "Scribe: 7 live" in shown
    assert "hand-holding hours" in shown
    assert "Each doubling of go-lives" in shown or "Cannot tell yet" in shown


def test_without_golives_the_table_says_so_and_json_is_empty(
    report: Callable[..., Any], capsys: pytest.CaptureFixture[str]
) -> None:
    assert report() == []
    call_command("report_trends")
    assert "no production go-lives" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--by=colour"], "is no set of cohorts: name one or several of"),
        (["--series=weeks"], "choose of days, handholding_hours, total_hours"),
        (["--as-of=yesterday"], "Invalid isoformat"),
        (["--as-of=2199-01-01"], "lies in the future"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(words: list[str], told: str) -> None:
    with pytest.raises(CommandError, match=told):
        call_command("report_trends", *words)
