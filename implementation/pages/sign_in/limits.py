"""What holds back guessing. The library counts attempts in the shared cache; without it nobody is let in.

A login that is not counted could be tried without end, so here, and only here, a cache that is down refuses.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core import ratelimit
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from redis.exceptions import RedisError

View = Callable[..., HttpResponseBase]
_COME_BACK_AFTER = "10"


def counted(view: View) -> View:
    """A view that counts by itself: with the cache down its posts answer 503, before anything is looked at."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
        if request.method in {"GET", "HEAD", "OPTIONS"}:
            return view(request, *args, **named)
        try:
            cache.get("sign-in")
            return view(request, *args, **named)
        except RedisError:
            return _paused(request)

    return wrapped


def limited(action: str, *, also_reading: bool = False) -> Callable[[View], View]:
    """Counts the requests of one network address, by the library's table of limits."""

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
            if request.method not in {"POST"} and not also_reading:
                return view(request, *args, **named)
            try:
                refused = _too_many(request, action, also_reading)
            except RedisError:
                return _paused(request)
            return refused or view(request, *args, **named)

        return wrapped

    return decorate


def _too_many(request: HttpRequest, action: str, also_reading: bool) -> HttpResponse | None:
    answer: HttpResponse | None = ratelimit.consume_or_429(request, action=action, limit_get=also_reading)
    return answer


def _paused(request: HttpRequest) -> HttpResponse:
    response = render(request, "implementation/sign_in_paused.html", status=503)
    response["Retry-After"] = _COME_BACK_AFTER
    return response
