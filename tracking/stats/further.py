"""Everything beside the line of one cohort, and why what is missing is missing.

Called by `assemble`. One function a group of figures; each null gets its code here.
"""

from collections.abc import Iterable, Mapping

import numpy as np

from tracking.stats.checks import curvature_of, outliers_of, rate_with_limits, robust_of, scope_of
from tracking.stats.competing import aalen_johansen, many_cancelled, median_time_live, reported
from tracking.stats.coverage import logging_of
from tracking.stats.derive import IN_PROGRESS
from tracking.stats.fits import EXACT, INSUFFICIENT
from tracking.stats.frame import Frame
from tracking.stats.open_golives import Ask, OpenGoLive, forecast_cohort
from tracking.stats.outlook import Lines
from tracking.stats.power import more_needed
from tracking.stats.result import Further, Point, number
from tracking.stats.shapes import Covariate, Fit, Km, OpenForecast, Pooled
from tracking.stats.slopes import UNCLEAR, rate_of
from tracking.stats.stored import line_to
from tracking.stats.survival import kaplan_meier, quantile, restricted_mean
from tracking.stats.together import Together
from tracking.stats.trend import FOR_CURVE, Trend

DAYS = "days"
