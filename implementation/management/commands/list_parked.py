"""`manage.py list_parked`: the go-lives that background work is stuck on, and why. `/readyz` tells only how many."""

from typing import Any

from django.core.management.base import BaseCommand

from implementation.reads.followers import parked_golives


class Command(BaseCommand):
    help = "Lists the go-lives that background work has set aside: by whom, how often it tried, and the last error."

    def handle(self, *args: Any, **options: Any) -> None:
        for row in parked_golives():
            next_try = f"tried {row.attempts} times, next at {row.next_attempt_at:%Y-%m-%d %H:%M} UTC"
            self.stdout.write(f"{row.follower_id}: go-live {row.golive_id}, {next_try}: {row.error}")
