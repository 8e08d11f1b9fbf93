"""Triggers that keep a published playbook as it is, whatever goes past the ORM.

An UPDATE is refused on both databases, a DELETE on PostgreSQL: SQLite knows no TRUNCATE, and emptying a whole database
(as tests and `manage.py flush` do) deletes rows there. The ORM refuses both, and so does the foreign key of a go-live.

A later migration that alters these tables on SQLite makes them anew, without their triggers: let it run
`put_up` again (tests/implementation/models/test_unchanging.py finds it missing).
"""

from django.db import migrations

TABLES = ("implementation_playbookversion", "implementation_playbooktask")
WORDS = "a published playbook never changes; publish another version"


def put_up(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE OR REPLACE FUNCTION refuse_change_of_playbook() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
        for table in TABLES:
            schema_editor.execute(
                f"CREATE TRIGGER {table}_never_changes BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION refuse_change_of_playbook()"
            )
    elif schema_editor.connection.vendor == "sqlite":
        for table in TABLES:
            schema_editor.execute(
                f"CREATE TRIGGER {table}_never_changes BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
            )


def take_down(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    for table in TABLES:
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_never_changes" + (f" ON {table}" if postgresql else ""))
    if postgresql:
        schema_editor.execute("DROP FUNCTION IF EXISTS refuse_change_of_playbook()")


class Migration(migrations.Migration):

    dependencies = [
        ('implementation', '0021_playbooks_as_published'),
    ]

    operations = [
        migrations.RunPython(put_up, take_down),
    ]
