"""The Celery app and the whole schedule as one table.

A message is only a hint that there is work: work is rows, found again by these sweeps. So there are no results,
no late acknowledgements and no retries of messages.
"""

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

SECONDS_BETWEEN_RUNS: dict[str, float] = {
    "tracking.follow": 5.0,
    "tracking.refresh": 30.0,
    "tracking.backtest": 60.0,
    "implementation.run_imports": 30.0,
    "implementation.run_exports": 30.0,
    "implementation.start_golives": 30.0,
    "implementation.replan_customers": 30.0,
    "implementation.remind": 60.0,
    "implementation.forget_responses": 600.0,
    "implementation.forget_strays": 3600.0,
    "implementation.deliver_webhooks": 5.0,
    "implementation.send_mails": 15.0,
    "implementation.mail_customers": 60.0,
}


def schedule() -> dict[str, dict[str, Any]]:
    """The table as beat reads it. A tick older than its interval is dropped: the next one does the same work."""
    return {
        job: {"task": job, "schedule": seconds, "options": {"expires": seconds}}
        for job, seconds in SECONDS_BETWEEN_RUNS.items()
    }


@setup_logging.connect
def leave_the_log_alone(**told: Any) -> None:
    """Celery asks who sets up the log: the settings have, with handlers that write no secret, at LOG_LEVEL."""


app = Celery("crossing")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = schedule()
app.autodiscover_tasks(related_name="jobs")
