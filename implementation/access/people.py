"""Who is meant by a text: people stand in facts as a name or an e-mail address, typed by hand or imported. Pure.

An address means its owner. A name means its bearer, where there is one alone among those who can be meant: staff, and
of customers' people those of the go-live's customer. So nobody is taken for a namesake at another customer, and no
customer's person takes what was meant for staff by taking their name.

Compared here and not in SQL: SQLite folds the case of ASCII letters only, and PostgreSQL's depends on its locale.
"""

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar
from unicodedata import normalize

K = TypeVar("K")


def folded(text: str) -> str:
    """The text without what does not tell people apart: case, spaces, and how accents are encoded."""
    return " ".join(normalize("NFKC", text).casefold().split())


@dataclass(frozen=True, slots=True)
class Person(Generic[K]):
    """`group`: the customer whose contact it is, None of staff."""

    key: K
    email: str
    name: str
    group: Hashable = None


class People(Generic[K]):
    """Whom texts mean."""

    def __init__(self, people: Iterable[Person[K]]) -> None:
        listed = [(one, folded(one.name)) for one in people]
        bearers = Counter((one.group, name) for one, name in listed if name)
        self._named = {
            (one.group, name): one.key
            for one, name in listed
            if bearers[one.group, name] == 1 and (one.group is None or not bearers[None, name])
        }
        self._by_email = {folded(one.email): one.key for one, _ in listed}

    def meant(self, text: str, *, group: Hashable = None) -> K | None:
        """Who is meant by the text where the work is for this customer."""
        wanted = folded(text)
        owner = self._by_email.get(wanted)
        found = self._named.get((None, wanted)) if owner is None else owner
        return self._named.get((group, wanted)) if found is None else found

    def is_named(self, one: Person[K]) -> bool:
        """Whether the person's name means them."""
        return self._named.get((one.group, folded(one.name))) == one.key
