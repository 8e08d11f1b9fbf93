"""Query parameters that trends and forecasts share."""

from implementation.http.parameters import Parameter, choice, choices, day
from tracking.cohorts import COHORT_SETS, DIMENSIONS, by_of
from tracking.lenses import ALL_SERIES, CLOCKS, HOLDS, series_of

BY = Parameter(
    "What cohorts are formed by, one or several with commas between; `product` unless said.",
    {"type": "array", "items": {"type": "string", "enum": list(DIMENSIONS)}, "minItems": 1},
    by_of,
)
AS_OF = day("", "What was known by that day. Unless said, the newest trend of each cohort.")
CLOCK = choice("", CLOCKS, "Where days begin; `kickoff` unless said.")
NET_OF = choice("", (HOLDS,), "`holds` takes the days on hold out.")
SERIES = Parameter(
    "Of these series: some of the main three (all of them unless said), or of the hours by activity.",
    choices("", ALL_SERIES, "").schema,
    series_of,
)
ONE_SERIES = choice("", ALL_SERIES, "Which series; `days` unless said.")
DEFAULT_BY = COHORT_SETS[0]
