"""The API's own description: the OpenAPI schema in two versions, Swagger UI and Redoc offline, the problem types.

Open to everybody: it describes the program, not anybody's facts. The last pattern answers unknown API paths.
"""

import gzip
import re
from collections.abc import Callable
from typing import Any, ClassVar

from csp.decorators import csp_update
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import path, re_path
from django.utils.cache import patch_vary_headers
from drf_spectacular.renderers import (
    OpenApiJsonRenderer,
    OpenApiJsonRenderer2,
    OpenApiYamlRenderer,
    OpenApiYamlRenderer2,
)
from drf_spectacular.views import SpectacularRedocView, SpectacularSwaggerSplitView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from implementation.http.described import described
from implementation.http.handler import unknown_path
from implementation.http.problems import PROBLEM_TYPES, TYPE_PREFIX
from implementation.http.renderers import let_go

_View = Callable[..., HttpResponse]
# Both bring styles in the page; Redoc searches in a worker made from a blob.
_CSP = {
    "script-src": ["'self'"],
    "style-src": ["'unsafe-inline'"],
    "connect-src": ["'self'"],
    "worker-src": ["'self'", "blob:"],
    "font-src": ["'self'", "data:"],
}
_TAKES_GZIP = re.compile(r"\bgzip\b")
_PUBLIC: dict[str, Any] = {"permission_classes": [AllowAny], "authentication_classes": []}
_REDOC: dict[str, Any] = {"url_name": "schema", "template_name": "implementation/redoc.html", **_PUBLIC}


class _AsItIs:
    """A description is text already; what is no description is a refusal."""

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> Any:
        rendered: Any = super()
        return data if isinstance(data, bytes) else rendered.render(data, accepted_media_type, renderer_context)


class _Yaml(_AsItIs, OpenApiYamlRenderer):
    """`application/vnd.oai.openapi`."""


class _Yaml2(_AsItIs, OpenApiYamlRenderer2):
    """`application/yaml`."""


class _Json(_AsItIs, OpenApiJsonRenderer):
    """`application/vnd.oai.openapi+json`."""


class _Json2(_AsItIs, OpenApiJsonRenderer2):
    """`application/json`."""


class DescriptionView(APIView):
    """The description in one version of OpenAPI, as YAML or as JSON, compressed for whoever takes that."""

    version: ClassVar[str]
    schema = None
    authentication_classes = ()
    permission_classes = (AllowAny,)
    renderer_classes = (_Yaml, _Yaml2, _Json, _Json2)

    def get(self, request: Request) -> Response:
        form: str = request.accepted_renderer.format
        body = described(self.version, form)
        headers = {"Content-Disposition": f'inline; filename="Crossing.{form}"'}
        if _TAKES_GZIP.search(request.headers.get("Accept-Encoding", "")):
            headers["Content-Encoding"] = "gzip"
        else:
            body = gzip.decompress(body)
        answer = Response(body, headers=headers)
        answer.add_post_render_callback(let_go)
        patch_vary_headers(answer, ["Accept-Encoding"])
        return answer


class OpenApi31(DescriptionView):
    """OpenAPI 3.1."""

    version = "3.1"


class OpenApi30(DescriptionView):
    """OpenAPI 3.0.3."""

    version = "3.0"


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
    path("api/schema", OpenApi31.as_view(), name="schema"),
    path("api/schema-3.0", OpenApi30.as_view(), name="schema-3.0"),
    path("api/docs", _own_csp(SpectacularSwaggerSplitView.as_view(url_name="schema", **_PUBLIC)), name="swagger"),
    path("api/redoc", _own_csp(SpectacularRedocView.as_view(**_REDOC)), name="redoc"),
    path("problems/<slug:slug>", problem_type, name="problem-type"),
    re_path(r"^api(?:/|$)", unknown_path),
]
