"""What is computed from the facts: measures of go-lives and trends of cohorts, and the trends that were asked for.

A file holds one noun. Rows are written by tracking/services only, and all of them can be computed again.
"""

from tracking.models.measures import GoLiveMeasure, MeasuredState
from tracking.models.trend_requests import TrendRequest
from tracking.models.trends import Trend

__all__ = ["GoLiveMeasure", "MeasuredState", "Trend", "TrendRequest"]
