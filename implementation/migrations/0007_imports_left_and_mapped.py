from django.db import migrations, models

STATES = [
    ('queued', 'Queued'),
    ('checking', 'Checking'),
    ('applying', 'Applying'),
    ('done', 'Done'),
    ('refused', 'Refused'),
    ('failed', 'Failed'),
    ('cancelled', 'Cancelled'),
]


class Migration(migrations.Migration):

    dependencies = [
        ('implementation', '0006_export_runs'),
    ]

    operations = [
        migrations.AddField(
            model_name='importrun',
            name='skip_bad_rows',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='importrun',
            name='mapping',
            field=models.TextField(blank=True, default='', help_text="How other people's headings are read, as YAML."),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='importrun',
            name='proposed_mapping',
            field=models.TextField(
                blank=True, default='', help_text='Of a dry run: a first draft of such a mapping.'
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='importrun',
            name='rows_left_out',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name='importrun',
            name='state',
            field=models.CharField(choices=STATES, default='queued', max_length=10),
        ),
    ]
