"""Phases, gates and prerequisites of a draft, so that the loader's rules hold of them.

Where the work did not keep a rule, the plan for next time does: the least is changed that mends it, and it is told.
"""

from implementation.planning.graph import upstream
from implementation.playbooks.drafts.worked import DraftRow, Making, WorkedTask
from implementation.playbooks.phases import BEFORE_GO_LIVE, PHASES, gate_in
from implementation.playbooks.rules import GO_NO_GO

_DECISION = WorkedTask(
    id="",
    key=GO_NO_GO,
    title="Decide to go live",
    category="governance",
    phase="readiness",
    owner_side="joint",
    anchor="",
    gate="live",
    core=True,
    customer_visible=True,
    evidence_required=True,
    skipped=False,
    first=None,
    last=None,
    duration=1,
    minutes=0,
    handholding_minutes=0,
    depends_on=(),
    line=None,
)


def phase_of(task: WorkedTask, days: int) -> str:
    """Its phase; of a task without one that a playbook knows, one that fits its gate, or its days."""
    if task.phase in PHASES:
        return task.phase
    if task.gate != "none":
        return "readiness" if task.gate == "live" else "handover"
    return "build" if task.first is None or task.first < days else "hypercare"


def settle_links(making: Making) -> None:
    """Make phases, gates and prerequisites agree."""
    _tell_phases(making)
    _keep_gates_of_their_phase(making)
    _have_a_decision(making)
    _wait_for_no_later_phase(making)
    _lead_to_the_decision(making)


def _tell_phases(making: Making) -> None:
    for row in making.rows.values():
        if row.phase != row.task.phase:
            making.tell(row.key, "phase", "It had none that a playbook knows; this one fits its gate and its days.")


def _keep_gates_of_their_phase(making: Making) -> None:
    """A playbook's gate holds up what follows from its phase."""
    for row in making.rows.values():
        if row.is_gate and gate_in(row.phase, is_gate=True) != row.task.gate:
            row.is_gate = False
            making.tell(row.key, "gate", f"It held up the {row.task.gate}; no gate of the phase {row.phase} does.")


def _gates(making: Making) -> list[DraftRow]:
    """Those that the decision has to wait for."""
    gates = (row for row in making.rows.values() if row.is_gate and row.phase in BEFORE_GO_LIVE)
    return [row for row in gates if row.key != GO_NO_GO]


def _have_a_decision(making: Making) -> None:
    """Where there are gates before go-live, somebody decides after them, in no earlier phase than theirs."""
    gates = _gates(making)
    if not gates:
        return
    if GO_NO_GO not in making.rows:
        making.rows[GO_NO_GO] = DraftRow(_DECISION, GO_NO_GO, _DECISION.phase, is_gate=True, waits=[])
        making.tell(GO_NO_GO, "key", "There was no such task: the decision that gates lead to is added.")
    decision = making.rows[GO_NO_GO]
    latest = max(PHASES.index(row.phase) for row in gates)
    if decision.phase not in BEFORE_GO_LIVE or PHASES.index(decision.phase) < latest:
        decision.phase = "readiness"
        making.tell(GO_NO_GO, "phase", "It lay before a gate that it has to wait for, or after the go-live.")


def _wait_for_no_later_phase(making: Making) -> None:
    for row in making.rows.values():
        for key in list(row.waits):
            later = making.rows[key].phase
            if PHASES.index(later) > PHASES.index(row.phase):
                row.waits.remove(key)
                making.tell(row.key, "depends_on", f"It waited for {key}, which lies in the later phase {later}.")


def _lead_to_the_decision(making: Making) -> None:
    for gate in _gates(making):
        if gate.key in upstream(making.waits, GO_NO_GO):
            continue
        if GO_NO_GO in upstream(making.waits, gate.key):
            gate.is_gate = False
            making.tell(gate.key, "gate", "It came after the decision to go live, so it cannot lead to it.")
        else:
            making.rows[GO_NO_GO].waits.append(gate.key)
            making.tell(GO_NO_GO, "depends_on", f"It did not wait for the gate {gate.key}.")
