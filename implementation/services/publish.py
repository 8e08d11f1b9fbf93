"""Sending a job by name: a hint that there is work in rows. Losing it costs seconds, for the schedule finds the rows.

Called after commit (`transaction.on_commit(partial(publish, job), robust=True)`), in web processes too.
"""

from celery import current_app
from django.core.cache import cache

from implementation.services.broker import ask_broker

_MEANWHILE = "the schedule finds the work by itself"


def publish(job: str, *, expires: float = 60.0) -> bool:
    """Send the job; whether it was sent. `expires`: seconds after which nobody needs to run it any more."""

    def send() -> bool:
        current_app.send_task(job, expires=expires)
        return True

    return ask_broker(send, otherwise=False, meanwhile=_MEANWHILE)


def publish_once(job: str, *, seconds: int) -> bool:
    """Send the job unless one was sent within `seconds` and has not begun; whether it was sent."""

    def send() -> bool:
        if not cache.add(_mark(job), "1", timeout=seconds):
            return False
        current_app.send_task(job, expires=seconds * 12)
        return True

    return ask_broker(send, otherwise=False, meanwhile=_MEANWHILE)


def begins(job: str) -> None:
    """Called by the job as it starts: whatever is recorded from now on needs another one."""
    ask_broker(lambda: cache.delete(_mark(job)), otherwise=False, meanwhile=_MEANWHILE)


def _mark(job: str) -> str:
    return f"{job}.sent"
