"""Walks by cursor."""

import base64

import pytest

from implementation.http.pagination import read_cursor
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


def first_cursor(path: str, **query: str) -> str:
    """Of a list that has a second page."""
    cursor: str = tool("read").get(path, {**query, "limit": "1"}).json()["next_cursor"]
    return cursor


def test_a_cursor_that_was_altered_is_refused() -> None:
    for _ in range(2):
        factories.product()
    cursor = first_cursor("products")
    order, last, mark = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().split(":")
    spelt_otherwise = [f"{order}:{last.upper()}:{mark}", f"{order}:{{{last}}}:{mark}", f"{order}:{last}", f"{order}::"]
    altered = [base64.urlsafe_b64encode(text.encode()).decode().rstrip("=") for text in spelt_otherwise]
    for wrong in (*altered, cursor + "=", f"{cursor[:5]}*{cursor[5:]}", f"{cursor[:5]}\n{cursor[5:]}", cursor[:-1]):
        assert pointers(tool("read").get("products", {"cursor": wrong})) == ["?cursor"], wrong


def test_a_cursor_belongs_to_its_list_and_filters_but_to_any_size_and_fields_of_the_page() -> None:
    for _ in range(3):
        factories.customer(segment="clinic")
        factories.product()
    cursor, caller = first_cursor("customers", segment="clinic"), tool("read")
    for path, query in (("products", {}), ("customers", {}), ("customers", {"segment": "hospital"})):
        answer = caller.get(path, {**query, "cursor": cursor})
        assert (pointers(answer), answer.json()["errors"][0]["code"]) == (["?cursor"], "of_another_list"), path
    query = {"segment": "clinic", "cursor": cursor, "limit": "7", "fields": "id"}
    assert len(caller.get("customers", query).json()["results"]) == 2


def test_a_cursor_keeps_its_direction() -> None:
    for _ in range(2):
        factories.product()
    cursor = first_cursor("products", order="-id")
    assert read_cursor(cursor).order == "-id"
    assert pointers(tool("read").get("products", {"cursor": cursor, "order": "id"})) == ["?order"]


def test_rows_changed_since_a_moment_are_listed() -> None:
    old, new = factories.product(), factories.product()
    answer = tool("read").get("products", {"updated_since": new.updated_at.isoformat()}).json()
    ids = {row["id"] for row in answer["results"]}
    assert str(new.id) in ids
    assert str(old.id) not in ids
