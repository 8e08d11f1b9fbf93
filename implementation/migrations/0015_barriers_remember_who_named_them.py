from django.db import migrations, models
from django.db.models import Exists, OuterRef


def link_blocked_tasks(apps, schema_editor):
    """Until now a task that a barrier on the whole go-live blocked did not say which: it waited for all of them."""
    Barrier, Task = apps.get_model('implementation', 'Barrier'), apps.get_model('implementation', 'Task')
    own = Barrier.objects.filter(task=OuterRef('pk'), closed_on__isnull=True)
    whole = Barrier.objects.filter(task__isnull=True, closed_on__isnull=True)
    blocked = Task.objects.filter(~Exists(own), status='blocked', golive__in=whole.values('golive'))
    links = [
        Barrier.named_by.through(barrier_id=barrier_id, task_id=task_id)
        for golive_id, task_id in blocked.values_list('golive_id', 'id')
        for barrier_id in whole.filter(golive_id=golive_id).values_list('id', flat=True)
    ]
    Barrier.named_by.through.objects.bulk_create(links)


class Migration(migrations.Migration):

    dependencies = [
        ('implementation', '0014_approvals'),
    ]

    operations = [
        migrations.AddField(
            model_name='barrier',
            name='named_by',
            field=models.ManyToManyField(blank=True, help_text='Of one on the whole go-live: tasks that it blocked.', related_name='blocked_by', to='implementation.task'),
        ),
        migrations.RunPython(link_blocked_tasks, migrations.RunPython.noop),
    ]
