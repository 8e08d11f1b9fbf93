"""Example rows of playbooks: one that is small enough to read, and what an edit of it changes."""

from typing import Any

from implementation.http.examples import Rows

PLAYBOOK_ID = "0190f390-aabb-7ccd-8dde-eff001122334"
VERSION_ID = "0190f391-ccdd-7eef-9001-122334455667"
_BEFORE_ID = "0190f391-0a1b-7c2d-8e3f-405162738495"
PHASE = {"key": "build", "title": "Build and connect", "order": 1}
OUTCOME = {
    "key": "note_time_per_visit",
    "title": "Time in notes per visit",
    "unit": "minutes",
    "direction": "down",
    "source": "EHR activity log",
}


def _task(key: str, title: str, offset: int, days: int, depends_on: list[str], **fields: Any) -> dict[str, Any]:
    return {
        "key": key,
        "title": title,
        "category": "integration",
        "phase": "build",
        "owner": "vendor",
        "role": "Integration engineer",
        "anchor": "kickoff",
        "offset_days": offset,
        "duration_days": days,
        "depends_on": depends_on,
        "gate": False,
        "core": True,
        "estimated_hours": 12,
        "handholding_hours": 3,
        "barrier": "integration",
        "evidence": "Test log of ten messages",
        **fields,
    }


# A playbook that the loader takes; a test holds it to that.
CONTENT: dict[str, Any] = {
    "schema_version": 1,
    "key": "worklist-triage",
    "title": "Worklist triage go-live",
    "version": "1.0.0",
    "product_type": "imaging_triage",
    "description": "Urgent studies are moved up in the reading worklist.",
    "nominal_days_kickoff_to_go_live": 42,
    "phases": [
        PHASE,
        {"key": "readiness", "title": "Go-live readiness", "order": 2},
        {"key": "go_live", "title": "Go-live", "order": 3},
    ],
    "outcomes": [OUTCOME],
    "tasks": [
        _task("connect-pacs", "Connect the PACS", 0, 21, [], gate=True, guidance="Ask for the firewall change first."),
        _task("go-no-go", "Decide to go live", 35, 1, ["connect-pacs"], phase="readiness", owner="joint", gate=True),
        _task("go-live", "Go live", 0, 1, ["go-no-go"], phase="go_live", anchor="go_live", owner="joint"),
    ],
}
_YAML = "schema_version: 1\nkey: worklist-triage\ntitle: Worklist triage go-live\nversion: 1.0.0\n…\n"
_EXTENT = {
    "day_kind": "calendar",
    "nominal_days": 42,
    "least_days": 22,
    "total_days": 43,
    "tasks": 3,
    "core": 3,
    "gates": 2,
    "estimated_minutes": 2160,
    "handholding_minutes": 540,
}
_DIFF: dict[str, Any] = {
    "version": {"id": VERSION_ID, "key": "worklist-triage", "number": "1.1.0"},
    "against": {"id": _BEFORE_ID, "key": "worklist-triage", "number": "1.0.0"},
    "fields": [{"field": "nominal_days", "before": 42, "after": 35}],
    "tasks_added": [{"key": "train-readers", "title": "Train the readers"}],
    "tasks_removed": [],
    "tasks_changed": [
        {
            "key": "go-no-go",
            "title": "Decide to go live",
            "fields": [{"field": "offset_days", "before": 35, "after": 28}],
            "prerequisites_added": ["train-readers"],
            "prerequisites_removed": [],
        }
    ],
    "core_added": ["train-readers"],
    "core_removed": [],
    "gates_added": [],
    "gates_removed": [],
    "reordered": False,
    "before": _EXTENT,
    "after": {**_EXTENT, "nominal_days": 35, "total_days": 36, "tasks": 4, "core": 4},
}
PLAYBOOK_ROWS: Rows = {
    "Playbook": {
        "id": PLAYBOOK_ID,
        "key": "ambient-documentation",
        "title": "Ambient documentation",
        "product_type": "ambient_documentation",
        "newest_version": VERSION_ID,
        "newest_number": "1.1.0",
    },
    "PlaybookVersion": {
        "id": VERSION_ID,
        "version": 1,
        "playbook": PLAYBOOK_ID,
        "playbook_key": "ambient-documentation",
        "number": "1.1.0",
        "title": "Ambient documentation",
        "product_type": "ambient_documentation",
        "description": "From signature to hand-over in about 90 days.",
        "nominal_days": 90,
        "day_kind": "calendar",
        "phases": [PHASE],
        "outcomes": [OUTCOME],
        "published_at": "2026-01-05T08:00:00Z",
        "content": {**CONTENT, "key": "ambient-documentation", "version": "1.1.0"},
    },
    "PlaybookLine": {"key": "connect-adt", "title": "Connect the ADT feed", "phase": "build", "depends_on": ["vpn"]},
    "PlaybookContent": CONTENT,
    "PlaybookUpload": {"file": _YAML},
    "PlaybookDraft": {
        "until": "live",
        "days": 42,
        "content": CONTENT,
        "left_out": [{"task": "0190f3b2-8d9e-7f01-a2b3-c4d5e6f70819", "title": "Interview a second site"}],
        "adjusted": [
            {
                "key": "go-no-go",
                "field": "offset_days",
                "why": "It began on day 30, before what it waits for had ended.",
            }
        ],
    },
    "PlaybookDiff": _DIFF,
    "PlaybookCheck": {
        **{name: value for name, value in _DIFF.items() if name != "version"},
        "outcome": "new_version",
        "reason": "",
        "playbook": PLAYBOOK_ID,
        "key": "worklist-triage",
        "number": "1.1.0",
    },
}
