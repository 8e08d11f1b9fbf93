"""The example rows of what is read of go-lives as a whole; `example_rows` tells the rest of the story."""

from typing import Any

_PART = {"tasks": 53, "finished": 31, "blocked": 1, "percent": 61, "count_target": 86, "count_done": 41}
_TRAINING = {**_PART, "tasks": 8, "finished": 3, "blocked": 0, "percent": 43}
_PROGRESS = {
    "overall": {"name": "all", "title": "All", **_PART},
    "by_category": [{"name": "training", "title": "Training", **_TRAINING}],
    "by_phase": [{"name": "train", "title": "Training", **_TRAINING}],
}

_HEALTH = {
    "go_live": "0190f3b2-7c1e-7a5b-8c3d-1f2e3a4b5c6d",
    "customer": "0190f3a0-11aa-7c2d-9e4f-0a1b2c3d4e5f",
    "product": "0190f39f-2b3c-7d4e-8f50-6a7b8c9d0e1f",
    "title": "Ambient Scribe at Birch Hospital",
    "status": "in_progress",
    "as_of": "2026-03-31",
    "level": "at_risk",
    "sentence": "At risk: 1 task is overdue, the oldest since 27 March 2026.",
    "reasons": [
        {
            "kind": "overdue",
            "level": "at_risk",
            "sentence": "1 task is overdue, the oldest since 27 March 2026.",
            "rows": [{"noun": "task", "id": "0190f3b2-8d9e-7f01-a2b3-c4d5e6f70819", "title": "Connect the ADT feed"}],
        }
    ],
}

READ_ROWS: dict[str, dict[str, Any]] = {
    "GoLiveProgress": {"all": _PROGRESS, "customer_visible": _PROGRESS},
    "MyReminders": {
        "wanted": {"due": True, "blocked": True, "yours": False},
        "latest": [
            {
                "id": "0190f3c9-1b2c-7d3e-8f40-5a6b7c8d9e0f",
                "kind": "due",
                "task": "0190f3b2-8d9e-7f01-a2b3-c4d5e6f70819",
                "barrier": None,
                "title": "Connect the ADT feed",
                "day": "2026-03-29",
                "mail": "sent",
                "sent_at": "2026-03-29T07:00:12Z",
            }
        ],
    },
    "ReminderSwitching": {"yours": False},
    "MyWork": {
        "person": "ada@vendor.example",
        "as_of": "2026-03-31",
        "counts": {"overdue": 1, "due": 0, "blocked": 0, "new": 0, "later": 0},
        "tasks": [
            {
                "id": "0190f3b2-8d9e-7f01-a2b3-c4d5e6f70819",
                "version": 3,
                "title": "Connect the ADT feed",
                "status": "in_progress",
                "category": "integration",
                "phase": "build",
                "gate": "live",
                "owner_side": "joint",
                "planned_start_on": "2026-03-23",
                "due_on": "2026-03-27",
                "go_live": "0190f3b2-7c1e-7a5b-8c3d-1f2e3a4b5c6d",
                "go_live_title": "Ambient Scribe at Birch Hospital",
                "on_hold": False,
                "urgency": "overdue",
                "days_overdue": 4,
                "since": "2026-03-16",
            }
        ],
        "left_out": 0,
    },
    "ActivityEntry": {
        "position": 90210,
        "kind": "task.done",
        "subject": "task",
        "subject_id": "0190f3b2-8d9e-7f01-a2b3-c4d5e6f70819",
        "person": "Ada Okafor",
        "at": "2026-03-31T14:00:00Z",
        "sentence": "On 31 March 2026, Ada Okafor finished “Connect the ADT feed”.",
    },
    "ActivityEntryPage": {"next": None, "next_cursor": None},
    "GoLiveHealth": _HEALTH,
    "GoLiveHealthPage": {"next": None, "next_cursor": None, "results": [_HEALTH]},
    "GoLiveDays": {
        "as_of": "2026-03-31",
        "counted_from": "2026-01-12",
        "counted_to": "2026-03-31",
        "days": 78,
        "days_on_hold": 12,
        "days_net_of_holds": 66,
        "days_free": 60.0,
        "by_side": [
            {"side": "vendor", "blocked": 0.0, "on_hold": 0},
            {"side": "customer", "blocked": 6.0, "on_hold": 12},
            {"side": "external", "blocked": 0.0, "on_hold": 0},
            {"side": "unstated", "blocked": 0.0, "on_hold": 0},
        ],
        "days_blocked": 6,
        "by_barrier": [{"kind": "integration", "attributed": 6, "exclusive": 6.0}],
        "target_moves": 1,
        "against_first_target": {
            "target_on": "2026-04-06",
            "target_on_precision": "day",
            "days": 14,
            "precision": "day",
        },
        "against_last_target": {
            "target_on": "2026-04-20",
            "target_on_precision": "day",
            "days": 0,
            "precision": "day",
        },
        "slips_final": False,
    },
}
