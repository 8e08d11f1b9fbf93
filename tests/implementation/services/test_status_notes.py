"""Notes on the status: drafted, published by a person, withdrawn; the newest stands on the status page."""

from datetime import timedelta
from typing import Any

import pytest

from implementation.access.actors import Actor, Role
from implementation.http.problems import Problem
from implementation.models import Event, GoLive, StatusNote
from implementation.reads.status import status_page
from implementation.services import status_notes
from tests import factories as make

pytestmark = pytest.mark.django_db


def publish(note: StatusNote, actor: Actor = make.MEMBER, **how: Any) -> StatusNote:
    return status_notes.publish_status_note(actor=actor, at=make.now(), note_id=note.id, **how)


def withdraw(note: StatusNote, reason: str = "wrong go-live") -> StatusNote:
    return status_notes.withdraw_status_note(actor=make.LEAD, at=make.now(), note_id=note.id, reason=reason)


def on_the_page(golive: GoLive) -> str:
    note = status_page(golive.id, actor=make.share_link(golive)[0].as_actor(), today=make.today()).note
    return note.text if note else ""


def test_the_newest_published_one_stands_on_the_status_page() -> None:
    golive = make.golive()
    assert on_the_page(golive) == ""
    make.status_note(golive, "First")
    second = make.status_note(golive, "Second")
    make.status_note(golive, "Not yet", publish=False)
    make.status_note(make.golive(), "Of another")
    assert on_the_page(golive) == "Second"
    withdraw(second)
    assert on_the_page(golive) == "First"


def test_a_draft_published_late_is_the_newest() -> None:
    golive = make.golive()
    draft = make.status_note(golive, "Draft", publish=False)
    make.status_note(golive, "Meanwhile")
    status_notes.publish_status_note(actor=make.MEMBER, at=make.now() + timedelta(seconds=1), note_id=draft.id)
    assert on_the_page(golive) == "Draft"


def test_a_person_publishes_under_their_own_name_and_a_tool_names_one() -> None:
    golive = make.golive()
    ada = make.person(Role.MEMBER, name="Ada").as_actor()
    draft = make.status_note(golive, publish=False)
    with pytest.raises(Problem, match="own name"):
        publish(draft, ada, published_by="Noor")
    with pytest.raises(Problem, match="Name the person"):
        publish(draft, make.LEAD)
    assert publish(draft, ada).published_by == "Ada"
    assert make.status_note(golive, published_by="Noor").published_by == "Noor"


def test_what_is_published_does_not_change() -> None:
    draft = make.status_note(make.golive(), publish=False)
    how: dict[str, Any] = {"actor": make.MEMBER, "at": make.now(), "note_id": draft.id, "fields": {"light": "red"}}
    assert status_notes.change_status_note(**how).light == "red"
    publish(draft)
    with pytest.raises(Problem, match="may have been read"):
        status_notes.change_status_note(**how)
    with pytest.raises(Problem, match="published already"):
        publish(draft)


def test_withdrawn_with_a_reason_it_stays_withdrawn() -> None:
    note = make.status_note(make.golive())
    with pytest.raises(Problem, match="Say why"):
        withdraw(note, " ")
    withdraw(note)
    with pytest.raises(Problem, match="was withdrawn"):
        withdraw(note)


def test_the_customer_is_told_of_what_is_published_and_not_of_drafts() -> None:
    golive = make.golive()
    withdraw(make.status_note(golive, publish=False))
    withdraw(make.status_note(golive))
    told = Event.objects.filter(subject="status-note", audience="customer").order_by("id")
    assert list(told.values_list("kind", flat=True)) == ["status-note.published", "status-note.withdrawn"]
