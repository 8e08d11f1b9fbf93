"""A playbook as the rest of the program sees it: checked, typed, with every default filled in.

Made by the loader only, read by the services that publish and lay out. Immutable.
"""

from dataclasses import dataclass

from implementation.playbooks.phases import Gate

SHOWN_TO_THE_CUSTOMER = frozenset(("customer", "joint"))


def is_shown_by_default(owner_side: str, *, gate: bool) -> bool:
    """Whether the customer sees a task of which the file does not say it: its own, joint ones, and gates."""
    return gate or owner_side in SHOWN_TO_THE_CUSTOMER


@dataclass(frozen=True, slots=True)
class PhaseSpec:
    """A stage of the work; `order` is its place among the others."""

    key: str
    title: str
    order: int


@dataclass(frozen=True, slots=True)
class OutcomeSpec:
    """What the customer hopes to see change: `direction` (up or down) is the better way."""

    key: str
    title: str
    unit: str
    direction: str
    source: str


@dataclass(frozen=True, slots=True)
class TaskSpec:
    """A task of a checklist; what `planning.layout` can lay out.

    Offsets and durations are days of the playbook's `day_kind`, estimates minutes. `counted` says what a counting
    task counts ("people trained") and is empty elsewhere; how many there are to count is known per go-live only.
    `sort_order` is its place in the file, from 1.
    """

    key: str
    title: str
    category: str
    phase: str
    owner_side: str
    role: str
    anchor: str
    offset_days: int
    duration_days: int
    depends_on: tuple[str, ...]
    gate: Gate
    core: bool
    counted: str
    estimated_minutes: int
    handholding_minutes: int
    barrier: str
    evidence: str
    evidence_required: bool
    customer_visible: bool
    guidance: str
    refs: tuple[str, ...]
    sort_order: int

    @property
    def estimated_hours(self) -> float:
        """The estimate in hours."""
        return self.estimated_minutes / 60

    @property
    def handholding_hours(self) -> float:
        """The part of the estimate spent live with the customer's people, in hours."""
        return self.handholding_minutes / 60


@dataclass(frozen=True, slots=True)
class PlaybookFile:
    """One version of a playbook. Phases are in order, tasks as in the file.

    `sha256` is the digest of its content: equal for files that differ in layout or comments only.
    """

    key: str
    title: str
    version: str
    product_type: str
    description: str
    nominal_days: int
    day_kind: str
    phases: tuple[PhaseSpec, ...]
    outcomes: tuple[OutcomeSpec, ...]
    tasks: tuple[TaskSpec, ...]
    sha256: str
