"""The API's own description: the OpenAPI schema in two versions, Swagger UI and Redoc offline, the problem types.

Open to everybody: it describes the program, not anybody's facts. The last pattern answers unknown API paths.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from csp.decorators import csp_update
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import path, re_path
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.views import SpectacularAPIView, SpectacularRedocView, SpectacularSwaggerSplitView
from rest_framework.permissions import AllowAny

from implementation.http.handler import unknown_path
from implementation.http.openapi_3_0 import as_3_0
from implementation.http.problems import PROBLEM_TYPES, TYPE_PREFIX

_View = Callable[..., HttpResponse]
# Both bring styles in the page; Redoc searches in a worker made from a blob.
_CSP = {
    "script-src": ["'self'"],
    "style-src": ["'unsafe-inline'"],
    "connect-src": ["'self'"],
    "worker-src": ["'self'", "blob:"],
    "font-src": ["'self'", "data:"],
}
_PUBLIC: dict[str, Any] = {"permission_classes": [AllowAny], "authentication_classes": []}
_REDOC: dict[str, Any] = {"url_name": "schema", "template_name": "implementation/redoc.html", **_PUBLIC}


@cache
def _schema() -> dict[str, Any]:
    """Making it takes a second and gives the same for everybody, so anonymous callers get one that is made already."""
    generator: Any = SchemaGenerator
    return dict(generator().get_schema(request=None, public=True))


class MadeSchema(SchemaGenerator):
    """OpenAPI 3.1."""

    def get_schema(self, request: Any = None, public: bool = False) -> dict[str, Any]:
        return _schema()


class MadeSchema30(MadeSchema):
    """OpenAPI 3.0.3."""

    def get_schema(self, request: Any = None, public: bool = False) -> dict[str, Any]:
        return as_3_0(super().get_schema(request, public))


def _own_csp(view: _View) -> _View:
    decorated: _View = csp_update(_CSP)(view)
    return decorated


def problem_type(request: HttpRequest, slug: str) -> JsonResponse:
    """What a problem's `type` means; its address is the type itself."""
    kind = PROBLEM_TYPES.get(slug)
    if kind is None:
        raise Http404
    told = {"type": f"{TYPE_PREFIX}{slug}", "title": kind.title, "status": kind.status, "meaning": kind.meaning}
    return JsonResponse(told)


urlpatterns = [
    path("api/schema", SpectacularAPIView.as_view(generator_class=MadeSchema, **_PUBLIC), name="schema"),
    path("api/schema-3.0", SpectacularAPIView.as_view(generator_class=MadeSchema30, **_PUBLIC), name="schema-3.0"),
    path("api/docs", _own_csp(SpectacularSwaggerSplitView.as_view(url_name="schema", **_PUBLIC)), name="swagger"),
    path("api/redoc", _own_csp(SpectacularRedocView.as_view(**_REDOC)), name="redoc"),
    path("problems/<slug:slug>", problem_type, name="problem-type"),
    re_path(r"^api/", unknown_path),
]
