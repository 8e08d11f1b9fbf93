"""Status notes through HTTP: drafted by a tool, published by a person, read on the status page."""

import pytest
from django.test import Client

from implementation.access.actors import Role
from tests import factories
from tests.implementation.api.callers import V1, pointers, slug, tool

pytestmark = pytest.mark.django_db


def test_a_tool_drafts_and_a_person_publishes(client: Client) -> None:
    golive, caller = factories.golive(), tool()
    body = {"go_live": str(golive.id), "light": "amber", "text": "<b>Training</b> starts late."}
    assert pointers(caller.post("status-notes", body)) == ["/published_by"]
    draft = caller.post("status-notes", {**body, "publish": False}).json()
    assert (draft["published_at"], draft["published_by"]) == (None, "")
    client.force_login(factories.person(Role.MEMBER, name="Ada"))
    path = f"{V1}status-notes/{draft['id']}/transitions"
    told = client.post(path, {"to": "published"}, "application/json").json()
    assert (told["published_by"], bool(told["published_at"])) == ("Ada", True)
    page = Client().get(f"/s/{factories.share_link(golive)[1]}").content.decode()
    assert "How it goes: amber" in page
    assert "&lt;b&gt;Training&lt;/b&gt; starts late." in page


def test_a_published_one_is_withdrawn_and_not_changed() -> None:
    note = factories.status_note(factories.golive())
    caller, path = tool(), f"status-notes/{note.pk}"
    assert slug(caller.patch(path, {"light": "red"})) == "rule-refused"
    assert pointers(caller.post(f"{path}/transitions", {"to": "withdrawn"})) == ["/reason"]
    assert caller.post(f"{path}/transitions", {"to": "withdrawn", "reason": "Too early"}).json()["withdrawn_at"]
    again = caller.post(f"{path}/transitions", {"to": "published", "published_by": "Ada"})
    assert slug(again) == "transition-refused"


def test_the_list_is_filtered() -> None:
    golive = factories.golive()
    draft, told = factories.status_note(golive, publish=False), factories.status_note(golive, light="red")
    for query, row in (({"draft": "true"}, draft), ({"draft": "false"}, told), ({"light": "red,amber"}, told)):
        found = tool("read").get("status-notes", {"go_live": str(golive.id), **query}).json()["results"]
        assert [note["id"] for note in found] == [str(row.id)]
