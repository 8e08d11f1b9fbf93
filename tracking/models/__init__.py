"""What is computed from the facts (measures, trends, forecasts), the trends asked for, and how cohorts are formed.

A file holds one noun. Rows are written by tracking/services only, and all but the cohorts' configuration can be
computed again.
"""

from tracking.models.cohort_configs import CohortConfig
from tracking.models.forecasts import Backtest, Forecast
from tracking.models.measures import GoLiveMeasure, MeasuredState
from tracking.models.trend_requests import TrendRequest
from tracking.models.trends import Trend

__all__ = ["Backtest", "CohortConfig", "Forecast", "GoLiveMeasure", "MeasuredState", "Trend", "TrendRequest"]
