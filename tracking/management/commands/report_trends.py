"""`manage.py report_trends`: whether each further go-live takes less time and less help, cohort by cohort.

Brings what is stale up to date first. The answer goes to standard output, progress to standard error.
"""

import argparse
import json
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from rich.console import RenderableType

from implementation.services.reporting_day import reporting_day
from tracking.cohorts import By, by_of
from tracking.lenses import CLOCKS, HOLDS, SERIES, Lens, is_activity, series_of
from tracking.management.printing import rendered
from tracking.management.progress import shown_progress
from tracking.management.trend_table import trend_table
from tracking.reads.trends import measured_cohorts, told, trends_as_of
from tracking.services.bring_up_to_date import bring_past_up_to_date

_Value = TypeVar("_Value")


class Command(BaseCommand):
    help = "Tell the trend of each cohort over its repetitions."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--by", type=_argument(by_of), default="product", help="product, or several: product,segment"
        )
        parser.add_argument(
            "--as-of",
            type=_argument(date.fromisoformat),
            help="what was known by that day, 2026-06-30 (default: today)",
        )
        parser.add_argument("--clock", choices=CLOCKS, default=CLOCKS[0], help="where days begin")
        parser.add_argument("--net-of", choices=(HOLDS,), default="", help="take the days on hold out")
        parser.add_argument(
            "--series", type=_argument(series_of), default=",".join(SERIES), help="some of these, or hours:training"
        )
        parser.add_argument("--format", choices=("table", "json"), default="table")

    def handle(self, *args: Any, by: By, as_of: date | None, series: tuple[str, ...], **options: Any) -> None:
        at = timezone.now()
        today = reporting_day(at)
        day = as_of or today
        if day > today:
            raise CommandError(f"--as-of {day} lies in the future; today is {today}.")
        lens = Lens(by, options["clock"], options["net_of"], is_activity(series))
        with shown_progress() as progress:
            bring_past_up_to_date(day, at=at, lenses=(lens,), progress=progress)
        results = results_of(day, lens=lens, series=series, today=today)
        if options["format"] == "json":
            self.stdout.write(json.dumps(results, indent=2, ensure_ascii=False))
        else:
            self.stdout.write(rendered(_page(results, day, lens)))


def _page(results: list[dict[str, Any]], day: date, lens: Lens) -> list[RenderableType]:
    clock = f", days from {lens.clock}" if lens.clock != CLOCKS[0] else ""
    net_of = f", without {lens.net_of}" if lens.net_of else ""
    heading = f"Trends as of {day} by {', '.join(lens.by)}{clock}{net_of}\n"
    return [heading, *trend_table(results)] if results else [heading, "There are no production go-lives yet."]


def results_of(day: date, *, lens: Lens, series: tuple[str, ...], today: date) -> list[dict[str, Any]]:
    """The told trends of a day with all their detail, in the order asked for within each cohort."""
    cohorts = measured_cohorts(lens.by, today=today)
    results = [told(row, cohorts, detail=True) for row in trends_as_of(day, lens=lens, series=series)]
    return sorted(results, key=lambda one: (one["cohort"], one["cohort_key"], series.index(one["series"])))


def _argument(parse: Callable[[str], _Value]) -> Callable[[str], _Value]:
    """argparse shows the words of an ArgumentTypeError, but not those of a ValueError."""

    def parsed(text: str) -> _Value:
        try:
            return parse(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from error

    return parsed
