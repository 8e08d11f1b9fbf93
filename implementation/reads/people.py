"""The texts that mean a person, among those that stand in facts."""

from collections import Counter
from collections.abc import Iterable

from implementation.access.people import folded
from implementation.models import User


def names_of(person: str) -> frozenset[str]:
    """The folded texts that mean this person: the text itself and, where it is a user's, its name and e-mail address.

    A name that several users have leads to none of their addresses, nor an address to it. One query.
    """
    wanted = folded(person)
    users = [(folded(email), folded(name)) for email, name in User.objects.values_list("email", "name")]
    bearers = Counter(name for _, name in users if name)
    known = [pair for pair in users if wanted in pair and bearers[pair[1]] == 1]
    return frozenset({wanted}.union(*known))


def meaning(names: frozenset[str], texts: Iterable[str]) -> list[str]:
    """Those of the texts that mean one of the folded names."""
    return sorted(text for text in texts if folded(text) in names)
