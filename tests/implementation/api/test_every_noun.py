"""What holds for every noun alike, through HTTP alone."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from implementation.access.actors import Role
from implementation.models import GoLive
from tests import factories
from tests.implementation.api.callers import V1, pointers, slug, tool
from tests.implementation.api.nouns import CHANGEABLE, NOUNS, Noun

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
every_noun = pytest.mark.parametrize("noun", NOUNS, ids=str)
every_changeable_noun = pytest.mark.parametrize("noun", CHANGEABLE, ids=str)


@every_noun
def test_what_is_created_is_answered_with_its_address_and_can_be_read_there(noun: Noun) -> None:
    caller = tool()
    made = caller.post(noun.path, noun.body(factories.golive()))
    assert made.status_code == 201, made.content
    assert made["Location"] == f"{V1}{noun.path}/{made.json()['id']}"
    read = caller.get(f"{noun.path}/{made.json()['id']}").json()
    assert read == {name: value for name, value in made.json().items() if name != "url"}


@every_noun
def test_a_list_shows_the_rows_and_each_reads_like_its_detail(noun: Noun) -> None:
    row = noun.make(factories.golive())
    caller = tool("read")
    listed = caller.get(noun.path).json()
    assert listed["next"] is None
    assert listed["next_cursor"] is None
    assert caller.get(f"{noun.path}/{row.pk}").json() in listed["results"]


@every_noun
def test_a_key_of_another_customer_finds_nothing(noun: Noun) -> None:
    row = noun.make(factories.golive())
    stranger = tool("read", customer=factories.customer())
    answer = stranger.get(f"{noun.path}/{row.pk}")
    listed = {found["id"] for found in stranger.get(noun.path).json()["results"]}
    assert (answer.status_code == 200) is noun.shared
    assert (str(row.pk) in listed) is noun.shared


@every_noun
def test_a_key_of_another_customer_can_create_nothing_there(noun: Noun) -> None:
    golive = factories.golive()
    stranger = tool(customer=factories.customer())
    assert stranger.post(noun.path, noun.body(golive)).status_code in {400, 403}


@every_changeable_noun
def test_a_key_of_another_customer_can_change_nothing(noun: Noun) -> None:
    row = noun.make(factories.golive())
    stranger = tool(customer=factories.customer())
    assert stranger.patch(f"{noun.path}/{row.pk}", noun.changes).status_code == (403 if noun.shared else 404)


@every_noun
def test_without_a_key_everything_is_401_and_says_how_to_come_in(noun: Noun) -> None:
    answer = Client().get(V1 + noun.path)
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert slug(answer) == "not-authenticated"


@every_noun
def test_a_key_for_reading_cannot_write_and_is_told_the_scope(noun: Noun) -> None:
    golive = factories.golive()
    answer = tool("read").post(noun.path, noun.body(golive))
    assert answer.status_code == 403
    assert slug(answer) == "scope-missing"
    assert f"{noun.scope or noun.path}:write" in answer.json()["detail"]


@every_noun
def test_the_scope_of_the_noun_alone_suffices_for_reading_it(noun: Noun) -> None:
    row = noun.make(factories.golive())
    assert tool(noun.read_scope).get(f"{noun.path}/{row.pk}").status_code == 200
    assert tool("imports:read").get(f"{noun.path}/{row.pk}").status_code == 403


@every_noun
def test_an_unknown_parameter_is_refused_and_named(noun: Noun) -> None:
    caller = tool()
    row = noun.make(factories.golive())
    for path in (noun.path, f"{noun.path}/{row.pk}"):
        answer = caller.get(path, {"colour": "blue"})
        assert answer.status_code == 400
        assert pointers(answer) == ["?colour"]


@every_noun
def test_a_wrong_field_is_refused_and_named(noun: Noun) -> None:
    answer = tool().post(noun.path, {**noun.body(factories.golive()), **noun.wrong})
    assert answer.status_code == 400
    assert slug(answer) == "invalid-request"
    assert pointers(answer) == [f"/{name}" for name in noun.wrong]


@every_noun
def test_an_unknown_field_is_refused_and_named(noun: Noun) -> None:
    answer = tool().post(noun.path, {**noun.body(factories.golive()), "colour": "blue"})
    assert answer.status_code == 400
    assert pointers(answer) == ["/colour"]


@every_changeable_noun
def test_a_change_changes_what_is_sent_and_raises_the_version(noun: Noun) -> None:
    row = noun.make(factories.golive())
    caller = tool()
    before = caller.get(f"{noun.path}/{row.pk}").json()
    answer = caller.patch(f"{noun.path}/{row.pk}", noun.changes)
    assert answer.status_code == 200
    moved = {"version": before["version"] + 1, "updated_at": answer.json()["updated_at"]}
    revision = {"revision": before["revision"] + 1} if "revision" in before else {}
    assert answer.json() == {**before, **noun.changes, **moved, **revision}


@every_changeable_noun
def test_a_change_of_another_version_is_stale(noun: Noun) -> None:
    row = noun.make(factories.golive())
    caller = tool()
    path = f"{noun.path}/{row.pk}"
    seen = caller.get(path)
    assert caller.patch(path, noun.changes, If_Match=seen["ETag"]).status_code == 200
    for again in (
        caller.patch(path, noun.changes, If_Match=seen["ETag"]),
        caller.patch(path, {**noun.changes, "version": seen.json()["version"]}),
    ):
        assert again.status_code == 412
        assert slug(again) == "stale"


@every_noun
def test_who_has_the_present_state_is_not_sent_it_again(noun: Noun) -> None:
    row = noun.make(factories.golive())
    caller = tool("read")
    path = f"{noun.path}/{row.pk}"
    tag = caller.get(path)["ETag"]
    same = caller.get(path, If_None_Match=tag)
    assert (same.status_code, same.content, same["ETag"]) == (304, b"", tag)
    assert caller.get(path, If_None_Match='"1-0-other"').status_code == 200


@every_noun
def test_reading_costs_the_same_queries_at_3_and_at_30_rows(noun: Noun) -> None:
    golive = factories.golive()
    caller = tool("read")
    costs = []
    for rows in (3, 27):
        made = [noun.make(_under(golive, noun)) for _ in range(rows)]
        for path in (noun.path, f"{noun.path}/{made[0].pk}"):
            with CaptureQueriesContext(connection) as queries:
                assert caller.get(path).status_code == 200
            costs.append(len(queries))
    assert costs == [noun.queries] * 4


@every_noun
def test_a_session_costs_at_most_one_query_more(noun: Noun, client: Client) -> None:
    noun.make(factories.golive())
    client.force_login(factories.person(Role.LEAD))
    with CaptureQueriesContext(connection) as queries:
        assert client.get(V1 + noun.path).status_code == 200
    assert len(queries) <= noun.queries + 1


@every_noun
def test_fields_are_left_out_but_not_the_cursor_or_the_tag(noun: Noun) -> None:
    rows = [noun.make(_under(factories.golive(), noun)) for _ in range(2)]
    caller = tool("read")
    page = caller.get(noun.path, {"fields": "version", "limit": "1"}).json()
    assert page["results"] == [{"version": 1}]
    assert page["next_cursor"]
    path = f"{noun.path}/{rows[0].pk}"
    whole, part = caller.get(path), caller.get(path, {"fields": "version,id"})
    assert part.json() == {"id": str(rows[0].pk), "version": whole.json()["version"]}
    assert part["ETag"] != whole["ETag"]
    assert caller.get(path, {"fields": "id,version"}, If_None_Match=part["ETag"]).status_code == 304
    for unknown in ({"fields": "colour"}, {"expand": "colour"}):
        answer = caller.get(path, unknown)
        assert (answer.status_code, pointers(answer)) == (400, [f"?{next(iter(unknown))}"])


def _under(golive: GoLive, noun: Noun) -> GoLive:
    """Customers are made by the go-live: a new one of them each time."""
    return factories.golive() if noun.path == "customers" else golive
