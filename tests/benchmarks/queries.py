"""How many statements a request costs, BEGIN and COMMIT included."""

import json

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from tests.benchmarks.client import Call
from tests.benchmarks.paths import HotPath

_OF_THE_PRODUCT = 1
# The first ones note the key's use. An even number: afterwards every task is where it was.
_CALLS, _UNCOUNTED = 6, 2


def count_queries(path: HotPath, caller: Client) -> int:
    """The most that one of its calls takes."""
    lane = path.lanes(_OF_THE_PRODUCT)[0]
    return max([_cost(caller, next(lane)) for _ in range(_CALLS)][_UNCOUNTED:])


def _cost(caller: Client, call: Call) -> int:
    body = "" if call.body is None else json.dumps(call.body)
    # The servers' requests count for the same key.
    with override_settings(API_REQUESTS_PER_MINUTE=10**8), CaptureQueriesContext(connection) as queries:
        answer = caller.generic(call.method, call.path, body, "application/json")
    assert answer.status_code < 300, answer.content
    return len(queries)
