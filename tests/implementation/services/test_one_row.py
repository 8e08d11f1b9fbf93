"""One row by one statement: stored as Django would store it."""

from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from implementation.models import Event, Task
from implementation.services.one_row import OneRow, insert, insert_all, update, write
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_new_row_reads_back_as_it_was() -> None:
    golive = factories.golive()
    task = Task(golive=golive, title="Test the interface", category="integration", due_on=factories.today())
    with CaptureQueriesContext(connection) as queries:
        insert(task)
    assert len(queries) == 1
    stored = Task.objects.get(id=task.id)
    assert stored.created_at == task.created_at
    assert {f.name: getattr(stored, f.attname) for f in Task._meta.concrete_fields} == {
        f.name: getattr(task, f.attname) for f in Task._meta.concrete_fields
    }


def test_what_the_database_counts_up_is_left_to_it() -> None:
    before, after = {"status": "todo"}, {"status": "done", "counts": [1, 2]}
    insert(Event(kind="task.done", subject="task", actor_name="A", at=factories.now(), before=before, after=after))
    event = Event.objects.latest("id")
    assert (event.before, event.after, event.data) == (before, after, {})


def test_several_rows_are_one_statement_where_the_database_can() -> None:
    golive, other = factories.golive(), factories.golive()
    event = Event(kind="task.done", subject="task", actor_name="A", at=factories.now(), golive=golive)
    with CaptureQueriesContext(connection) as queries:
        write(OneRow.raised(golive, "revision"), OneRow.inserted(event))
    assert len(queries) == (1 if connection.vendor == "postgresql" else 2)
    revisions = dict(type(golive).objects.values_list("id", "revision"))
    assert revisions == {golive.id: golive.revision + 1, other.id: other.revision}
    assert Event.objects.latest("id").golive_id == golive.id


def test_what_is_said_of_one_row_twice_is_one_change_of_it() -> None:
    golive = factories.golive()
    golive.projected_live_on = factories.today()
    write(OneRow.updated(golive, ["projected_live_on"]), OneRow.raised(golive, "revision"))
    stored = type(golive).objects.get(id=golive.id)
    assert (stored.projected_live_on, stored.revision) == (factories.today(), golive.revision + 1)


def test_new_rows_are_numbered_in_their_order() -> None:
    golive, now = factories.golive(), factories.now()
    kinds = ["task.done", "go-live.replanned", "barrier.opened"]
    write(OneRow.inserted(*(Event(kind=kind, subject="task", actor_name="A", at=now, golive=golive) for kind in kinds)))
    assert list(Event.objects.order_by("-id").values_list("kind", flat=True)[:3]) == kinds[::-1]


def test_only_the_named_fields_are_stored() -> None:
    task = factories.task(factories.golive(), title="Before")
    seen = task.updated_at
    task.title, task.assignee = "After", "nobody"
    update(task, ["title", "updated_at"])
    stored = Task.objects.get(id=task.id)
    assert (stored.title, stored.assignee) == ("After", "")
    assert stored.updated_at > seen


def test_a_row_that_is_gone_is_not_changed_in_silence() -> None:
    task = factories.task(factories.golive())
    task.id = uuid4()
    with pytest.raises(DatabaseError, match="not stored"):
        update(task, ["title"])


def test_of_several_rows_none_is_missed_in_silence() -> None:
    golive = factories.golive()
    gone = Task(golive=golive, title="Gone", category="integration")
    event = Event(kind="task.done", subject="task", actor_name="A", at=factories.now(), golive=golive)
    with pytest.raises(DatabaseError, match="not stored"), transaction.atomic():
        write(OneRow.updated(gone, ["title"]), OneRow.inserted(event))
    assert not Event.objects.filter(kind="task.done").exists()


def test_what_the_database_refuses_is_told_as_ever() -> None:
    golive = factories.golive()
    with pytest.raises(IntegrityError, match="task_has_a_title"), transaction.atomic():
        insert(Task(golive=golive, title="", category="integration"))


def test_many_new_rows_read_back_as_they_were_and_in_their_order() -> None:
    golive = factories.golive()
    words = ['"quoted"', "a\tb\nc", "back\\slash", "\\N", "Größe 😀", "", "{1,2}"]
    events = [
        Event(kind="task.done", subject="task", actor_name=word or "A", at=factories.now(), golive=golive,
              reason=word, before={"title": word}, after={word: [word, None, 1.5]})
        for word in words
    ]  # fmt: skip
    last = Event.objects.latest("id").id
    with CaptureQueriesContext(connection) as queries:
        insert_all(events)
    assert len(queries) == 1
    stored = Event.objects.filter(id__gt=last).order_by("id")
    told = [(one.reason, one.before, one.after, one.golive_id, one.actor_id) for one in stored]
    assert told == [(word, {"title": word}, {word: [word, None, 1.5]}, golive.id, None) for word in words]


def test_what_the_database_refuses_of_many_rows_is_told_as_ever() -> None:
    golive = factories.golive()
    task = factories.task(golive)
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_all([Task(golive=golive, title="B"), Task(id=task.id, golive=golive, title="C")])
    assert [one.id for one in golive.tasks.all()] == [task.id]
