"""What a role or a key may do before any row is looked at."""

import pytest

from implementation.access.actors import Actor, ActorKind, Role, system_actor
from implementation.access.scopes import (
    CONTACT_SCOPES,
    NOUNS,
    SENSITIVE_NOUNS,
    WRITTEN_BY_LEADS,
    allows,
    beyond,
    known_scopes,
    unknown_scopes,
)


def person(role: Role) -> Actor:
    return Actor(kind=ActorKind.USER, name="Ada", role=role)


def key(*scopes: str, role: Role = Role.MEMBER) -> Actor:
    return Actor(kind=ActorKind.API_KEY, name="tool", role=role, scopes=frozenset(scopes))


@pytest.mark.parametrize("noun", NOUNS)
def test_read_and_write_stand_for_every_ordinary_noun(noun: str) -> None:
    assert allows(key("read"), f"{noun}:read")
    assert not allows(key("read"), f"{noun}:write")
    assert allows(key("write", role=Role.LEAD), f"{noun}:write")
    assert not allows(key("write", role=Role.LEAD), f"{noun}:read")
    assert allows(key("write"), f"{noun}:write") is (noun not in WRITTEN_BY_LEADS)


@pytest.mark.parametrize("noun", sorted(SENSITIVE_NOUNS))
def test_sensitive_nouns_must_be_named_and_need_a_lead(noun: str) -> None:
    assert not allows(key("read", "write", role=Role.LEAD), f"{noun}:write")
    assert not allows(key(f"{noun}:write"), f"{noun}:write")
    assert allows(key(f"{noun}:write", role=Role.LEAD), f"{noun}:write")
    assert [role for role in Role if allows(person(role), f"{noun}:read")] == [Role.LEAD]


def test_a_named_scope_is_for_its_noun_and_verb() -> None:
    assert allows(key("tasks:read"), "tasks:read")
    assert not allows(key("tasks:read"), "tasks:write")
    assert not allows(key("tasks:read"), "holds:read")


def test_leads_alone_publish_playbooks() -> None:
    assert [role for role in Role if allows(person(role), "playbooks:write")] == [Role.LEAD]
    assert allows(key("playbooks:write", role=Role.LEAD), "playbooks:write")
    assert not allows(key("playbooks:write"), "playbooks:write")
    assert allows(key("playbooks:read"), "playbooks:read")


def test_members_write_facts_and_observers_read_them() -> None:
    assert allows(person(Role.MEMBER), "tasks:write")
    assert allows(person(Role.OBSERVER), "tasks:read")
    assert not allows(person(Role.OBSERVER), "tasks:write")


def test_readers_see_reports_and_no_facts_of_the_work() -> None:
    assert allows(person(Role.READER), "trends:read")
    assert not allows(person(Role.READER), "tasks:read")
    assert not allows(person(Role.READER), "go-lives:read")


@pytest.mark.parametrize("noun", [*NOUNS, *sorted(SENSITIVE_NOUNS)])
def test_contacts_have_the_scopes_of_one_short_list_and_share_links_none(noun: str) -> None:
    link = Actor(kind=ActorKind.SHARE_LINK, name="link", scopes=frozenset({"read", "write"}))
    for scope in (f"{noun}:read", f"{noun}:write"):
        assert allows(person(Role.CONTACT), scope) is (scope in CONTACT_SCOPES)
        assert not allows(link, scope)


def test_contacts_have_no_scope_for_what_is_staffs() -> None:
    staffs = {*SENSITIVE_NOUNS, "measures", "trends", "cohorts", "exports", "imports", "time-entries", "playbooks"}
    assert staffs.isdisjoint(scope.split(":")[0] for scope in CONTACT_SCOPES)
    assert [scope for scope in CONTACT_SCOPES if scope.startswith("go-lives")] == ["go-lives:read"]


def test_unknown_scopes_are_told_apart() -> None:
    assert unknown_scopes(["read", "tasks:write", "tasks:delete", "nothing:read", "events:write"]) == [
        "events:write", "nothing:read", "tasks:delete",
    ]  # fmt: skip
    assert unknown_scopes(known_scopes()) == []


def test_nobody_hands_on_what_they_do_not_have() -> None:
    assert beyond(key("read", "tasks:write"), ["read", "holds:read", "tasks:write"]) == []
    assert beyond(key("read", "tasks:write"), ["write", "holds:write"]) == ["holds:write", "write"]
    assert beyond(person(Role.OBSERVER), ["read", "write"]) == ["write"]
    assert beyond(system_actor("command"), known_scopes()) == []
