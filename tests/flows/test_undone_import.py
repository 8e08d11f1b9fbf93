"""An import that is undone leaves measures, trends, forecasts and the export as they were, by the jobs alone."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import models, transaction
from django.db.models import Q

from implementation.models import GoLive, ParkedGoLive
from implementation.reads.activity import activity
from implementation.services.followers import number_events
from tests import factories as make
from tests.implementation.exports.portfolios import tables
from tests.implementation.imports.folders import Table
from tests.implementation.imports.undoing import run_of, undo
from tracking.models import Forecast, GoLiveMeasure, Trend
from tracking.reads.cohorts import standing_lenses
from tracking.reads.trends import changed_since
from tracking.services.bring_up_to_date import bring_past_up_to_date, bring_up_to_date
from tracking.services.follow import measure_all, settle

pytestmark = pytest.mark.django_db(transaction=True)
_PASSING = {"revision", "computed_at", "fingerprint", "inputs", "id", "topic"}
_PARTS = {"result", "detail"}


def portfolio(*, start: int, many: int, product: str) -> dict[str, Table]:
    """Go-lives that get quicker, each with hours, and one that is still open."""
    rows, hours = [], []
    for number in range(start, start + many):
        kickoff = date(2024, 1, 8) + timedelta(days=14 * number)
        live = "" if number == start + many - 1 else str(kickoff + timedelta(days=120 - 5 * (number - start)))
        rows.append(f"G{number},C{start},{product},{kickoff},{live}\n")
        hours.append(f"E{number},G{number},{kickoff + timedelta(days=7)},{9 - (number - start) / 2},yes\n")
    return {
        "customers": f"customer_ref,name,segment\nC{start},Customer {start},hospital\n",
        "go_lives": "golive_ref,customer_ref,product,kickoff_on,live_on\n" + "".join(rows),
        "time_entries": "entry_ref,golive_ref,worked_on,hours,with_customer\n" + "".join(hours),
    }


def answers(past: date) -> dict[str, Any]:
    """What the followers and fits make of the facts, of today and as of a past day."""
    bring_up_to_date(make.now())
    bring_past_up_to_date(past, at=make.now())
    return {
        "measures": _lasting(GoLiveMeasure.objects.order_by("golive_id")),
        "trends": _lasting(Trend.objects.order_by("as_of", "by", "cohort", "series")),
    }


def _lasting(rows: "models.QuerySet[Any]") -> list[dict[str, Any]]:
    return [
        {
            name: {part: told for part, told in value.items() if part not in _PASSING} if name in _PARTS else value
            for name, value in row.items()
            if name not in _PASSING
        }
        for row in rows.values()
    ]


def test_an_undone_import_into_an_empty_database_leaves_no_number(tmp_path: Path) -> None:
    past = make.today() - timedelta(days=30)
    run = run_of(tmp_path / "in", **portfolio(start=1, many=8, product="Scribe"))
    made = answers(past)
    assert len(made["measures"]) == 8
    assert {row["as_of"] for row in made["trends"]} == {make.today(), past}
    undo(run)
    assert all(changed_since(past, lens) for lens in standing_lenses())
    assert answers(past) == {"measures": [], "trends": []}
    assert not any(changed_since(past, lens) for lens in standing_lenses())
    assert not Forecast.objects.exists()


def test_numbers_and_export_are_as_before(tmp_path: Path) -> None:
    past = make.today() - timedelta(days=30)
    run_of(tmp_path / "first", **portfolio(start=1, many=8, product="Scribe"))
    before, exported = answers(past), tables(tmp_path / "before")
    wrong = portfolio(start=5, many=9, product="Scribe")
    run = run_of(tmp_path / "wrong", **wrong)
    assert answers(past) != before
    undo(run)
    assert answers(past) == before
    assert tables(tmp_path / "after") == exported
    assert GoLive.objects.count() == 8


def test_a_go_live_that_goes_while_it_is_measured_is_passed_over(tmp_path: Path) -> None:
    run = run_of(tmp_path, **portfolio(start=1, many=2, product="Scribe"))
    ids = list(GoLive.objects.values_list("id", flat=True))
    rows, _ = measure_all(ids, as_of=make.today(), at=make.now())
    undo(run)
    with transaction.atomic():
        settle(rows, [(ids[0], "late")], at=make.now())
    assert not GoLiveMeasure.objects.exists()
    assert not ParkedGoLive.objects.exists()


def test_the_feed_tells_what_went_and_why(tmp_path: Path) -> None:
    undo(run_of(tmp_path / "march.files", **portfolio(start=1, many=1, product="Scribe")))
    number_events()
    told = [row["sentence"] for row in activity(actor=make.LEAD, narrowed=Q(), before=None, most=6)]
    assert told[0].endswith("Mem Ber undid an import: “march.files”.")
    assert any("withdrew the go-live G1: “The import of march.files was undone”" in words for words in told)
    assert any("withdrew 1 time entry" in words for words in told)
