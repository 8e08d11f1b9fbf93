"""Triggers that keep a published playbook from being deleted on SQLite too, as PostgreSQL has them since 0022.

SQLite knows no TRUNCATE, and emptying a whole database (as tests do) deletes rows there: `manage.py flush` lifts them
meanwhile. A later migration that alters these tables makes them anew, without their triggers: let it run `put_up` again.
"""

from django.db import migrations

TABLES = ("implementation_playbookversion", "implementation_playbooktask")
WORDS = "a published playbook never changes; publish another version"


def put_up(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for table in TABLES:
            schema_editor.execute(
                f"CREATE TRIGGER {table}_stays BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
            )


def take_down(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for table in TABLES:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_stays")


class Migration(migrations.Migration):

    dependencies = [
        ('implementation', '0025_targets_announced_again'),
    ]

    operations = [
        migrations.RunPython(put_up, take_down),
    ]
