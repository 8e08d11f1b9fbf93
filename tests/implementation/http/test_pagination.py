"""Walks by cursor."""

import pytest

from implementation.http.pagination import read_cursor, write_cursor
from tests import factories
from tests.implementation.api.callers import Tool, pointers, tool

pytestmark = pytest.mark.django_db


def walk(caller: Tool, path: str, **query: str) -> list[str]:
    """The ids of all pages, in order; a product is made between any two pages."""
    found: list[str] = []
    page = caller.get(path, query).json()
    while True:
        found += [row["id"] for row in page["results"]]
        if page["next"] is None:
            assert page["next_cursor"] is None
            return found
        factories.product()
        page = caller.get(path, {**query, "cursor": page["next_cursor"]}).json()


@pytest.mark.parametrize("order", ["id", "-id"])
def test_a_walk_gives_each_row_that_was_there_once_and_in_order_though_others_write(order: str) -> None:
    there = [str(factories.product().id) for _ in range(11)]
    found = walk(tool("read"), "products", limit="3", order=order)
    known = [row for row in found if row in there]
    assert known == sorted(there, reverse=order == "-id")
    assert len(found) == len(set(found))


def test_next_is_an_address_that_keeps_the_filters() -> None:
    for _ in range(3):
        factories.customer(segment="clinic")
        factories.customer(segment="hospital")
    caller = tool("read")
    first = caller.get("customers", {"segment": "clinic", "limit": "2"}).json()
    second = caller.get(first["next"].split("/api/v1/")[1]).json()
    assert [row["segment"] for row in first["results"] + second["results"]] == ["clinic"] * 3
    assert second["next"] is None


def test_a_last_page_that_is_full_has_no_next() -> None:
    for _ in range(4):
        factories.product()
    assert tool("read").get("products", {"limit": "4"}).json()["next"] is None


@pytest.mark.parametrize("limit", ["0", "201", "many"])
def test_a_page_holds_1_to_200_rows(limit: str) -> None:
    assert pointers(tool("read").get("products", {"limit": limit})) == ["?limit"]


@pytest.mark.parametrize("cursor", ["x", "aWQ6", "!!!", "é", "LWlkOm5vLWlk"])
def test_a_cursor_is_sent_as_it_was_got(cursor: str) -> None:
    assert pointers(tool("read").get("products", {"cursor": cursor})) == ["?cursor"]


def test_a_cursor_keeps_its_direction() -> None:
    row = factories.product()
    cursor = write_cursor("-id", row.id)
    assert read_cursor(cursor) == ("-id", row.id)
    assert pointers(tool("read").get("products", {"cursor": cursor, "order": "id"})) == ["?order"]


def test_rows_changed_since_a_moment_are_listed() -> None:
    old, new = factories.product(), factories.product()
    answer = tool("read").get("products", {"updated_since": new.updated_at.isoformat()}).json()
    ids = {row["id"] for row in answer["results"]}
    assert str(new.id) in ids
    assert str(old.id) not in ids
