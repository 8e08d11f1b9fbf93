"""The routes of measures and trends, under `/api/v1/`. An action that names no scope stops the start here."""

from rest_framework.routers import SimpleRouter

from implementation.http.views import ApiView
from tracking.api.views.measures import MeasureView
from tracking.api.views.trends import TrendView

VIEWS: dict[str, type[ApiView]] = {"measures": MeasureView, "trends": TrendView}

router = SimpleRouter(trailing_slash=False, use_regex_path=False)
for name, view in VIEWS.items():
    router.register(name, view, basename=name)
urlpatterns = router.urls
