"""The prerequisites of tasks: staged as links, checked for circles a go-live, stored beside the tasks.

Used by the table of tasks, where the file has the column `depends_on`.
"""

# ruff: noqa: S608 - names in SQL are those of our own tables and columns

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby
from uuid import UUID

from implementation.imports.staging import Staging, in_batches
from implementation.models import Task, TaskDependency
from implementation.planning.graph import cycle_in_words, find_cycles
from implementation.services.imports.keys import stored_refs
from implementation.services.imports.work import ImportTable

_AT_ONCE = 500
_Links = dict[str, tuple[str, ...]]


def resolve(table: ImportTable) -> None:
    """Stage one link for each ref in `depends_on`. Unknown refs and tasks of other go-lives are faults."""
    staging = table.staging
    staging.execute("CREATE TABLE links (row INTEGER, id, golive_id, ref, prerequisite_id, its_golive_id)")
    for batch in staging.batches("tasks", ("id", "golive_id", "depends_on"), where="depends_on IS NOT NULL"):
        links = [
            (row, row_id, golive_id, ref.strip())
            for row, row_id, golive_id, refs in batch
            for ref in dict.fromkeys(refs.split(";"))
            if ref.strip()
        ]
        staging.insert("links", ("row", "id", "golive_id", "ref"), links)
    staging.index("links", "row")
    _fill(staging, "tasks")
    unknown = staging.query("SELECT DISTINCT ref FROM links WHERE prerequisite_id IS NULL")
    _fill(staging, stored_refs(table.work, table, unknown))
    _refuse_unknown(table)
    _refuse_others(table)


def _fill(staging: Staging, known: str) -> None:
    staging.execute(
        f"UPDATE links SET (prerequisite_id, its_golive_id) = "
        f"(SELECT known.id, known.golive_id FROM {known} AS known WHERE known.ref = links.ref) "
        "WHERE prerequisite_id IS NULL"
    )


def _refuse_unknown(table: ImportTable) -> None:
    if table.file.readable:
        for row, ref in table.staging.query("SELECT row, ref FROM links WHERE prerequisite_id IS NULL ORDER BY row"):
            remedy = f"{ref} is neither in {table.file.file} nor stored. Mend the ref; several are parted by a ;."
            table.add_fault("unknown_reference", remedy, row=row, column="depends_on", value=ref)


def _refuse_others(table: ImportTable) -> None:
    others = table.staging.query("SELECT row, ref FROM links WHERE its_golive_id != golive_id ORDER BY row")
    for row, ref in others:
        remedy = f"{ref} is a task of another go-live; a task waits for tasks of its own go-live only."
        table.add_fault("other_golive", remedy, row=row, column="depends_on", value=ref)


def stated(staging: Staging, rows: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """The prerequisites by row, sorted."""
    query = "SELECT prerequisite_id FROM links WHERE row = ? AND prerequisite_id IS NOT NULL ORDER BY 1"
    return {row: tuple(link for (link,) in staging.query(query, (row,))) for row in rows}


def stored(ids: Sequence[str]) -> _Links:
    """The stored prerequisites of each of these tasks, sorted."""
    found: dict[str, list[str]] = {row_id: [] for row_id in ids}
    rows = TaskDependency.objects.filter(task_id__in=[UUID(hex=row_id) for row_id in ids])
    for task_id, prerequisite_id in rows.values_list("task_id", "prerequisite_id"):
        found[task_id.hex].append(prerequisite_id.hex)
    return {row_id: tuple(sorted(links)) for row_id, links in found.items()}


def refuse_cycles(table: ImportTable) -> None:
    """One fault for each circle, with the refs of its tasks."""
    staging = table.staging
    staging.index("links", "golive_id")
    golives = staging.query("SELECT DISTINCT golive_id FROM links WHERE golive_id IS NOT NULL")
    for batch in in_batches([golive_id for (golive_id,) in golives], _AT_ONCE):
        graphs = _stored_graphs(staging, batch)
        for golive_id in batch:
            graph = {**graphs.get(golive_id, {}), **_staged_graph(staging, golive_id)}
            for cycle in find_cycles(graph):
                _add_cycle(table, cycle)


def _staged_graph(staging: Staging, golive_id: str) -> _Links:
    links = staging.query(
        "SELECT id, prerequisite_id FROM links WHERE golive_id = ? AND prerequisite_id IS NOT NULL ORDER BY 1, 2",
        (golive_id,),
    )
    return {row_id: tuple(link for _, link in of_one) for row_id, of_one in groupby(links, key=lambda link: link[0])}


def _stored_graphs(staging: Staging, golive_ids: Sequence[str]) -> dict[str, _Links]:
    """Links of stored tasks that are not in the file, by go-live; those that are in it say so themselves."""
    graphs: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    rows = TaskDependency.objects.filter(task__golive_id__in=[UUID(hex=one) for one in golive_ids])
    for golive_id, task_id, prerequisite_id in rows.values_list("task__golive_id", "task_id", "prerequisite_id"):
        if staging.one("SELECT row FROM tasks WHERE id = ?", (task_id.hex,)) is None:
            graphs[golive_id.hex][task_id.hex].append(prerequisite_id.hex)
    return {one: {task: tuple(links) for task, links in graph.items()} for one, graph in graphs.items()}


def _add_cycle(table: ImportTable, cycle: Sequence[str]) -> None:
    places = {row_id: place for row_id in cycle for place in _place(table.staging, row_id)}
    names = {row_id: place[1] for row_id, place in places.items()}
    for row_id in cycle:
        if row_id not in names:
            task = Task.objects.get(id=UUID(hex=row_id))
            names[row_id] = task.ref or task.title
    row, ref = min(places.values())
    way = cycle_in_words(tuple(names[row_id] for row_id in cycle))
    remedy = f"These tasks wait for each other: {way}. Leave one of the refs out of depends_on."
    table.add_fault("cycle", remedy, row=row, column="depends_on", value=ref)


def _place(staging: Staging, row_id: str) -> Iterator[tuple[int, str]]:
    yield from staging.query("SELECT row, ref FROM tasks WHERE id = ?", (row_id,))


def write(links: Sequence[tuple[str, Sequence[str]]]) -> None:
    """Make exactly these the prerequisites of the tasks, by id."""
    for batch in in_batches(links, _AT_ONCE):
        TaskDependency.objects.filter(task_id__in=[UUID(hex=row_id) for row_id, _ in batch]).delete()
        TaskDependency.objects.bulk_create(
            TaskDependency(task_id=UUID(hex=row_id), prerequisite_id=UUID(hex=prerequisite))
            for row_id, prerequisites in batch
            for prerequisite in prerequisites
        )
