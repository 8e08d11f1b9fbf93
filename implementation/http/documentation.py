"""The API's own description: the OpenAPI schema in two versions, Swagger UI and Redoc offline, the problem types.

Open to everybody: it describes the program, not anybody's facts. The last pattern answers unknown API paths.
"""

import gzip
import re
from collections.abc import Callable
from typing import Any, ClassVar

from csp.decorators import csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import path, re_path
from django.utils.cache import patch_vary_headers
from django.views.generic import TemplateView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from implementation.http.described import described
from implementation.http.handler import unknown_path
from implementation.http.problems import PROBLEM_TYPES, TYPE_PREFIX
from implementation.http.renderers import FastJSONRenderer, let_go

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


class _Json(FastJSONRenderer):
    """A description is text already; what is no description is a problem, and that stays JSON."""

    media_type = "application/vnd.oai.openapi+json"

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        return data if isinstance(data, bytes) else super().render(data, accepted_media_type, renderer_context)


class _Json2(_Json):
    media_type = "application/json"


class _Yaml(_Json):
    media_type = "application/vnd.oai.openapi"
    format = "yaml"
    charset = "utf-8"


class _Yaml2(_Yaml):
    media_type = "application/yaml"


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


def _page(template: str) -> _View:
    """A page that draws the description by a script of ours and one that others made."""
    title = settings.SPECTACULAR_SETTINGS["TITLE"]
    view: _View = TemplateView.as_view(template_name=template, extra_context={"title": title})
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
    path("api/docs", _page("implementation/swagger.html"), name="swagger"),
    path("api/redoc", _page("implementation/redoc.html"), name="redoc"),
    path("problems/<slug:slug>", problem_type, name="problem-type"),
    path("api", unknown_path),
    re_path(r"^api/", unknown_path),
]
