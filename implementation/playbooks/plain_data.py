"""What data that came as JSON may hold and no database stores, or no error message could tell.

Called by the loader before it looks at the data; YAML is refused the same by its reader (`plain_yaml`).
"""

from collections.abc import Iterator, Mapping

from implementation.playbooks.faults import PlaybookFault, pointer_to
from implementation.playbooks.plain_yaml import MAX_DEPTH, UNSTORABLE, code_point

Steps = tuple[str | int, ...]


def unstorable(data: object, name: str) -> Iterator[PlaybookFault]:
    """Texts with characters that cannot be stored, and what lies too deep (so there is no recursion here)."""
    waiting: list[tuple[Steps, object]] = [((), data)]
    while waiting:
        steps, value = waiting.pop()
        if len(steps) >= MAX_DEPTH:
            fault = f"is nested deeper than {MAX_DEPTH} levels."
            yield PlaybookFault(name, "unreadable", fault, "Nest less.", pointer=pointer_to(*steps))
        elif isinstance(value, Mapping):
            waiting.extend(((*steps, key), inner) for key, inner in value.items())
        elif isinstance(value, list):
            waiting.extend(((*steps, place), inner) for place, inner in enumerate(value))
        for text in [value, *steps[-1:]]:
            if isinstance(text, str) and (found := UNSTORABLE.search(text)):
                fault = f"holds the character {code_point(ord(found[0]))}."
                yield PlaybookFault(name, "unreadable", fault, "Remove it.", pointer=pointer_to(*steps))
