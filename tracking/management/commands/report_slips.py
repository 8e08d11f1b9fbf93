"""`manage.py report_slips`: first and last target against live, for each go-live whose target has moved.

Computed from the facts as of today; needs no kickoff, so it tells of rollouts that no trend can count. Dates known
by month, quarter, half or year are marked, and the slips that rest on them.
"""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from rich.table import Table

from implementation.models.vocabulary import Precision
from implementation.services.reporting_day import reporting_day
from tracking.management.printing import rendered
from tracking.models import GoLiveMeasure
from tracking.reads.slips import Named, golives_with_moves
from tracking.services.measure import measure

_LEGEND = """
Days late (+) or early (-).
~ rests on a date known by month, quarter, half or year only, taken as the middle of it.
≥ not live yet: what it is at least. Without a kickoff, what the moves add up to: nobody knows that it is still open."""
_DAY = Precision.DAY.value


class Command(BaseCommand):
    help = "Tell how far each go-live whose target has moved slipped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", choices=("table", "json"), default="table")

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        named = golives_with_moves()
        measures = measure([one.id for one in named], as_of=reporting_day(at), at=at)
        by_id = {one.golive_id: one for one in measures}
        slips = [slip_of(one, by_id[one.id]) for one in named if one.id in by_id]
        if options["format"] == "json":
            self.stdout.write(json.dumps(slips, indent=2, ensure_ascii=False))
        else:
            self.stdout.write(rendered([slip_table(slips), _LEGEND] if slips else ["No target has moved yet."]))


def slip_of(golive: Named, measure: GoLiveMeasure) -> dict[str, Any]:
    """One go-live's slips as plain values."""
    return {
        "go_live": str(golive.id),
        "ref": golive.ref,
        "customer": golive.customer,
        "site": golive.site,
        "product": golive.product,
        "first_target_on": _iso(measure.first_target_on),
        "first_target_precision": measure.first_target_precision,
        "last_target_on": _iso(measure.last_target_on),
        "last_target_precision": measure.last_target_precision,
        "live_on": _iso(golive.live_on),
        "live_on_precision": golive.live_precision,
        "moves": measure.target_moves,
        "slip_first_days": measure.slip_first_days,
        "slip_first_precision": measure.slip_first_precision,
        "slip_last_days": measure.slip_last_days,
        "slip_last_precision": measure.slip_last_precision,
        "final": measure.slip_final,
    }


def slip_table(slips: Iterable[dict[str, Any]]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0))
    for column in ("go-live", "first target", "last target", "live", "moves", "vs first", "vs last"):
        table.add_column(column, justify="right" if column in {"moves", "vs first", "vs last"} else "left")
    for one in slips:
        table.add_row(
            _name(one),
            _stated(one["first_target_on"], one["first_target_precision"]),
            _stated(one["last_target_on"], one["last_target_precision"]),
            _stated(one["live_on"], one["live_on_precision"]),
            str(one["moves"]),
            _slip(one, "first"),
            _slip(one, "last"),
        )
    return table


def _name(one: dict[str, Any]) -> str:
    return f"{', '.join(filter(None, (one['customer'], one['site'])))}: {one['product']}"


def _stated(day: str | None, precision: str) -> str:
    """A date as exactly as it is known, in the notation of the import: 2023-06, 2023-Q2, 2023-H1, 2023."""
    if day is None:
        return "-"
    year, month = day[:4], int(day[5:7])
    return {
        Precision.DAY.value: day,
        Precision.MONTH.value: day[:7],
        Precision.QUARTER.value: f"{year}-Q{(month + 2) // 3}",
        Precision.HALF.value: f"{year}-H{(month + 5) // 6}",
        Precision.YEAR.value: year,
    }[precision]


def _slip(one: dict[str, Any], which: str) -> str:
    days = one[f"slip_{which}_days"]
    if days is None:
        return "-"
    about = "" if one[f"slip_{which}_precision"] == _DAY else "~"
    return f"{'' if one['final'] else '≥'}{about}{days:+d}"


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
