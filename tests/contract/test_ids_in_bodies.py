"""An id in a body is of a row that the caller may know of: else 400, at its place, in every operation."""

from collections.abc import Iterator
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from tests.contract.world import UNKNOWN, Operation, Tool, World, document, operations

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
Place = tuple[str | int, ...]
# Items are refused one by one, as bodies of their own are; of a plan's changes one alone is previewed.
NOT_HERE = ("/bulk", "/tasks/transitions", "/plan-preview")


def ids_in(schema: Any, place: Place = ()) -> Iterator[Place]:
    """Where a body of this schema holds ids; of a list its first item stands for all."""
    while "$ref" in schema:
        schema = document()["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    if schema.get("format") == "uuid":
        yield place
    for other in (*schema.get("oneOf", ()), *schema.get("anyOf", ()), *schema.get("allOf", ())):
        yield from ids_in(other, place)
    for name, inner in schema.get("properties", {}).items():
        yield from ids_in(inner, (*place, name))
    if "items" in schema:
        yield from ids_in(schema["items"], (*place, 0))


def with_id(body: Any, place: Place) -> Any:
    """The body with an id in that place that nobody knows."""
    if not place:
        return UNKNOWN
    name, *rest = place
    if isinstance(name, int):
        return [with_id(body[0] if body else None, tuple(rest))]
    there = body if isinstance(body, dict) else {}
    return {**there, name: with_id(there.get(name), tuple(rest))}


def places() -> Iterator[tuple[Operation, Place]]:
    for operation in operations():
        if operation.takes_json and not operation.path.endswith(NOT_HERE):
            schema = operation.described["requestBody"]["content"]["application/json"]["schema"]
            yield from ((operation, place) for place in dict.fromkeys(ids_in(schema)))


def test_an_id_that_the_caller_knows_nothing_of_is_400_at_its_place(settings: Settings) -> None:
    settings.API_REQUESTS_PER_MINUTE = 1_000_000
    tool, tried = Tool(World(measured=False)), 0
    for operation, place in places():
        body = {name: value for name, value in tool.world.example(operation).items() if name != "version"}
        answer = tool.call(operation, with_id(body, place))
        told = [fault["pointer"] for fault in answer.json().get("errors", ())]
        # Of a list the whole is named, of an item what is in it.
        names = "".join(f"/{name}" for name in (place[:-1] if place[-1] == 0 else place))
        assert (answer.status_code, told) == (400, [names]), (str(operation), place, answer.content)
        tried += 1
    assert tried > 30
