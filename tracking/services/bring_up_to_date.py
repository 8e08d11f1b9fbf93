"""Makes measures and trends tell what the facts say now, in the calling process. For commands and the daily refresh.

It works beside running workers: whatever they did already is found done.
"""

import time
from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Max

from implementation.models import Event
from implementation.services.followers import position_of
from implementation.services.reporting_day import reporting_day
from tracking.lenses import Lens
from tracking.models.measures import MEASURES
from tracking.reads.cohorts import standing_lenses
from tracking.services.follow import follow, refresh_measures
from tracking.services.measure import Progress, silent
from tracking.services.refit import refit, refit_past

_PATIENCE = 30.0
_PAUSE = 0.05
_TRIES = 5


def bring_up_to_date(at: datetime, *, lenses: Sequence[Lens] | None = None, progress: Progress = silent) -> None:
    """Follow every event, measure what is not of today, and fit the cohorts that changed.

    Those of the standing sets, and of lenses that are named besides.
    """
    asked = list(dict.fromkeys([*standing_lenses(), *(lenses or ())]))
    follow_everything(at=at, progress=progress)
    for _ in range(_TRIES):
        refresh_measures(at=at, progress=progress)
        if refit(at=at, lenses=asked, progress=progress).waiting == 0:
            return


def bring_past_up_to_date(
    as_of: date, *, at: datetime, lenses: Sequence[Lens] | None = None, progress: Progress = silent
) -> None:
    """The trends as of any day up to today, of the standing sets or through the lenses named.

    Raises ValueError for a day in the future.
    """
    today = reporting_day(at)
    if as_of > today:
        raise ValueError(f"{as_of} lies in the future: today is {today} in the reporting time zone.")
    if as_of == today:
        bring_up_to_date(at, lenses=lenses, progress=progress)
        return
    for _ in range(_TRIES):
        if refit_past(as_of=as_of, at=at, lenses=lenses, progress=progress).waiting == 0:
            return


def follow_everything(*, at: datetime, progress: Progress = silent) -> None:
    """Follow until no committed event is left, whoever follows it.

    Raises TimeoutError when another process holds the numbering or the follower for half a minute.
    """
    followed, deadline = 0, time.monotonic() + _PATIENCE
    while waiting := events_waiting():
        progress("Following events", followed, followed + waiting)
        if done := follow(at=at):
            followed, deadline = followed + done, time.monotonic() + _PATIENCE
        elif time.monotonic() > deadline:
            raise TimeoutError(
                "Another process has kept the event log to itself for 30 seconds; see whether a worker hangs."
            )
        else:
            time.sleep(_PAUSE)
    if followed:
        progress("Following events", followed, followed)


def events_waiting() -> int:
    """Committed events whose effect on the measures is not stored yet, numbered or not."""
    unnumbered = Event.objects.filter(position__isnull=True).count()
    last = Event.objects.aggregate(last=Max("position"))["last"] or 0
    return unnumbered + max(0, last - position_of(MEASURES))
