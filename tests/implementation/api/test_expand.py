"""Rows beside the ids that refer to them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories
from tests.implementation.api.callers import slug, tool

pytestmark = pytest.mark.django_db


def test_a_go_live_shows_its_customer_product_and_site_as_they_read_alone() -> None:
    golive, caller = factories.golive(), tool("read")
    alone = {
        "customer": caller.get(f"customers/{golive.customer_id}").json(),
        "product": caller.get(f"products/{golive.product_id}").json(),
        "site": None,
    }
    shown = caller.get(f"go-lives/{golive.id}", {"expand": "customer,site,product"}).json()
    assert shown["expanded"] == alone
    assert shown["customer"] == str(golive.customer_id)


def test_what_is_not_asked_for_is_not_expanded() -> None:
    golive = factories.golive()
    assert "expanded" not in tool("read").get(f"go-lives/{golive.id}").json()


def test_tasks_show_their_go_live_by_one_query_more() -> None:
    golive, caller = factories.golive(), tool("read")
    for _ in range(3):
        factories.task(golive)
    costs = []
    for query in ({}, {"expand": "go_live"}):
        with CaptureQueriesContext(connection) as queries:
            rows = caller.get("tasks", query).json()["results"]
        costs.append(len(queries))
    assert costs[1] == costs[0] + 1
    whole = caller.get(f"go-lives/{golive.id}").json()
    assert {row["expanded"]["go_live"]["id"] for row in rows} == {str(golive.id)}
    assert rows[0]["expanded"]["go_live"] == {name: value for name, value in whole.items() if name != "progress"}


def test_fields_and_expand_go_together() -> None:
    golive, caller = factories.golive(), tool("read")
    shown = caller.get("go-lives", {"fields": "owner", "expand": "customer"}).json()["results"]
    assert [set(row) for row in shown] == [{"owner", "expanded"}]
    assert shown[0]["expanded"]["customer"]["id"] == str(golive.customer_id)


def test_what_a_key_may_not_read_it_may_not_expand() -> None:
    golive = factories.golive()
    answer = tool("go-lives:read").get(f"go-lives/{golive.id}", {"expand": "customer"})
    assert (answer.status_code, slug(answer)) == (403, "scope-missing")
    assert "customers:read" in answer.json()["detail"]


def test_a_change_of_what_is_expanded_changes_the_tag() -> None:
    golive, caller = factories.golive(), tool()
    query = {"expand": "customer"}
    tag = caller.get(f"go-lives/{golive.id}", query)["ETag"]
    assert caller.get(f"go-lives/{golive.id}", query, If_None_Match=tag).status_code == 304
    caller.patch(f"customers/{golive.customer_id}", {"segment": "clinic"})
    assert caller.get(f"go-lives/{golive.id}", query, If_None_Match=tag).status_code == 200
