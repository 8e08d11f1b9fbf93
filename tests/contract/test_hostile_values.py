"""Bad input never ends in a 500: every parameter, header and field of every operation is sent what breaks programs.

Each place gets the first values and some of the others, in turn, so that all are sent somewhere; the long tests send
every value to every place.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from tests.contract.world import Operation, Tool, World, operations

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# As they stand in an address: NUL, halves of surrogate pairs, bytes that are no UTF-8, and numbers and moments without
# end.
IN_ADDRESSES = (
    "%00", "a%00b", "%ED%A0%80", "%FF", "%F0%9F%92%A9", "%E2%80%AE", "x" * 3000, "9" * 400, "-1", "1e400", "NaN",
    "%D9%A3", "0000-00-00", "0001-01-01T00:00:00%2B14:00", "9999-12-31T23:59:59-14:00", "2026-03-31T14:00:00%2B99:99",
    "2026-W05-1", "aWQ6eA", "%2C%2C", "%25", "..%2F..", "{}", "'--",
)  # fmt: skip
# As they stand in JSON.
IN_BODIES = (
    '"\\u0000"', '"a\\u0000b"', '"\\ud800"', '"\\uDFFF x"', '"\\ufffe"', '"\\ud83d\\ude00"', '""', '"  "', "null",
    "true", "[]", "[null]", "{}", '{"\\u0000": 1}', "-1", "0", "0.5", "1e400", "-1e400", "2147483648",
    "9223372036854775808", "1" + "0" * 400, f'"{"x" * 20_000}"', '"0001-01-01"', '"9999-12-31"', '"2026-02-30"',
    '"9999-12-31T23:59:59.999999-14:00"', '"0001-01-01T00:00:00+14:00"', '"-1"',
    '"00000000-0000-0000-0000-000000000000"',
)  # fmt: skip
IN_HEADERS = ("\xff", "x" * 5000, '"', '""', "W/", "*", '"999999999999-1-ab"', "a b", "%00", "=?utf-8?q?x?=")


Choice = Callable[[Sequence[str], int], Sequence[str]]


def some(first: int) -> Choice:
    """Chooses the first values and one of the others, another for each place."""
    return lambda values, place: [*values[:first], values[first + place % (len(values) - first)]]


def all_of(values: Sequence[str], place: int) -> Sequence[str]:
    return values


thorough = pytest.param(all_of, marks=pytest.mark.soak, id="all")


@pytest.fixture
def tool(settings: Settings) -> Tool:
    settings.API_REQUESTS_PER_MINUTE = 1_000_000
    return Tool(World())


def fields_of(body: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The places in a body, those inside of objects and lists too."""
    inner = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    for name, value in inner:
        yield (*place, name)
        yield from fields_of(value, (*place, name))


def with_value(body: Any, place: tuple[Any, ...], value: str) -> bytes:
    """The body as JSON with this text in one place."""
    mark = "the-value-to-be-replaced"
    copy = json.loads(json.dumps(body))
    inside = copy
    for name in place[:-1]:
        inside = inside[name]
    inside[place[-1]] = mark
    return json.dumps(copy).replace(f'"{mark}"', value).encode()


def broken(operation: Operation, answer: Any, sent: object) -> list[str]:
    return [f"{operation} {str(sent)[:80]}: {answer.status_code}"] if answer.status_code >= 500 else []


@pytest.mark.parametrize("choose", [pytest.param(some(2), id="some"), thorough])
def test_no_parameter_breaks_anything(tool: Tool, choose: Choice) -> None:
    found, places = list[str](), count()
    for operation in operations():
        for name in operation.parameters("query"):
            for value in choose(IN_ADDRESSES, next(places)):
                answer = tool.call(operation, query=f"?{name}={value}")
                found += broken(operation, answer, f"?{name}={value}")
    assert found == []


def test_no_path_breaks_anything(tool: Tool) -> None:
    found: list[str] = []
    for operation in operations():
        if "{" in operation.path:
            for value in IN_ADDRESSES:
                body: Any = {} if operation.takes_json else None
                found += broken(operation, tool.call(operation, body, row=value), value)
    assert found == []


@pytest.mark.parametrize("choose", [pytest.param(some(3), id="some"), thorough])
def test_no_field_breaks_anything(tool: Tool, choose: Choice) -> None:
    found, places = list[str](), count()
    for operation in operations():
        if not operation.takes_json:
            continue
        body = {**tool.world.example(operation), "\0": 1}
        for place in list(fields_of(body)):
            for value in choose(IN_BODIES, next(places)):
                found += broken(operation, tool.call(operation, with_value(body, place, value)), (place, value))
    assert found == []


@pytest.mark.parametrize("choose", [pytest.param(some(0), id="some"), thorough])
def test_no_header_breaks_anything(tool: Tool, choose: Choice) -> None:
    found, places = list[str](), count()
    names = ("Authorization", "X-Request-ID", "Idempotency-Key", "If-Match", "If-None-Match", "Accept", "Cookie")
    for operation in operations():
        body: Any = {} if operation.takes_json else None
        for name in names:
            for value in choose(IN_HEADERS, next(places)):
                answer = tool.call(operation, body, **{name.replace("-", "_"): value})
                found += broken(operation, answer, f"{name}: {value}")
    assert found == []


@pytest.mark.parametrize("scheme", ["Bearer ", "Basic ", "basic", "Digest ", ""])
def test_no_key_breaks_anything(db: None, scheme: str) -> None:
    for value in (*IN_HEADERS, "cr_", "cr__", "cr_a_\xff", "Y3I6", "AAAA", "OgA="):
        answer = Client(headers={"Authorization": scheme + value}).get("/api/v1/products")
        assert answer.status_code == 401, value


def test_no_content_type_breaks_anything(tool: Tool) -> None:
    client = Client(raise_request_exception=False, headers=tool.world.headers())
    for kind in ("application/json; charset=utf-16", "application/json; charset=\xff", "a/b; c", "", "json"):
        answer = client.generic("POST", "/api/v1/products", b'{"name": "Scribe"}', content_type=kind)
        assert answer.status_code in {201, 400, 409, 415}, kind
