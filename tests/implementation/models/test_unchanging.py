"""A published playbook is never changed or deleted: the ORM refuses it, and behind it the database."""

from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from implementation.models import PlaybookTask, PlaybookVersion
from implementation.models.unchanging import NeverChanges
from tests import factories as make

pytestmark = pytest.mark.django_db
ROWS = [PlaybookVersion, PlaybookTask]
TABLES = [model._meta.db_table for model in ROWS]
WAYS: dict[str, Callable[..., object]] = {
    "save": lambda row: row.save(),
    "save of one field": lambda row: row.save(update_fields=["id"]),
    "delete": lambda row: row.delete(),
    "update": lambda row: type(row).objects.filter(pk=row.pk).update(id=row.pk),
    "update by the base manager": lambda row: type(row)._base_manager.filter(pk=row.pk).update(id=row.pk),
    "bulk update": lambda row: type(row).objects.bulk_update([row], ["id"]),
    "bulk delete": lambda row: type(row).objects.filter(pk=row.pk).delete(),
    "update or create": lambda row: type(row).objects.update_or_create(pk=row.pk, defaults={"id": row.pk}),
}


@pytest.mark.parametrize("model", ROWS, ids=TABLES)
@pytest.mark.parametrize("way", WAYS)
def test_no_way_of_the_orm_changes_what_is_published(model: type, way: str) -> None:
    make.starter()
    row = model.objects.latest("pk")  # type: ignore[attr-defined]  # each has a manager
    with pytest.raises((NeverChanges, IntegrityError)), transaction.atomic():
        WAYS[way](row)


@pytest.mark.parametrize("table", TABLES)
def test_the_database_refuses_it_too(table: str) -> None:
    make.starter()
    with (
        pytest.raises(IntegrityError, match="never changes"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE {table} SET id = id")


@pytest.mark.parametrize("table", TABLES)
def test_the_database_refuses_to_delete_it(table: str) -> None:
    make.starter()
    with (
        pytest.raises(IntegrityError, match="never changes"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"DELETE FROM {table}")


def test_a_version_that_is_made_twice_is_not_overwritten() -> None:
    version = make.starter()
    with pytest.raises(IntegrityError), transaction.atomic():
        PlaybookVersion(id=version.id, playbook=version.playbook, number="9.9.9").save(force_insert=True)


@pytest.mark.django_db(transaction=True)
def test_emptying_the_whole_database_takes_playbooks_with_it_and_leaves_their_guards() -> None:
    make.starter()
    call_command("flush", interactive=False, verbosity=0, inhibit_post_migrate=True)
    assert not PlaybookVersion.objects.exists()
    test_the_database_refuses_to_delete_it(PlaybookVersion._meta.db_table)
