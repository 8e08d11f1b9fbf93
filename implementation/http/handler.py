"""Every error of the API as a problem (RFC 9457): what services refuse, and every shape that DRF and Django raise."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import islice
from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedHost, RequestDataTooBig, SuspiciousOperation
from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views import defaults
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions
from rest_framework.response import Response

from implementation.http.problems import TYPE_PREFIX, FieldError, Problem

CONTENT_TYPE = "application/problem+json"
API_PREFIX = "/api/"
_ROOT_KEYS = {"non_field_errors"}
# So many faults of a request are told: whoever sends a hundred thousand wrong fields gets no answer of megabytes.
MOST_FAULTS = 100
# When to come back, where the exception does not say it.
_SECONDS_UNTIL = {"database-busy": 5, "idempotency-key-in-use": 1}
# SQLite waited for another writer in vain; PostgreSQL let one of two go that waited for each other.
_BUSY = ("database is locked", "deadlock detected")


def answer_problem(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """The answer to an exception of an API view; None for faults of our own, which Django logs and answers by 500."""
    problem = problem_of(error)
    if problem is None:
        return None
    headers = {}
    if header := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = header
    if wait := getattr(error, "wait", _SECONDS_UNTIL.get(problem.slug)):
        headers["Retry-After"] = str(math.ceil(wait))
    body = problem_body(problem, context["request"])
    return Response(body, status=problem.kind.status, headers=headers, content_type=CONTENT_TYPE)


def problem_of(error: Exception) -> Problem | None:
    """The problem that an exception stands for, or None where it is a fault of ours."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, OperationalError) and any(words in str(error) for words in _BUSY):
        return Problem(
            "database-busy", "Another write is taking long. Nothing was changed; try again in a few seconds."
        )
    for kind, translate in _TRANSLATIONS:
        if isinstance(error, kind):
            return translate(error)
    return None


def problem_body(problem: Problem, request: Any) -> dict[str, Any]:
    """The members of RFC 9457, the request id, `errors` where there are some, and what the problem adds."""
    body: dict[str, Any] = {
        "type": f"{TYPE_PREFIX}{problem.slug}",
        "title": problem.kind.title,
        "status": problem.kind.status,
        "detail": problem.detail,
        "instance": request.path,
        "request_id": request.META.get("REQUEST_ID", ""),
        **problem.extra,
    }
    if problem.errors:
        body["errors"] = [asdict(fault) for fault in problem.errors]
    return body


def field_errors(detail: Any, pointer: str = "") -> Iterator[FieldError]:
    """DRF's nested error details, flat, each with its JSON pointer."""
    if isinstance(detail, Mapping):
        for key, inner in detail.items():
            step = "" if key in _ROOT_KEYS else "/" + str(key).replace("~", "~0").replace("/", "~1")
            yield from field_errors(inner, pointer + step)
    elif isinstance(detail, Sequence) and not isinstance(detail, str):
        for place, inner in enumerate(detail):
            nested = isinstance(inner, Mapping | list)
            yield from field_errors(inner, f"{pointer}/{place}" if nested else pointer)
    else:
        yield FieldError(pointer, getattr(detail, "code", "invalid"), str(detail))


def _validation(error: Any) -> Problem:
    errors = list(islice(field_errors(error.detail), MOST_FAULTS + 1))
    if len(errors) > MOST_FAULTS:
        return Problem(
            "invalid-request", f"Much is wrong; errors has the first {MOST_FAULTS} of it.", errors[:MOST_FAULTS]
        )
    if len(errors) != 1:
        return Problem("invalid-request", "Some fields are wrong; see errors.", errors)
    [only] = errors
    return Problem("invalid-request", f"{only.pointer}: {only.detail}" if only.pointer else only.detail, errors)


def _as(slug: str) -> Callable[[Any], Problem]:
    """The problem of this type, with the words of the exception."""
    return lambda error: Problem(slug, str(getattr(error, "detail", error)))


def _not_acceptable(error: Any) -> Problem:
    kinds = dict.fromkeys(renderer.media_type for renderer in error.available_renderers or ())
    served = ", ".join(kind for kind in kinds if kind != "*/*")
    return Problem("not-acceptable", f"It is served as {served}: accept that." if served else str(error.detail))


def _unread(error: Any) -> Problem:
    remedy = "Send application/json; files, where they are taken, as multipart/form-data."
    return Problem("unsupported-media-type", f"{error.detail} {remedy}")


def _too_large(error: Any) -> Problem:
    limit: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    return Problem("too-large", f"A body holds at most {limit // 2**20} MiB; send it in parts.")


def _not_found(error: Any) -> Problem:
    return Problem("not-found", "There is no such thing, or it is not yours to see.")


# In order: the first that fits is taken.
_TRANSLATIONS: tuple[tuple[type[Exception], Callable[[Any], Problem]], ...] = (
    (exceptions.ValidationError, _validation),
    (exceptions.ParseError, _as("malformed-body")),
    (exceptions.NotAuthenticated, _as("not-authenticated")),
    (exceptions.AuthenticationFailed, _as("not-authenticated")),
    (exceptions.PermissionDenied, _as("forbidden")),
    (DjangoPermissionDenied, _as("forbidden")),
    (exceptions.NotFound, _not_found),
    (Http404, _not_found),
    (exceptions.MethodNotAllowed, _as("method-not-allowed")),
    (exceptions.NotAcceptable, _not_acceptable),
    (exceptions.UnsupportedMediaType, _unread),
    (exceptions.Throttled, _as("too-many-requests")),
    (RequestDataTooBig, _too_large),
    (SuspiciousOperation, _as("malformed-body")),
)


@csrf_exempt
def unknown_path(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """The last entry of the API's URL table: no such path, whatever the method."""
    return _plain(request, Problem("not-found", f"There is no {request.path}; /api/schema lists what there is."))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """`handler400`: what Django refuses before a view is asked, above all a name that is not this server's."""
    if not request.path.startswith(API_PREFIX):
        return defaults.bad_request(request, exception)
    if not isinstance(exception, DisallowedHost):
        return _plain(request, Problem("malformed-body", "The request cannot be read."))
    detail = "This server does not answer to that name; whoever runs it lists its names in ALLOWED_HOSTS."
    return _plain(request, Problem("invalid-request", detail, [FieldError("Host", "unknown", detail)]))


def server_error(request: HttpRequest) -> HttpResponse:
    """`handler500`: a fault of ours, as a problem in the API and as Django's page elsewhere."""
    if not request.path.startswith(API_PREFIX):
        return defaults.server_error(request)
    return _plain(request, Problem("internal-error", "It is our fault and it is logged; tell us the request id."))


def _plain(request: HttpRequest, problem: Problem) -> HttpResponse:
    body = problem_body(problem, request)
    return JsonResponse(body, status=problem.kind.status, content_type=CONTENT_TYPE)
