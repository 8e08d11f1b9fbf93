"""Who is meant by a text: people stand in facts as a name or an e-mail address, typed by hand or imported.

Compared here and not in SQL: SQLite folds the case of ASCII letters only, and PostgreSQL's depends on its locale.
"""

from collections import Counter
from collections.abc import Iterable
from unicodedata import normalize

from implementation.models import User


def folded(text: str) -> str:
    """The text without what does not tell people apart: case, spaces, and how accents are encoded."""
    return " ".join(normalize("NFKC", text).casefold().split())


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
