"""A go-live as it was worked, and the rows of the draft while it is made of it.

Read from the database by a service; nothing of a go-live is in here but what a playbook may hold.
"""

from dataclasses import dataclass, field

from implementation.playbooks.playbook import OutcomeSpec, PhaseSpec, TaskSpec


@dataclass(frozen=True, slots=True)
class WorkedTask:
    """A task of the go-live. `first` and `last` are its days counted from kickoff, as worked or else as planned.

    `line` is the playbook's task that it came from, if it came from one. `gate` is none, live or handover. Minutes are
    those that were worked, or else the estimate.
    """

    id: str
    key: str
    title: str
    category: str
    phase: str
    owner_side: str
    anchor: str
    gate: str
    core: bool
    customer_visible: bool
    evidence_required: bool
    skipped: bool
    first: int | None
    last: int | None
    duration: int
    minutes: int
    handholding_minutes: int
    depends_on: tuple[str, ...]
    line: TaskSpec | None


@dataclass(frozen=True, slots=True)
class Worked:
    """A go-live: its tasks in the order in which people read them, and the days from its kickoff to going live."""

    key: str
    title: str
    version: str
    product_type: str
    description: str
    day_kind: str
    days: int
    phases: tuple[PhaseSpec, ...]
    outcomes: tuple[OutcomeSpec, ...]
    tasks: tuple[WorkedTask, ...]


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What is otherwise than it was worked: the task's key in the draft, the field of the file, and why."""

    key: str
    field: str
    why: str


@dataclass(slots=True)
class DraftRow:
    """A task of the draft while it is made; `start` is a day counted from kickoff."""

    task: WorkedTask
    key: str
    phase: str
    is_gate: bool
    waits: list[str]
    start: int = 0
    duration: int = 1


@dataclass(slots=True)
class Making:
    """The draft while it is made: its rows by key, in order, and what was adjusted so far."""

    days: int
    rows: dict[str, DraftRow]
    told: list[Adjustment] = field(default_factory=list)

    @property
    def waits(self) -> dict[str, list[str]]:
        """What each task waits for."""
        return {key: row.waits for key, row in self.rows.items()}

    def tell(self, key: str, name: str, why: str) -> None:
        """Note an adjustment."""
        self.told.append(Adjustment(key, name, why))
