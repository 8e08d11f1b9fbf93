"""Checking the bodies of requests by serializers that are kept: to build one takes longer than to check a body.

The fields of a serializer know nothing of a request but what they find in its context. So each thread keeps one for
each kind of body, and lends it to one request after another.
"""

from copy import copy
from functools import cache
from threading import local
from typing import Any

from rest_framework.request import Request


class _Kept(local):
    def __init__(self) -> None:
        self._serializers: dict[tuple[Any, bool], Any] = {}

    def serializer(self, body: Any, *, partial: bool) -> Any:
        if (body, partial) not in self._serializers:
            self._serializers[body, partial] = made = body(partial=partial)
            # Otherwise each copy would make fields of its own.
            _ = made.fields
        return self._serializers[body, partial]


_kept = _Kept()


def checked(body: Any, data: Any, request: Request, *, partial: bool = False) -> dict[str, Any]:
    """What `data` says, as the serializer `body` takes it. Raises ValidationError with what is wrong."""
    kept = _kept.serializer(body, partial=partial)
    # What is found out about these data goes into a copy, which shares the fields; they ask the one they were made for.
    serializer = copy(kept)
    serializer.initial_data = data
    serializer._context = kept._context = {"request": request}
    try:
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)
    finally:
        kept._context = {}


@cache
def names_of(body: Any) -> frozenset[str]:
    """The fields that the serializer takes."""
    return frozenset(body().fields)
