"""The audit for leads: changes, sign-ins, keys and exports, by who, when, for whom and by which request."""

from typing import Any

import pytest
from django.test import Client

from implementation.access.actors import Role
from implementation.services.sign_ins import SignIn, record_sign_in
from tests import factories as make
from tests.implementation.api.callers import Tool, pointers, tool

pytestmark = pytest.mark.django_db


def auditor(**fields: Any) -> Tool:
    return tool("audit:read", role=Role.LEAD, **fields)


def read(caller: Tool, **query: Any) -> list[dict[str, Any]]:
    answer = caller.get("audit", query)
    assert answer.status_code == 200, answer.content
    rows: list[dict[str, Any]] = answer.json()["results"]
    return rows


def signed_in(what: SignIn = SignIn.SUCCEEDED, **how: Any) -> None:
    record_sign_in(what=what, at=make.now(), method="password", **how)


def test_it_tells_changes_sign_ins_and_keys_the_newest_first() -> None:
    caller = auditor()
    make.customer()
    signed_in(user=make.person())
    signed_in(SignIn.FAILED, email="who@example.test")
    kinds = [row["kind"] for row in read(caller)]
    assert kinds == ["sign-in.failed", "sign-in.succeeded", "user.created", "customer.created", "api-key.issued"]


def test_it_is_filtered_by_actor_customer_request_and_time() -> None:
    caller, golive, user = auditor(), make.golive(), make.person()
    signed_in(user=user, request_id="request-1")
    assert [row["kind"] for row in read(caller, actor=str(user.id))] == ["sign-in.succeeded"]
    assert [row["kind"] for row in read(caller, request_id="request-1")] == ["sign-in.succeeded"]
    assert {row["customer"] for row in read(caller, customer=str(golive.customer_id))} == {str(golive.customer_id)}
    assert [row["kind"] for row in read(caller, subject="sign-in", actor_kind="user")] == ["sign-in.succeeded"]
    moment = read(caller, subject="sign-in")[0]["recorded_at"]
    assert [row["subject"] for row in read(caller, since=moment)] == ["sign-in"]
    assert "sign-in" not in {row["subject"] for row in read(caller, until=moment)}


def test_who_failed_is_found_by_the_name_that_was_typed() -> None:
    signed_in(SignIn.FAILED, email="Who@example.test", address="192.0.2.1")
    [row] = read(auditor(), actor_name="who@example.test")
    assert (row["actor_id"], row["after"]["address"]) == (None, "192.0.2.1")


def test_a_walk_goes_back_to_the_beginning() -> None:
    caller = auditor()
    make.golive()
    first = caller.get("audit", {"limit": "2"}).json()
    rest = caller.get("audit", {"cursor": first["next_cursor"]}).json()
    positions = [row["position"] for row in first["results"] + rest["results"]]
    assert positions == sorted(positions, reverse=True)
    assert positions[-1] == 1
    assert rest["next"] is None


def test_exports_and_who_took_their_files_are_in_it() -> None:
    caller = tool("read", "write", "audit:read", role=Role.LEAD)
    assert caller.post("exports", {}).status_code == 201
    assert [row["kind"] for row in read(caller, subject="export")] == ["export.requested"]


def test_only_leads_with_the_scope_read_it() -> None:
    assert tool("read", role=Role.LEAD).get("audit").status_code == 403
    for role, status in ((Role.LEAD, 200), (Role.MEMBER, 403), (Role.READER, 403)):
        client = Client()
        client.force_login(make.person(role))
        assert client.get("/api/v1/audit").status_code == status


def test_others_are_not_told_in_the_event_log_either() -> None:
    signed_in(user=make.person())
    make.customer()
    told = tool("events:read").get("events").json()["results"]
    assert {row["subject"] for row in told} == {"customer"}


def test_a_bound_key_audits_its_customer_alone() -> None:
    golive, other = make.golive(), make.golive()
    signed_in(user=make.person(Role.CONTACT, customer=other.customer))
    signed_in(user=make.person(Role.CONTACT, customer=golive.customer))
    rows = read(auditor(customer=golive.customer))
    assert {row["customer"] for row in rows} == {str(golive.customer_id)}
    assert "sign-in.succeeded" in {row["kind"] for row in rows}


def test_it_is_there_as_a_table_and_takes_no_unknown_filter() -> None:
    caller = auditor()
    table = caller.get("audit", {"format": "csv", "fields": "kind"})
    assert b"api-key.issued" in b"".join(table)
    assert pointers(caller.get("audit", {"colour": "blue"})) == ["?colour"]
