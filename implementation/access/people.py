"""Who is meant by a text: people stand in facts as a name or an e-mail address, typed by hand or imported. Pure.

Compared here and not in SQL: SQLite folds the case of ASCII letters only, and PostgreSQL's depends on its locale.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TypeVar
from unicodedata import normalize

K = TypeVar("K")


def folded(text: str) -> str:
    """The text without what does not tell people apart: case, spaces, and how accents are encoded."""
    return " ".join(normalize("NFKC", text).casefold().split())


def by_folded_text(people: Iterable[tuple[K, str, str]]) -> Mapping[str, K]:
    """Whom each folded text means, of people given as (key, e-mail address, name).

    An address means its owner; a name means its bearer where there is one alone.
    """
    listed = [(key, folded(email), folded(name)) for key, email, name in people]
    bearers = Counter(name for _, _, name in listed if name)
    named = {name: key for key, _, name in listed if bearers[name] == 1}
    return {**named, **{email: key for key, email, _ in listed}}
