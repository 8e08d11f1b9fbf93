"""The texts that mean a person, among those that stand in facts."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import F, QuerySet, TextField, Value

from implementation.access.people import folded
from implementation.models import User


def names_of(person: str) -> frozenset[str]:
    """The folded texts that mean this person: the text itself and, where it is a user's, its name and e-mail address.

    A name that several users have leads to none of their addresses, nor an address to it. One query.
    """
    return _names(person, User.objects.values_list("email", "name"))


def spellings(person: str, rows: QuerySet[Any], column: str) -> list[str]:
    """The texts of the column that mean this person. The same two answers by one query."""
    users = User.objects.order_by().values_list(Value(True), "email", "name")
    texts = rows.order_by().values_list(Value(False), F(column), Value("", TextField()))
    found = list(users.union(texts))
    names = _names(person, [(email, name) for is_user, email, name in found if is_user])
    return meaning(names, [text for is_user, text, _ in found if not is_user])


def _names(person: str, users: Iterable[tuple[str, str]]) -> frozenset[str]:
    wanted = folded(person)
    listed = [(folded(email), folded(name)) for email, name in users]
    bearers = Counter(name for _, name in listed if name)
    known = [pair for pair in listed if wanted in pair and bearers[pair[1]] == 1]
    return frozenset({wanted}.union(*known))


def meaning(names: frozenset[str], texts: Iterable[str]) -> list[str]:
    """Those of the texts that mean one of the folded names."""
    return sorted(text for text in texts if folded(text) in names)
