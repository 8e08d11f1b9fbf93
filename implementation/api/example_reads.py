"""The example rows of what is read of go-lives as a whole; `example_rows` tells the rest of the story."""

from typing import Any

_PART = {"tasks": 53, "finished": 31, "blocked": 1, "percent": 61, "count_target": 86, "count_done": 41}
_TRAINING = {**_PART, "tasks": 8, "finished": 3, "blocked": 0, "percent": 43}
_PROGRESS = {
    "overall": {"name": "all", "title": "All", **_PART},
    "by_category": [{"name": "training", "title": "Training", **_TRAINING}],
    "by_phase": [{"name": "train", "title": "Training", **_TRAINING}],
}

READ_ROWS: dict[str, dict[str, Any]] = {
    "GoLiveProgress": {"all": _PROGRESS, "customer_visible": _PROGRESS},
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
