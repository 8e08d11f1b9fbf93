"""The phases of a go-live in the order of the work, and what a gate in each of them holds up."""

from typing import Literal

Gate = Literal["none", "live", "handover"]

PHASES = (
    "initiate",
    "discovery",
    "build",
    "test",
    "train",
    "readiness",
    "go_live",
    "hypercare",
    "handover",
    "optimise",
)
# What people call them where a playbook does not say.
TITLES = {
    "initiate": "Contract and kickoff",
    "discovery": "Discovery and baseline",
    "build": "Build and connect",
    "test": "Test and validate",
    "train": "Train and communicate",
    "readiness": "Go-live readiness",
    "go_live": "Go-live",
    "hypercare": "Hypercare",
    "handover": "Handover to support",
    "optimise": "Optimise and sustain",
}
BEFORE_GO_LIVE = frozenset(PHASES[: PHASES.index("go_live")])
UNTIL_HANDOVER = frozenset(("go_live", "hypercare", "handover"))


def gate_in(phase: str, *, is_gate: bool) -> Gate:
    """What a task of that phase holds up if it is a gate: the go-live, the hand-over, or nothing."""
    if is_gate and phase in BEFORE_GO_LIVE:
        return "live"
    if is_gate and phase in UNTIL_HANDOVER:
        return "handover"
    return "none"
