"""`manage.py backtest_forecasts`: forecasts of the past, made afterwards, held against what came."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from tracking.management.progress import shown_progress
from tracking.reads.forecast_scores import forecast_scores
from tracking.services.backtest import backtest
from tracking.services.bring_up_to_date import bring_up_to_date


class Command(BaseCommand):
    help = "Forecast the go-lives that were open on the first day of each past month, and tell how good that was."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--again", action="store_true", help="make them all anew: facts were corrected since")
        parser.add_argument("--format", choices=("table", "json"), default="table")

    def handle(self, *args: Any, again: bool, format: str, **options: Any) -> None:
        with shown_progress() as progress:
            bring_up_to_date(timezone.now(), progress=progress)
            backtest(at=timezone.now(), again=again, progress=progress)
        scores = forecast_scores(backtest=True)
        if format == "json":
            self.stdout.write(json.dumps(scores, indent=2, ensure_ascii=False))
            return
        for one in scores:
            if one["month"] is None:
                self.stdout.write(f"{one['series']}, made after {one['age_days']} days or more: {one['text'][0]}")
        if not scores:
            self.stdout.write("No forecast of the past can be held against what came yet: too few have finished.")
