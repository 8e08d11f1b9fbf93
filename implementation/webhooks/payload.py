"""The body of a webhook message: `type`, `timestamp` and `data`, as Standard Webhooks has them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

TEST_KIND = "webhook.test"
# Receivers commonly refuse large bodies; what is left out can be fetched.
MOST_BYTES = 64 * 2**10
_LEFT_OUT = ("before", "after", "data")


def body_of(kind: str, at: datetime, data: Mapping[str, Any]) -> bytes:
    """The message as it is signed and sent. The same arguments give the same bytes, whatever the attempt.

    An event that is too large is sent without its values and says so by `shortened`.
    """
    whole = _encoded(kind, at, data)
    if len(whole) <= MOST_BYTES:
        return whole
    return _encoded(kind, at, {**data, **{name: {} for name in _LEFT_OUT if name in data}, "shortened": True})


def data_of_a_test(webhook_id: UUID) -> dict[str, Any]:
    """What a test message tells."""
    return {"webhook": webhook_id, "message": "A test. Nothing has changed."}


def _encoded(kind: str, at: datetime, data: Mapping[str, Any]) -> bytes:
    return orjson.dumps({"type": kind, "timestamp": at, "data": dict(data)}, option=orjson.OPT_UTC_Z)
