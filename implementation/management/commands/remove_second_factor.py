"""`manage.py remove_second_factor EMAIL --reason TEXT`: for who lost the app and the recovery codes."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from implementation.access.actors import system_actor
from implementation.http.problems import Problem
from implementation.models import User
from implementation.services.second_factors import remove_second_factor


class Command(BaseCommand):
    help = "Takes away a person's authenticator app and recovery codes, and ends their sessions. Leaves an event."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--reason", required=True, help="how you made sure that the person is who asks for it")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email=options["email"].strip().lower()).first()
        if user is None:
            raise CommandError(f"There is nobody with the address {options['email']!r}.")
        try:
            remove_second_factor(
                actor=system_actor("remove_second_factor"), at=timezone.now(), user_id=user.id, reason=options["reason"]
            )
        except Problem as problem:
            raise CommandError("; ".join(error.detail for error in problem.errors) or problem.detail) from problem
        self.stdout.write(f"{user.email} logs in without a second factor now, and can set up another one.")
