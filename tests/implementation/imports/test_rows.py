"""Many rows by one statement: each value in its own type, none cut, none lost."""

from datetime import date

import pytest
from django.db import DataError, IntegrityError, connection, transaction

from implementation.models import Task
from implementation.services.imports.bulk import update_rows
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_values_keep_their_types_and_the_version_rises() -> None:
    golive = make.golive()
    first, second, other = (make.task(golive) for _ in range(3))
    fields = ("title", "due_on", "duration_days", "core")
    update_rows(
        Task, fields, [('A, {B} "C"', "2026-02-03", 4, True, first.id.hex), ("NULL", None, None, False, second.id.hex)]
    )
    one, two = Task.objects.get(id=first.id), Task.objects.get(id=second.id)
    assert [getattr(one, name) for name in fields] == ['A, {B} "C"', date(2026, 2, 3), 4, True]
    assert [getattr(two, name) for name in fields] == ["NULL", None, None, False]
    assert (one.version, two.version) == (first.version + 1, second.version + 1)
    assert one.updated_at > first.updated_at
    assert Task.objects.get(id=other.id).version == other.version


def test_what_follows_from_other_rows_leaves_the_version() -> None:
    task = make.task(make.golive())
    update_rows(Task, ["due_on"], [("2026-02-03", task.id.hex)], own_fields=False)
    assert Task.objects.get(id=task.id).version == task.version


def test_of_a_row_that_is_there_twice_the_last_counts() -> None:
    task = make.task(make.golive())
    update_rows(Task, ["title"], [("First", task.id.hex), ("Last", task.id.hex)])
    assert Task.objects.get(id=task.id).title == "Last"


def test_no_rows_are_no_statement() -> None:
    update_rows(Task, ["title"], [])


def test_what_the_table_does_not_take_is_refused_and_not_cut() -> None:
    task = make.task(make.golive())
    with pytest.raises(IntegrityError, match="task_has_a_title"), transaction.atomic():
        update_rows(Task, ["title"], [("", task.id.hex)])
    if connection.vendor == "postgresql":
        with pytest.raises(DataError, match="too long"), transaction.atomic():
            update_rows(Task, ["title"], [("x" * 301, task.id.hex)])
