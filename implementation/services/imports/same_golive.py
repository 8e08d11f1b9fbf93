"""The check that a row and the task it names belong to the same go-live. Used by the tables that name tasks."""

# ruff: noqa: S608 - names in SQL are those of our own tables and columns

from implementation.services.imports.work import ImportTable


def refuse_tasks_of_others(table: ImportTable) -> None:
    """A fault for each row whose `task_ref` is a task of another go-live, in the files or stored."""
    staging = table.staging
    if not table.states("task_ref"):
        return
    homes = [name for name in ("tasks", "stored_tasks") if staging.has_table(name)]
    for home in homes:
        staging.index(home, "id")
        wrong = staging.query(
            f"SELECT here.row, here.task_ref FROM {table.name} AS here JOIN {home} AS task ON task.id = here.task_id "
            "WHERE task.golive_id != here.golive_id ORDER BY here.row"
        )
        for row, task_ref in wrong:
            remedy = f"{task_ref} is a task of another go-live. Name a task of this one, or mend golive_ref."
            table.add_fault("other_golive", remedy, row=row, column="task_ref", value=task_ref)
