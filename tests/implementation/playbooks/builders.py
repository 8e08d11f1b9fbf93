"""The smallest playbook without fault, to be broken in one place by each test."""

from typing import Any

import pytest
import yaml

from implementation.playbooks.faults import PlaybookFault, PlaybookFaults
from implementation.playbooks.loader import load_playbook

LEFT_OUT = object()
Fields = dict[str, Any]


def a_task(key: str, /, **changes: Any) -> Fields:
    """A task of one day on kickoff in the phase build; a field given as LEFT_OUT is not there."""
    fields = {
        "key": key,
        "title": key.title(),
        "category": "integration",
        "phase": "build",
        "owner": "vendor",
        "role": "Engineer",
        "anchor": "kickoff",
        "offset_days": 0,
        "duration_days": 1,
        "depends_on": [],
        "gate": False,
        "core": False,
        "estimated_hours": 2,
        "handholding_hours": 1,
        "barrier": "integration",
        "evidence": "A note",
    }
    return _without_left_out(fields | changes)


def a_playbook(*tasks: Fields, **changes: Any) -> Fields:
    """A playbook of these tasks, 30 days long, with the phases build to hypercare."""
    fields = {
        "schema_version": 1,
        "key": "small",
        "title": "Small playbook",
        "version": "1.0.0",
        "product_type": "imaging_triage",
        "description": "As small as possible.",
        "nominal_days_kickoff_to_go_live": 30,
        "phases": [
            {"key": key, "title": key.title(), "order": order}
            for order, key in enumerate(["build", "readiness", "go_live", "hypercare", "optimise"], start=1)
        ],
        "outcomes": [],
        "tasks": list(tasks or [a_task("connect")]),
    }
    return _without_left_out(fields | changes)


def text_of(playbook: object) -> str:
    return yaml.dump(playbook, Dumper=_WithoutAliases, sort_keys=False, allow_unicode=True)


def faults_in(playbook: object) -> tuple[PlaybookFault, ...]:
    """What the loader says of a playbook: its text, or data to be written as YAML."""
    with pytest.raises(PlaybookFaults) as refusal:
        load_playbook(playbook if isinstance(playbook, str) else text_of(playbook), "small.yaml")
    return refusal.value.faults


def told(playbook: object) -> list[str]:
    """The faults as people read them."""
    return [str(fault) for fault in faults_in(playbook)]


class _WithoutAliases(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:
        return True


def _without_left_out(fields: Fields) -> Fields:
    return {name: value for name, value in fields.items() if value is not LEFT_OUT}
