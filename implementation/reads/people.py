"""The texts that mean a person, among those that stand in facts."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet, TextField, UUIDField, Value
from django.db.models.functions import Cast

from implementation.access.people import People, Person, folded
from implementation.models import User

_NOBODY = Cast(Value(None), UUIDField())


def names_of(person: str) -> frozenset[str]:
    """The folded texts that mean this person: the text itself and, where it is a user's, its name and e-mail address.

    A name that does not mean one alone leads to none of their addresses, nor an address to it. One query.
    """
    return _names(person, User.objects.values_list("email", "name", "customer_id"))


def spellings(person: str, rows: QuerySet[Any], column: str) -> list[str]:
    """The texts of the column that mean this person. The same two answers by one query."""
    users = User.objects.order_by().values_list(Value(True), "email", "name", "customer_id")
    texts = rows.order_by().values_list(Value(False), F(column), Value("", TextField()), _NOBODY)
    found = list(users.union(texts))
    names = _names(person, [user for is_user, *user in found if is_user])
    return meaning(names, [text for is_user, text, *_ in found if not is_user])


def _names(person: str, users: Iterable[Iterable[Any]]) -> frozenset[str]:
    wanted = folded(person)
    listed = [_person(*user) for user in users]
    people = People(listed)
    pairs = [(folded(one.email), folded(one.name)) for one in listed if people.is_named(one)]
    return frozenset({wanted}.union(*(pair for pair in pairs if wanted in pair)))


def _person(email: str, name: str, customer_id: UUID | None) -> Person[str]:
    return Person(email, email, name, customer_id)


def meaning(names: frozenset[str], texts: Iterable[str]) -> list[str]:
    """Those of the texts that mean one of the folded names."""
    return sorted(text for text in texts if folded(text) in names)
