"""What is a foreign customer's reaches nobody: lists, filters, expansions, tables, events, errors, bodies, pages."""

import json
import logging
from typing import Any
from uuid import uuid4

import pytest

from implementation.services.calendar_feeds import create_calendar_feed
from tests import factories as make
from tests.implementation.api.nouns import NOUNS, WITH_REF
from tests.matrix.callers import Caller, callers
from tests.matrix.routes import Call, api_calls
from tests.matrix.world import World, build

pytestmark = pytest.mark.django_db
# What a filter calls the rows of a noun.
NAMED = {"go_live": "go-lives", "task": "tasks", "webhook": "webhooks", "site": "sites", "product": "products"}
LISTS = [call for call in api_calls() if call.method == "get" and "<" not in call.path]


@pytest.fixture
def world(settings: Any, caplog: pytest.LogCaptureFixture) -> World:
    caplog.set_level(logging.ERROR)
    settings.API_REQUESTS_PER_MINUTE = 10**6
    return build()


def of_the_own_customer(world: World) -> list[Caller]:
    return [caller for caller in callers(world) if caller.customer == world.own.customer.pk]


def body_of(answer: Any) -> str:
    content = b"".join(answer) if answer.streaming else answer.content
    return str(content.decode("utf-8", "replace"))


def leaked(text: str, world: World) -> list[str]:
    """Words and ids of the foreign customer."""
    return [mark for mark in ("ZEBRA", *world.foreign.ids()) if mark in text]


def allowed(call: Call, caller: Caller, world: World) -> bool:
    return not call.expected(caller, world, world.own) & {401, 403}


def filters_of(call: Call) -> list[str]:
    """Its parameters that take an id."""
    view = call.view()
    known = {**getattr(view, "filters", {}), **view.parameters.get(call.action, {})}
    return [name for name, parameter in known.items() if parameter.schema.get("format") == "uuid"]


def test_no_list_table_or_expansion_holds_a_word_or_an_id_of_another_customer(world: World) -> None:
    found = []
    for caller in of_the_own_customer(world):
        for call in (call for call in LISTS if allowed(call, caller, world)):
            ways: list[dict[str, str]] = [{}, {"format": "csv"}]
            if call.view.expansions and not caller.is_contact:
                ways.append({"expand": ",".join(call.view.expansions)})
            for query in ways:
                text = body_of(caller.client.get(f"/{call.path}", query))
                found += [f"{call} {query} as {caller}: {mark}" for mark in leaked(text, world)]
    assert not found, "\n".join(found)


def test_a_filter_by_a_foreign_id_is_answered_as_one_that_nobody_has(world: World) -> None:
    found = []
    ids = {name: side.pk for name, side in world.foreign.rows.items()} | {"customer": world.foreign.customer.pk}
    for caller in of_the_own_customer(world):
        for call in (call for call in LISTS if allowed(call, caller, world)):
            for name in filters_of(call):
                foreign = ids.get(
                    {"go_live": "go-lives", "task": "tasks", "webhook": "webhooks"}.get(name, name), uuid4()
                )
                answers = [caller.client.get(f"/{call.path}", {name: str(value)}) for value in (foreign, uuid4())]
                told = [(answer.status_code, answer.json().get("results")) for answer in answers]
                if told[0] != told[1]:
                    found.append(f"{call} ?{name} as {caller}: {told}")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("noun", NOUNS, ids=str)
def test_a_foreign_id_in_a_body_is_as_unknown_as_one_that_nobody_has(noun: Any, world: World) -> None:
    bound = next(caller for caller in callers(world) if caller.name == "bound key")
    sent = json.dumps(noun.body(world.foreign.golive))
    unknown = sent
    for mark in {str(world.foreign.golive.pk), str(world.foreign.customer.pk)}:
        unknown = unknown.replace(mark, str(uuid4()))
    task = noun.body(world.foreign.golive).get("task")
    unknown = unknown.replace(str(task), str(uuid4())) if task else unknown
    answers = [bound.client.post(f"/api/v1/{noun.path}", body, "application/json") for body in (sent, unknown)]
    told = [{**answer.json(), "request_id": "", "instance": ""} for answer in answers]
    assert answers[0].status_code in {400, 403}
    assert told[0] == told[1]


@pytest.mark.parametrize("noun", [noun for noun in WITH_REF if not noun.shared and noun.path != "customers"], ids=str)
def test_of_a_ref_that_another_customer_has_no_more_is_told_than_that_it_is_taken(noun: Any, world: World) -> None:
    """It is unique for its noun, so that much cannot be hidden: neither whose it is, nor of what. (Customers are not
    made by keys that are bound to one.)"""
    bound = next(caller for caller in callers(world) if caller.name == "bound key")
    ref, body = world.foreign.refs[noun.path], noun.body(world.own.golive)
    answers = [
        bound.client.put(f"/api/v1/{noun.path}/by-ref/{ref}", body, "application/json"),
        bound.client.post(f"/api/v1/{noun.path}", {**body, "ref": ref}, "application/json"),
    ]
    told = [{**answer.json(), "request_id": "", "instance": ""} for answer in answers]
    assert told[0] == told[1]
    assert (answers[0].status_code, told[0]["detail"]) == (409, "Another one has this ref; it must be unique.")
    assert bound.client.get(f"/api/v1/{noun.path}/by-ref/{ref}").status_code == 404
    ids = [mark for mark in world.foreign.ids() if mark in str(told)]
    assert ids == []


def test_pages_and_calendars_of_the_own_customer_tell_of_no_other(world: World) -> None:
    golive = world.own.golive
    _, person = create_calendar_feed(
        actor=make.LEAD, at=make.now(), person=golive.owner, customer_id=golive.customer_id, for_customer=True
    )
    contact = next(caller for caller in callers(world) if caller.name == "contact")
    for path in (
        f"/s/{world.own.share_token}",
        f"/calendar/{world.own.calendar_token}.ics",
        f"/calendar/{person}.ics",
        f"/go-lives/{golive.pk}",
    ):
        answer = contact.client.get(path)
        assert answer.status_code == 200, path
        assert leaked(body_of(answer), world) == [], path
