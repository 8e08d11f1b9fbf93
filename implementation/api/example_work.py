"""Example rows of what hangs on the work: evidence, sign-offs, comments and status notes. Part of `example_rows.py`."""

from implementation.http.examples import Rows

_TASK = "0190f3b2-8d9e-7f01-a2b3-c4d5e6f70819"

WORK_ROWS: Rows = {
    "Evidence": {
        "title": "Test protocol",
        "link": "https://files.vendor.example/adt-test.pdf",
        "note": "Ten of ten admissions arrived.",
        "file_name": "adt-test.pdf",
        "file_type": "application/pdf",
        "file_size": 48213,
        "file_sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "added_by": "ada@vendor.example",
    },
    "EvidenceTransition": {"to": "voided", "reason": "It was another customer's."},
    "Approval": {
        "subject": "Security review of the interface",
        "asked": "Dr. Mara Lind, CMIO",
        "side": "customer",
        "stakeholder": "security",
        "round": 2,
        "previous": "0190f3e6-3041-7253-8647-5869708b9cad",
        "status": "approved_with_conditions",
        "requested_by": "Ada Lovelace",
        "requested_on": "2026-03-24",
        "decided_by": "Dr. Mara Lind",
        "decided_on": "2026-03-31",
        "reason": "",
        "conditions": [_TASK],
    },
    "ApprovalRequest": {"task": _TASK, "subject": "Security review of the interface", "asked": "Dr. Mara Lind, CMIO"},
    "ApprovalRound": {"asked": "Dr. Mara Lind, CMIO"},
    "ApprovalTransition": {
        "to": "approved_with_conditions",
        "decided_by": "Dr. Mara Lind",
        "conditions": [{"title": "Rotate the service account's secret", "due_on": "2026-04-10", "before": _TASK}],
    },
    "Comment": {
        "text": "Their interface team is away until Monday.",
        "audience": "internal",
        "author": "Ada Lovelace",
        "edited_at": None,
        "withdrawn_at": None,
    },
    "CommentRequest": {"text": "Their interface team is away until Monday.", "task": _TASK},
    "UserChange": {"role": "lead", "version": 3},
    "ApiKeyRotation": {"overlap_hours": 24},
    "CommentChange": {"text": "Their interface team is away until Tuesday.", "version": 3},
    "CommentTransition": {"to": "withdrawn", "reason": "Written under the wrong task."},
    "StatusNote": {
        "light": "amber",
        "text": "Interfaces are connected; training starts a week late, on 13 April. The target stands.",
        "written_by": "Ada Lovelace",
        "published_by": "Ada Lovelace",
        "published_at": "2026-03-31T14:00:00Z",
        "withdrawn_at": None,
    },
    "StatusNoteRequest": {
        "light": "amber",
        "text": "Interfaces are connected; training starts a week late, on 13 April. The target stands.",
        "published_by": "Ada Lovelace",
    },
    "StatusNoteChange": {"light": "green", "version": 3},
    "StatusNoteTransition": {"to": "published", "published_by": "Ada Lovelace"},
}
