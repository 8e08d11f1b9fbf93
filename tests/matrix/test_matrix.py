"""Every route × every caller × own and foreign rows: the status that the scope tables say, and no other.

A new route without an entry fails here: of the API it needs a row of its noun in `world.py`, else a line in `pages.py`.
"""

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from implementation.access.scopes import known_scopes
from tests.matrix.callers import Caller, callers, scoped_keys
from tests.matrix.pages import PAGES, RECORDS, SAME_FOR_ALL, address_of, by_post_alone, to_its_page
from tests.matrix.queries import shapes
from tests.matrix.routes import BODY, Call, api_calls, other_routes
from tests.matrix.world import Side, World, build

pytestmark = pytest.mark.django_db
CALLS = api_calls()


@pytest.fixture
def world(settings: Any, caplog: pytest.LogCaptureFixture) -> World:
    caplog.set_level(logging.ERROR)  # hundreds of refusals would hide the one that should not be
    settings.API_REQUESTS_PER_MINUTE = 10**6
    return build()


@contextmanager
def undone() -> Iterator[None]:
    """Whatever a request changes, the next one finds as it was."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def ask(call: Call, caller: Caller, world: World, side: Side | None) -> Any:
    with undone():
        send = getattr(caller.client, call.method)
        address = call.address(world, side)
        return send(address) if call.method == "get" else send(address, BODY, "application/json")


def wrong(call: Call, caller: Caller, world: World, side: Side) -> str | None:
    """What differs from the tables, in words."""
    answer = ask(call, caller, world, side)
    expected = call.expected(caller, world, side)
    if answer.status_code in expected:
        return None
    return f"{call} as {caller} on {side.word}: {answer.status_code}, expected {expected}: {answer.content[:200]!r}"


@pytest.mark.slow
def test_each_route_of_the_api_answers_each_caller_as_its_scope_says(world: World) -> None:
    found = []
    for caller in callers(world):
        for call in CALLS:
            # Whoever is refused before the row is looked at is refused the same whatever the row.
            rows_matter = call.names_a_row and not call.expected(caller, world, world.own) & {401, 403}
            sides = [world.own, world.foreign] if rows_matter else [world.own]
            found += [fault for side in sides if (fault := wrong(call, caller, world, side))]
    assert not found, "\n".join(found)


def test_the_scope_of_the_route_opens_it_and_no_other_does(world: World) -> None:
    found = []
    with_it, without_it = scoped_keys()
    for call in CALLS:
        verb = call.scope.split(":")[1]
        with_it.give(call.scope)
        without_it.give(*sorted(known_scopes() - {call.scope, verb}))
        assert with_it.may(call.scope)
        assert not without_it.may(call.scope)
        found += [fault for caller in (with_it, without_it) if (fault := wrong(call, caller, world, world.own))]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("who", ["bound key", "contact"])
def test_a_foreign_row_is_answered_by_the_same_queries_as_none(who: str, world: World) -> None:
    """Neither the answer nor the way to it tells whether there is such a row, on any route of the URLconf."""
    found, asked = [], 0
    caller = next(caller for caller in callers(world) if caller.name == who)
    for call in (call for call in CALLS if call.names_a_row):
        if call.expected(caller, world, world.foreign) != {404}:
            continue
        asked += 1
        ways = [_way(partial(ask, call, caller, world, side)) for side in (world.foreign, None)]
        if ways[0] != ways[1] or ways[0][0] != 404:
            found.append(f"{call}: {ways}")
    assert not found, "\n".join(found)
    assert asked > 15


def _way(ask: Callable[[], Any]) -> tuple[int, str, list[str]]:
    """The answer without what names the request, and the shape of what the database was asked for it."""
    with CaptureQueriesContext(connection) as queries:
        answer = ask()
    text = re.sub(r'("instance"|"request_id"): ?"[^"]*"|<input[^>]*csrf[^>]*>', "", answer.content.decode())
    return answer.status_code, text, shapes(queries)


def test_a_foreign_row_behind_a_page_is_answered_by_the_same_queries_as_none(world: World) -> None:
    found = []
    contact = next(caller for caller in callers(world) if caller.name == "contact")
    paths = [(name, path) for name, path in other_routes().items() if "<uuid:" in path]
    assert len(paths) >= 5
    for name, path in paths:
        send = contact.client.post if PAGES[name] in {by_post_alone, to_its_page} else contact.client.get
        own = path.replace("<uuid:golive_id>", str(world.own.golive.pk))
        for way in (way for way in {path, own} if "<uuid:" in way):
            addresses = [address_of(way, world.foreign), "/" + re.sub(r"<uuid:\w+>", lambda _: str(uuid4()), way)]
            ways = [_way(partial(send, address, {})) for address in addresses]
            if ways[0] != ways[1] or ways[0][0] != 404:
                found.append(f"{way}: {ways}")
    assert not found, "\n".join(found)


def test_each_page_answers_each_caller_as_its_line_says(world: World) -> None:
    found = []
    for caller in callers(world):
        for name, path in other_routes().items():
            if name in SAME_FOR_ALL and caller.role is not None:
                continue
            # The admin site shows leads the rows of all customers alike.
            sides_differ = "<" in path and not path.startswith(RECORDS)
            for side in (world.own, world.foreign) if sides_differ else (world.own,):
                with undone():
                    status = caller.client.get(address_of(path, side)).status_code
                expected = PAGES[name](caller, side)
                if status not in expected:
                    found.append(f"{path} as {caller} on {side.word}: {status}, expected {expected}")
    assert not found, "\n".join(found)


def test_every_route_is_in_the_matrix() -> None:
    assert set(other_routes()) == set(PAGES), "name the page in tests/matrix/pages.py, and who may open it"
    for call in CALLS:
        assert call.basename
        assert call.scope in known_scopes()
