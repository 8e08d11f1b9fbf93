"""Query parameters, strictly: an unknown, repeated, empty or malformed one is refused and named, never passed over.

A view says in a table which parameters its actions take; the same table filters the rows and describes the
parameters in the OpenAPI schema.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.http import QueryDict

from implementation.http.problems import FieldError, Problem

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
# RFC 3339 with the letters in capitals; seconds may be left out. Python reads more, such as days of weeks.
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?", re.ASCII)
_WEEK = re.compile(r"((?:19|20|21)[0-9]{2})-W([0-9]{2})")
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One query parameter. `read` turns its text into a value or raises ValueError with the remedy.

    `lookup` is the filter on the rows that the value stands for; without one, the view itself makes use of it.
    """

    description: str
    schema: Mapping[str, Any]
    read: Callable[[str], Any]
    lookup: str = ""


def identifier(lookup: str, description: str) -> Parameter:
    return Parameter(description, {"type": "string", "format": "uuid"}, read_id, lookup)


def text(lookup: str, description: str, *, max_length: int = 200) -> Parameter:
    """A text, without the blanks around it: they are taken off what is stored, too."""

    def read(value: str) -> str:
        if len(value) > max_length or "\0" in value:
            raise ValueError(f"At most {max_length} characters, and no NUL.")
        if not value.strip():
            raise ValueError("It is blank; leave it out instead.")
        return value.strip()

    return Parameter(description, {"type": "string", "minLength": 1, "maxLength": max_length}, read, lookup)


def choice(lookup: str, choices: Iterable[str], description: str) -> Parameter:
    known = [word for word in choices if word]

    def read(value: str) -> str:
        if value not in known:
            raise ValueError(f"{value[:40]!r} is none of: {', '.join(known)}.")
        return value

    return Parameter(description, {"type": "string", "enum": known}, read, lookup)


def choices(lookup: str, words: Iterable[str], description: str) -> Parameter:
    """One or several words, with commas between."""
    one = choice("", words, "")

    def read(value: str) -> list[str]:
        return [one.read(word) for word in value.split(",")]

    schema = {"type": "array", "items": one.schema, "minItems": 1}
    return Parameter(f"{description} Several: with commas between.", schema, read, lookup)


def flag(lookup: str, description: str) -> Parameter:
    def read(value: str) -> bool:
        if value not in {"true", "false"}:
            raise ValueError("Say true or false.")
        return value == "true"

    return Parameter(description, {"type": "boolean"}, read, lookup)


def day(lookup: str, description: str) -> Parameter:
    return Parameter(description, {"type": "string", "format": "date"}, read_day, lookup)


def week(lookup: str, description: str) -> Parameter:
    """A week of ISO 8601; its Monday."""
    schema = {"type": "string", "pattern": r"^(19|20|21)\d\d-W(0[1-9]|[1-4]\d|5[0-3])$"}
    return Parameter(description, schema, read_week, lookup)


def moment(lookup: str, description: str) -> Parameter:
    return Parameter(description, {"type": "string", "format": "date-time"}, read_moment, lookup)


def number(lookup: str, description: str, *, at_least: int, at_most: int) -> Parameter:
    def read(value: str) -> int:
        if not re.fullmatch(r"[0-9]{1,18}", value) or not at_least <= int(value) <= at_most:
            raise ValueError(f"A whole number from {at_least} to {at_most}.")
        return int(value)

    return Parameter(description, {"type": "integer", "minimum": at_least, "maximum": at_most}, read, lookup)


def read_id(value: str) -> UUID:
    if not _ID.fullmatch(value):
        raise ValueError("An id looks like 0190f3b2-7c1e-7a5b-8c3d-1f2e3a4b5c6d.")
    return UUID(value)


def read_day(value: str) -> date:
    try:
        if _DAY.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError as error:
        raise ValueError(f"{value} is not in the calendar.") from error
    raise ValueError("A day looks like 2026-03-31.")


def read_week(value: str) -> date:
    match = _WEEK.fullmatch(value)
    try:
        if match:
            return date.fromisocalendar(int(match[1]), int(match[2]), 1)
    except ValueError as error:
        raise ValueError(f"{value[:20]} is not in the calendar.") from error
    raise ValueError("A week looks like 2026-W14.")


def read_moment(value: str) -> datetime:
    try:
        found = datetime.fromisoformat(value) if _MOMENT.fullmatch(value) else None
        if found is not None and found.tzinfo is not None:
            return found.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{value} is not in the calendar.") from error
    if found is not None or _DAY.fullmatch(value):
        raise ValueError("Say the time and the zone: 2026-03-31T14:00:00Z.")
    raise ValueError("A moment looks like 2026-03-31T14:00:00Z; in a URL, write + as %2B.")


def read_parameters(sent: QueryDict, known: Mapping[str, Parameter]) -> dict[str, Any]:
    """The values of the parameters that were sent. Raises an invalid-request problem that names each fault."""
    values: dict[str, Any] = {}
    faults = []
    for name in sent:
        try:
            values[name] = _value(sent.getlist(name), known.get(name), known)
        except ValueError as error:
            code = "invalid" if name in known else "unknown"
            faults.append(FieldError(f"?{name[:60]}", code, str(error)))
    if faults:
        detail = f"{faults[0].pointer}: {faults[0].detail}"
        raise Problem("invalid-request", detail if len(faults) == 1 else "Some parameters are wrong.", faults)
    return values


def _value(texts: list[str], parameter: Parameter | None, known: Mapping[str, Parameter]) -> Any:
    if parameter is None:
        listed = f"Known are: {', '.join(sorted(known))}." if known else "None is known here."
        raise ValueError(f"There is no such parameter. {listed}")
    if len(texts) > 1:
        raise ValueError("It is given more than once.")
    if not texts[0]:
        raise ValueError("It is empty; leave it out instead.")
    return parameter.read(texts[0])
