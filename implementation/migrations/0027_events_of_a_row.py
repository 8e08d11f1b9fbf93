"""An index by which the events of one row are found, in their order."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("implementation", "0026_published_playbooks_stay")]

    operations = [
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("subject_id__isnull", False)),
                fields=["subject_id", "position"],
                name="event_of_subject",
            ),
        ),
    ]
