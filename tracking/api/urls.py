"""The routes of measures, trends, forecasts and cohorts, under `/api/v1/`.

An action that names no scope stops the start here.
"""

from rest_framework.routers import SimpleRouter

from implementation.http.views import ApiView
from tracking.api.views.cohorts import CohortView
from tracking.api.views.forecasts import ForecastView
from tracking.api.views.measures import MeasureView
from tracking.api.views.trends import TrendView

VIEWS: dict[str, type[ApiView]] = {
    "measures": MeasureView,
    "trends": TrendView,
    "forecasts": ForecastView,
    "cohorts": CohortView,
}

router = SimpleRouter(trailing_slash=False, use_regex_path=False)
for name, view in VIEWS.items():
    router.register(name, view, basename=name)
urlpatterns = router.urls
