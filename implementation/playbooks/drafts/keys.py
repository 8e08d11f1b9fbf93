"""Keys of the tasks of a draft: those that they have, and of tasks that were added, ones made of their titles."""

import re
import unicodedata
from collections.abc import Iterable

from implementation.playbooks.drafts.worked import WorkedTask

_KEY = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LONGEST = 80
_OF_A_TITLE = 60


def keys_of(tasks: Iterable[WorkedTask]) -> dict[str, str]:
    """The key of each task, by its id; no two are the same."""
    known = list(tasks)
    found = {task.id: task.key for task in known if is_key(task.key)}
    taken = set(found.values())
    for task in known:
        if task.id not in found:
            found[task.id] = _free(key_of(task.title), taken)
            taken.add(found[task.id])
    return found


def is_key(text: str) -> bool:
    """Whether the text may be a key."""
    return len(text) <= _LONGEST and _KEY.fullmatch(text) is not None


def key_of(title: str, otherwise: str = "task") -> str:
    """`Connect the ADT feed` becomes `connect-the-adt-feed`; what begins with no letter gets a word before it."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.sub("[^a-z0-9]+", "-", plain)[:_OF_A_TITLE].strip("-")
    return words if is_key(words) else f"{otherwise}-{words}".strip("-")


def _free(key: str, taken: set[str]) -> str:
    number, tried = 1, key
    while tried in taken:
        number += 1
        tried = f"{key}-{number}"
    return tried
