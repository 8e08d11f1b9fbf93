"""`manage.py issue_api_key NAME --scope read`: a key for an external tool, printed once, as the last line."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from implementation.access.actors import Role, system_actor
from implementation.http.problems import Problem
from implementation.models import Customer
from implementation.services.api_keys import issue_key


class Command(BaseCommand):
    help = "Makes an API key and prints it, once, as the last line of standard output."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="What the key is for; shown beside what it does.")
        parser.add_argument("--scope", action="append", default=[], help="read, write or tasks:write; repeatable")
        parser.add_argument("--role", choices=[Role.MEMBER, Role.LEAD], default=Role.MEMBER, type=Role)
        parser.add_argument("--customer", help="bind the key to the customer of this ref or id")
        parser.add_argument("--days", type=int, help="the key expires after so many days (default: never)")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        try:
            key, text = issue_key(
                actor=system_actor("issue_api_key"),
                at=now,
                name=options["name"],
                scopes=options["scope"],
                role=options["role"],
                customer_id=_customer_id(options["customer"]),
                expires_at=now + timedelta(days=options["days"]) if options["days"] is not None else None,
            )
        except Problem as problem:
            raise CommandError("; ".join(error.detail for error in problem.errors) or problem.detail) from problem
        self.stderr.write(f"Key {key.name!r} may {', '.join(key.scopes)}. It is shown this once:")
        self.stdout.write(text)


def _customer_id(named: str | None) -> Any:
    if named is None:
        return None
    customer = Customer.objects.filter(ref=named).first() or Customer.objects.filter(pk__in=_ids(named)).first()
    if customer is None:
        raise CommandError(f"There is no customer of ref or id {named!r}.")
    return customer.id


def _ids(text: str) -> list[str]:
    compact = text.replace("-", "").lower()
    return [text] if len(compact) == 32 and set(compact) <= set("0123456789abcdef") else []
