"""The rules of a playbook that a JSON schema cannot say.

Called by the loader. Each rule is a function from a sketch to the faults it finds, with the file's name left
to the loader; RULES is the list of all of them.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from implementation.planning.graph import cycle_in_words, find_cycles, upstream
from implementation.playbooks.phases import BEFORE_GO_LIVE, PHASES
from implementation.playbooks.sketch import Sketch, TaskSketch

GO_NO_GO = "go-no-go"


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault without its file."""

    kind: str
    fault: str
    remedy: str
    task: str = ""
    field: str = ""


def keys_are_given_once(sketch: Sketch) -> Iterator[Finding]:
    """A task is named by its key, an outcome and a phase too."""
    for key in _repeated([row.key for row in sketch.rows]):
        yield Finding("duplicate-task", "this key is used by more than one task.", "Rename one.", key, "key")
    for field, keys in (("outcomes", list(sketch.outcomes)), ("phases", [key for key, _ in sketch.phases])):
        for key in _repeated(keys):
            yield Finding("duplicate-key", f"the key {key!r} is used twice.", "Keep one of the two.", field=field)


def phases_follow_the_work(sketch: Sketch) -> Iterator[Finding]:
    """Phases are in the order of the work and have a go-live among them: gates are understood by it."""
    if sketch.phases and "go_live" not in sketch.order_of_phase:
        yield Finding("phases", "the phase go_live is missing.", "Add it.", field="phases")
    known = [(key, order) for key, order in sketch.phases if key in PHASES]
    for (key, order), (later, later_order) in pairwise(sorted(known, key=lambda phase: PHASES.index(phase[0]))):
        if key != later and later_order <= order:
            fault = f"{later!r} has order {later_order}, not after {key!r} with {order}."
            yield Finding("phases", fault, f"Give {later!r} a higher order than {key!r}.", field="phases")


def phases_of_tasks_are_declared(sketch: Sketch) -> Iterator[Finding]:
    """A task lies in a phase of the file. (That it is a phase at all, the schema says.)"""
    declared = sketch.order_of_phase
    for task in sketch.rows:
        if task.phase in PHASES and task.phase not in declared:
            remedy = f"Add it to the phases, or use one of: {', '.join(declared)}."
            yield Finding("unknown-phase", f"the file has no phase {task.phase!r}.", remedy, task.key, "phase")


def prerequisites_exist(sketch: Sketch) -> Iterator[Finding]:
    """A task waits for tasks of the same file."""
    tasks = sketch.tasks
    for task in sketch.rows:
        for key in task.depends_on:
            if key not in tasks:
                fault = f"there is no task {key!r}."
                remedy = "Correct the key, add the task, or remove the prerequisite."
                yield Finding("unknown-prerequisite", fault, remedy, task.key, "depends_on")


def no_task_waits_for_itself(sketch: Sketch) -> Iterator[Finding]:
    """Prerequisites form no circle."""
    for cycle in find_cycles(sketch.prerequisites):
        fault = f"these wait for each other in a circle: {cycle_in_words(cycle)}."
        yield Finding("cycle", fault, "Remove one of the prerequisites.", cycle[0], "depends_on")


def prerequisites_are_in_no_later_phase(sketch: Sketch) -> Iterator[Finding]:
    """A task waits for work of its own or an earlier phase."""
    order = sketch.order_of_phase
    for task, waited in _links(sketch):
        if task.phase in order and waited.phase in order and order[waited.phase] > order[task.phase]:
            fault = f"waits for {waited.key!r}, which lies in the later phase {waited.phase!r}."
            remedy = "Move one of the two to another phase, or remove the prerequisite."
            yield Finding("later-phase", fault, remedy, task.key, "depends_on")


def nominal_dates_agree(sketch: Sketch) -> Iterator[Finding]:
    """At the nominal length no task starts before what it waits for has ended. Circles are told apart."""
    circling = {key for cycle in find_cycles(sketch.prerequisites) for key in cycle}
    for task, waited in _links(sketch):
        start, end = task.starts_on, waited.ends_on
        if start is None or end is None or end <= start or {task.key, waited.key} <= circling:
            continue
        fault = f"starts on day {start}, but {waited.key!r}, which it waits for, needs day {end - 1} too."
        remedy = f"Start it on day {end}, end {waited.key!r} earlier, or remove the prerequisite."
        yield Finding("dates", fault, remedy, task.key, "offset_days")


def gates_lead_to_the_decision(sketch: Sketch) -> Iterator[Finding]:
    """The decision to go live waits for every gate before it, directly or through others."""
    gates = [task.key for task in sketch.rows if task.is_gate and task.phase in BEFORE_GO_LIVE]
    if gates and GO_NO_GO not in sketch.tasks:
        fault = f"there are gates before go-live ({', '.join(gates)}), but no task {GO_NO_GO!r} that decides."
        yield Finding("gate", fault, f"Add a task with the key {GO_NO_GO}.", field="tasks")
        return
    before = upstream(sketch.prerequisites, GO_NO_GO)
    for key in gates:
        if key != GO_NO_GO and key not in before:
            fault = f"is a gate before go-live, but {GO_NO_GO!r} does not wait for it."
            remedy = f"Add it to what {GO_NO_GO!r} waits for, or set gate: false."
            yield Finding("gate", fault, remedy, key, "gate")


def handholding_is_part_of_the_estimate(sketch: Sketch) -> Iterator[Finding]:
    """Hours with the customer are among all the hours."""
    for task in sketch.rows:
        part, whole = task.handholding_hours, task.estimated_hours
        if part is not None and whole is not None and part > whole:
            fault = f"is {part}, more than the {whole} estimated_hours of which it is a part."
            yield Finding("hours", fault, "Correct one of the two.", task.key, "handholding_hours")


RULES: tuple[Callable[[Sketch], Iterator[Finding]], ...] = (
    keys_are_given_once,
    phases_follow_the_work,
    phases_of_tasks_are_declared,
    prerequisites_exist,
    no_task_waits_for_itself,
    prerequisites_are_in_no_later_phase,
    nominal_dates_agree,
    gates_lead_to_the_decision,
    handholding_is_part_of_the_estimate,
)


def _links(sketch: Sketch) -> Iterator[tuple[TaskSketch, TaskSketch]]:
    tasks = sketch.tasks
    for task in sketch.rows:
        for key in task.depends_on:
            if key in tasks:
                yield task, tasks[key]


def _repeated(keys: list[str]) -> list[str]:
    return [key for key, times in Counter(keys).items() if times > 1]
