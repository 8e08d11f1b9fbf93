"""The request id, in every answer, log line and event; and the answer to a database that stays locked."""

import logging
import re
import uuid
from collections.abc import Callable
from contextvars import ContextVar

from csp.middleware import HEADER, CSPMiddleware
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.functional import cached_property

Handler = Callable[[HttpRequest], HttpResponseBase]

current_request_id: ContextVar[str] = ContextVar("request_id", default="-")
_ACCEPTABLE = re.compile(r"[A-Za-z0-9._-]{8,64}")


class RequestIdMiddleware:
    """Takes a caller's well-formed `X-Request-ID`, makes one otherwise, and answers with it."""

    def __init__(self, get_response: Handler) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-ID", "")
        request_id = given if _ACCEPTABLE.fullmatch(given) else uuid.uuid4().hex
        request.META["REQUEST_ID"] = request_id
        token = current_request_id.set(request_id)
        try:
            response = self._get_response(request)
        finally:
            current_request_id.reset(token)
        response["X-Request-ID"] = request_id
        return response


class PolicyMiddleware(CSPMiddleware):  # type: ignore[misc]  # django-csp brings no types
    """django-csp puts its header together anew for every answer; ours is the same wherever nobody asked for another."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if any(name.startswith("_csp") for name in (*vars(response), *vars(request))):
            asked: HttpResponseBase = super().process_response(request, response)
            return asked
        response.headers.setdefault(HEADER, self._usual)
        return response

    @cached_property
    def _usual(self) -> str:
        answer: HttpResponseBase = super().process_response(HttpRequest(), HttpResponse())
        return str(answer[HEADER])


class RequestIdFilter(logging.Filter):
    """Gives every log record the id of the request it belongs to, `-` outside of one.

    Django tells of refused requests (4xx) when all middleware is done, and hands the request along.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        told = getattr(getattr(record, "request", None), "META", {}).get("REQUEST_ID", "-")
        current = current_request_id.get()
        record.request_id = told if current == "-" else current
        return True


class DatabaseBusyMiddleware:
    """SQLite that stays locked for its whole timeout is a 503 with a time to come back, not a 500."""

    def __init__(self, get_response: Handler) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not (isinstance(error, OperationalError) and "database is locked" in str(error)):
            return None
        return JsonResponse(
            {
                "type": "/problems/database-busy",
                "title": "The database is busy",
                "status": 503,
                "detail": "Another write is taking long. Nothing was changed; try again in a few seconds.",
            },
            status=503,
            content_type="application/problem+json",
            headers={"Retry-After": "5"},
        )
