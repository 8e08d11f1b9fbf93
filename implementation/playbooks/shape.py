"""Checks a playbook's data against the JSON schema and says what is wrong in words for people.

Called by the loader. The schema file is the one description of the format; nothing of it is repeated here.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from implementation.playbooks.faults import PlaybookFault, pointer_to

SCHEMA_PATH = Path(__file__).with_name("schema.json")
_LONGEST_QUOTE = 60
Steps = tuple[str | int, ...]
Words = tuple[str, str]  # what is wrong, what to do


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule of the schema: its name and demand, the value there and the schema around it."""

    path: Steps
    rule: str
    demand: Any
    value: Any
    part: Mapping[str, Any]
    message: str


@lru_cache(maxsize=1)
def schema() -> Mapping[str, Any]:
    """The JSON schema of a playbook (draft 2020-12)."""
    loaded: Mapping[str, Any] = json.loads(SCHEMA_PATH.read_text(encoding="utf-8"))
    return loaded


def faults_of_shape(file: str, data: object) -> Iterator[PlaybookFault]:
    """Every violation of the schema, in the order of the file's fields and tasks."""
    errors = map(_violation, Draft202012Validator(schema()).iter_errors(data))
    for violation in sorted(errors, key=lambda one: ([str(step).zfill(6) for step in one.path], one.message)):
        for path, (fault, remedy) in _told(violation):
            task, field = _place(data, path)
            pointer = pointer_to(*path)
            yield PlaybookFault(file, "schema", fault, remedy, task=task, field=field, pointer=pointer)


def _violation(error: ValidationError) -> Violation:
    return Violation(
        path=tuple(error.absolute_path),
        rule=str(error.validator),
        demand=error.validator_value,
        value=error.instance,
        part=error.schema if isinstance(error.schema, Mapping) else {},
        message=error.message,
    )


def _place(data: object, path: Steps) -> tuple[str, str]:
    """The task a path lies in (its key, else its number in the list) and the field inside it."""
    task = ""
    if len(path) > 1 and path[0] == "tasks" and isinstance(path[1], int) and isinstance(data, Mapping):
        row = data["tasks"][path[1]]
        key = row.get("key") if isinstance(row, Mapping) else None
        task, path = (key if isinstance(key, str) and key else f"number {path[1] + 1}"), path[2:]
    return task, ".".join(str(step) for step in path)


def _told(violation: Violation) -> Iterator[tuple[Steps, Words]]:
    if violation.rule == "required":
        # The library gives one error for each missing field, but the field's name in its message only.
        for name in violation.demand:
            if violation.message.startswith(repr(name)):
                yield (*violation.path, name), ("is missing.", "Add it.")
    elif violation.rule == "additionalProperties":
        known = sorted(violation.part["properties"])
        for name in violation.value:
            if name not in known:
                yield (*violation.path, name), _unknown(name, known)
    else:
        yield violation.path, _WORDS[violation.rule](violation)


def _unknown(name: str, known: list[str]) -> Words:
    close = get_close_matches(name, known, n=1)
    return "is not a field of a playbook.", f"Did you mean {close[0]}?" if close else "Remove it."


def _by_pattern(violation: Violation) -> Words:
    if not violation.value.strip():
        return "is blank.", "Write something."
    return f"is {_quoted(violation.value)}.", f"Write it like {violation.part['examples'][0]}."


def _quoted(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _LONGEST_QUOTE else text[:_LONGEST_QUOTE] + "…"


def _one_of(violation: Violation) -> Words:
    return f"is {_quoted(violation.value)}.", f"Use one of: {', '.join(violation.demand)}."


def _limited(limit: str) -> Callable[[Violation], Words]:
    return lambda violation: (f"is {_quoted(violation.value)}.", f"Give {limit} {violation.demand}.")


def _long(unit: str) -> Callable[[Violation], Words]:
    return lambda violation: (f"has {len(violation.value)} {unit}.", f"Use at most {violation.demand}.")


def _of_type(violation: Violation) -> Words:
    return f"is {_quoted(violation.value)}.", f"Give {_TYPES[violation.demand]}."


def _twice(_: Violation) -> Words:
    return "names something twice.", "Keep one of the two."


def _empty(_: Violation) -> Words:
    return "is an empty list.", "Give at least one."


_TYPES = {
    "string": "text (numbers and true/false need quotes)",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "fields with values",
}
_WORDS: dict[str, Callable[[Violation], Words]] = {
    "enum": _one_of,
    "const": _limited("the value"),
    "type": _of_type,
    "pattern": _by_pattern,
    "minimum": _limited("at least"),
    "maximum": _limited("at most"),
    "maxLength": _long("characters"),
    "minItems": _empty,
    "maxItems": _long("entries"),
    "uniqueItems": _twice,
}
