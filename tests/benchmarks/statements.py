"""The floor's SQL, made of the documented columns, so that the floor answers what the program answers.

Only what is no plain column of the noun's table is written here by hand.
"""

from typing import Any

from django.db.models import Model

from implementation.api.serializers.golives import GoLiveAnswer
from implementation.api.serializers.tasks import TaskAnswer
from implementation.api.serializers.time_entries import TimeEntryAnswer
from implementation.http.lean import columns
from implementation.models import GoLive, Task, TimeEntry

_BY_HAND = {
    "depends_on": "ARRAY(SELECT d.prerequisite_id FROM implementation_taskdependency d WHERE d.task_id = r.id "
    "ORDER BY d.prerequisite_id)",
    "on_hold": "EXISTS(SELECT FROM implementation_hold h WHERE h.golive_id = r.id AND h.ends_on IS NULL)",
    "playbook": "coalesce((SELECT p.key FROM implementation_playbookversion v JOIN implementation_playbook p "
    "ON p.id = v.playbook_id WHERE v.id = r.playbook_version_id), r.playbook_label)",
    "progress": "(SELECT json_build_object('tasks', count(*), "
    "'finished', count(*) FILTER (WHERE t.status IN ('done', 'skipped')), "
    "'blocked', count(*) FILTER (WHERE t.status = 'blocked')) FROM implementation_task t WHERE t.golive_id = r.id)",
}
_TRANSITION = (
    "UPDATE implementation_task SET status = %s, done_on = CASE WHEN %s THEN CURRENT_DATE END, "
    "version = version + 1, updated_at = now() WHERE id = %s"
)
_LOGGED = ("id", "golive_id", "worked_on", "minutes", "person", "activity", "with_customer")


def statements() -> dict[str, str]:
    """By name, as the floor's views call them."""
    task, golive = _select(Task, TaskAnswer), _select(GoLive, GoLiveAnswer)
    return {
        "tasks": f"{task} WHERE r.status = ANY(%s) AND r.category = ANY(%s) ORDER BY r.id LIMIT 51",
        "task": f"{task} WHERE r.id = %s",
        "go-lives": f"{golive} WHERE r.status = ANY(%s) ORDER BY r.id LIMIT 51",
        "go-live": f"{golive} WHERE r.id = %s",
        "transition": _TRANSITION,
        "log": _insert(),
        "time-entry": f"{_select(TimeEntry, TimeEntryAnswer)} WHERE r.id = %s",
    }


def _select(model: type[Model], answers: Any) -> str:
    names, paths = columns(answers)
    plain = {field.attname: str(field.column) for field in model._meta.concrete_fields}
    shown = zip(names, paths, strict=True)
    told = (f"{_BY_HAND[name] if name in _BY_HAND else f'r.{plain[path]}'} AS {name}" for name, path in shown)
    return f"SELECT {', '.join(told)} FROM {model._meta.db_table} r"


def _insert() -> str:
    """Every column of a time entry: what is stated, and else the model's default."""
    values = {name: f"%({'go_live' if name == 'golive_id' else name})s" for name in _LOGGED}
    others = {
        "version": "1", "label": "''", "note": "''", "current": "true", "created_at": "now()", "updated_at": "now()",
    }  # fmt: skip
    row = values | others
    return f"INSERT INTO implementation_timeentry ({', '.join(row)}) VALUES ({', '.join(row.values())})"
