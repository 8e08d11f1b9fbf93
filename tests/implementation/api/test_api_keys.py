"""API keys through HTTP: tools rotate their own."""

from typing import Any

import pytest

from implementation.access.actors import Role
from implementation.models import ApiKey
from tests import factories
from tests.implementation.api.callers import Tool, pointers, slug, tool

pytestmark = pytest.mark.django_db

ROTATION = ("api-keys:read", "api-keys:write")


def rotator(*scopes: str, **fields: Any) -> Tool:
    """A tool that may make keys with these scopes."""
    return tool(*ROTATION, *scopes, role=Role.LEAD, **fields)


def test_a_tool_makes_a_key_uses_it_and_revokes_its_old_one() -> None:
    old = rotator("read")
    made = old.post("api-keys", {"name": "sync", "scopes": [*ROTATION, "read"], "role": "lead"})
    assert made.status_code == 201
    new = Tool(made.json()["key"])
    [own] = [row for row in new.get("api-keys").json()["results"] if row["id"] != made.json()["id"]]
    revoked = new.post(f"api-keys/{own['id']}/transitions", {"to": "revoked"})
    assert revoked.json()["revoked_at"]
    assert old.get("customers").status_code == 401
    assert new.get("customers").status_code == 200


def test_the_key_is_told_once() -> None:
    caller = rotator("read")
    made = caller.post("api-keys", {"name": "sync", "scopes": ["read"]}).json()
    key = made.pop("key")
    read = caller.get(f"api-keys/{made['id']}")
    assert read.json() == made
    assert key.split("_", 2)[2] not in read.content.decode() + caller.get("api-keys").content.decode()
    assert (made["prefix"], made["role"]) == (key.split("_")[1], "member")


def test_a_key_that_is_no_leads_sees_and_makes_none() -> None:
    with_scope = factories.key("read")
    ApiKey.objects.update(scopes=[*ROTATION, "read"])
    for answer in (
        Tool(with_scope).get("api-keys"),
        Tool(with_scope).post("api-keys", {"name": "sync", "scopes": ["read"]}),
        tool(role=Role.LEAD).get("api-keys"),
    ):
        assert (answer.status_code, slug(answer)) == (403, "scope-missing")


def test_nobody_hands_on_more_than_they_have() -> None:
    answer = rotator("tasks:read").post("api-keys", {"name": "more", "scopes": ["tasks:write"]})
    assert (answer.status_code, slug(answer)) == (403, "forbidden")


def test_a_bound_key_makes_and_sees_keys_of_its_customer_alone() -> None:
    customer, other = factories.customer(), factories.customer()
    factories.key("read", customer=other)
    bound = rotator("read", customer=customer)
    assert bound.post("api-keys", {"name": "all", "scopes": ["read"]}).status_code == 403
    made = bound.post("api-keys", {"name": "own", "scopes": ["read"], "customer": str(customer.id)})
    assert made.status_code == 201
    assert {row["customer"] for row in bound.get("api-keys").json()["results"]} == {str(customer.id)}
    foreign = ApiKey.objects.get(customer=other)
    assert bound.post(f"api-keys/{foreign.id}/transitions", {"to": "revoked"}).status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "place"),
    [
        ("scopes", [], "/scopes"),
        ("scopes", ["weather:read"], "/scopes"),
        ("scopes", "read", "/scopes"),
        ("name", "", "/name"),
        ("role", "observer", "/role"),
        ("expires_at", "2020-01-01T00:00:00Z", "/expires_at"),
        ("customer", "0190f3b2-7c1e-7a5b-8c3d-1f2e3a4b5c6d", "/customer"),
        ("key", "cr_mine", "/key"),
    ],
)
def test_what_is_wrong_is_named(field: str, value: Any, place: str) -> None:
    answer = rotator("read").post("api-keys", {"name": "sync", "scopes": ["read"], field: value})
    assert (answer.status_code, pointers(answer)) == (400, [place])


def test_use_of_a_key_changes_its_tag() -> None:
    caller = rotator("read")
    made = caller.post("api-keys", {"name": "sync", "scopes": ["read"]}).json()
    path = f"api-keys/{made['id']}"
    tag = caller.get(path)["ETag"]
    assert caller.get(path, If_None_Match=tag).status_code == 304
    Tool(made["key"]).get("customers")
    assert caller.get(path, If_None_Match=tag).json()["last_used_at"]


def test_a_key_is_rotated_and_the_old_one_says_until_when_it_works() -> None:
    caller = rotator("read")
    made = caller.post("api-keys", {"name": "sync", "scopes": ["read"], "requests_per_minute": 5}).json()
    answer = caller.post(f"api-keys/{made['id']}/rotate", {"overlap_hours": 1})
    assert answer.status_code == 201
    new = answer.json()
    assert (new["replaces"], new["scopes"], new["requests_per_minute"]) == (made["id"], ["read"], 5)
    assert answer["Location"].endswith(new["id"])
    assert caller.get(f"api-keys/{made['id']}").json()["expires_at"]
    for text in (made["key"], new["key"]):
        assert Tool(text).get("customers").status_code == 200
    again = caller.post(f"api-keys/{made['id']}/rotate", {})
    assert (again.status_code, slug(again)) == (409, "rule-refused")


def test_a_key_may_have_a_limit_of_its_own() -> None:
    caller = rotator("read")
    made = caller.post("api-keys", {"name": "slow", "scopes": ["read"], "requests_per_minute": 2}).json()
    slow = Tool(made["key"])
    answers = [slow.get("customers") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[0]["RateLimit-Policy"].startswith('"default";q=2')
