"""`manage.py verify_measures`: computes all measures again from the facts and compares them with what is stored."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tracking.management.progress import shown_progress
from tracking.services.bring_up_to_date import follow_everything
from tracking.services.verify import verify_measures

_SHOWN = 200


class Command(BaseCommand):
    help = "Check every stored measure against the facts; exits with 1 and names what differs."

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        with shown_progress() as progress:
            follow_everything(at=at, progress=progress)
            differences = verify_measures(at=at, progress=progress)
        for one in differences[:_SHOWN]:
            self.stdout.write(f"{one.golive_id} {one.field}: stored {one.stored}, from the facts {one.computed}")
        if differences:
            golives = len({one.golive_id for one in differences})
            raise CommandError(
                f"{golives} go-lives differ in {len(differences)} fields. A `revision` that differs is waiting for the "
                "follower: run this again. For the rest, see what wrote facts or measures without a service."
            )
        self.stdout.write("All measures equal what the facts give.")
