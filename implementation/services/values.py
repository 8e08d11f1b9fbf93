"""Small shared steps of the services: comparing and storing changed fields, and values as JSON knows them."""

from collections.abc import Callable, Collection, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models

from implementation.access.actors import Actor
from implementation.http.problems import FieldError, Problem, invalid, not_found
from implementation.models.base import Noun
from implementation.models.compiled import row_where
from implementation.services.one_row import OneRow, write

_Fields = Collection["models.Field[Any, Any]"]
_Model = TypeVar("_Model", bound=models.Model)

# The day begins first at UTC+14: a day that has begun nowhere lies in the future for everybody.
EARLIEST_ZONE = timedelta(hours=14)
CLOCKS_DIFFER_BY = timedelta(minutes=5)
# Most values of most events.
_PLAIN = frozenset({str, int, bool})


def plain(value: Any) -> Any:
    """The value as the event log keeps it: ids and dates as text, rows as their id."""
    if value is None or type(value) in _PLAIN:
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set):
        return [plain(item) for item in value]
    return str(value.pk) if isinstance(value, models.Model) else value


def differences(row: models.Model, fields: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Before and after of the fields that would change. An empty ref is none."""
    wanted = {name: None if name == "ref" and value == "" else value for name, value in fields.items()}
    before = {name: getattr(row, name) for name in wanted}
    changed = [name for name in wanted if before[name] != wanted[name]]
    return {name: before[name] for name in changed}, {name: wanted[name] for name in changed}


def apply_changes(
    row: Noun, fields: Mapping[str, Any], *, by: Callable[[OneRow], None] = write
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Store the fields that differ, raise the row's version, and tell before and after. Equal: no write at all.

    `by` may put the writing off, to `Change.write_last`.
    """
    before, after = differences(row, fields)
    if not after:
        return before, after
    for name, value in after.items():
        setattr(row, name, value)
    row.version += 1
    check(row, only=after)
    by(OneRow.updated(row, [*after, "version", "updated_at"]))
    return before, after


def check(row: models.Model, *, only: Collection[str] | None = None) -> None:
    """Refuse field values that the model does not allow, each named. Uniqueness is the database's to refuse.

    `only` names the fields to look at, where the others are as they were stored.
    """
    if getattr(row, "ref", None) == "":
        row.ref = None  # type: ignore[attr-defined]  # two rows without a ref do not share an empty one
    fields = [field for field in row._meta.fields if only is None or {field.name, field.attname} & set(only)]
    errors = [*_nulls(row, fields), *_faults(row, fields)]
    if errors:
        words = (
            f"{errors[0].pointer[1:]}: {errors[0].detail}" if len(errors) == 1 else "Some fields are wrong; see errors."
        )
        raise Problem("invalid-request", words, errors)


def _nulls(row: models.Model, fields: _Fields) -> list[FieldError]:
    """Django lets null pass where empty is allowed; the database does not."""
    words = "It may be empty, but not null."
    return [
        FieldError(f"/{field.name}", "null", words)
        for field in fields
        if field.editable and field.blank and not field.null and getattr(row, field.attname) is None
    ]


def _faults(row: models.Model, fields: _Fields) -> list[FieldError]:
    try:
        looked_at = {field.name for field in fields if not field.is_relation}
        row.clean_fields(exclude={field.name for field in row._meta.fields} - looked_at)
    except ValidationError as error:
        return [
            FieldError(f"/{name}", fault.code or "invalid", message)
            for name, faults in error.error_dict.items()
            for fault in faults
            for message in fault.messages
        ]
    return []


def existing(rows: models.QuerySet[_Model], row_id: UUID | None, noun: str) -> _Model:
    """The row of that id, or a not-found problem that names the noun."""
    row = rows.filter(pk=row_id).first()
    if row is None:
        raise not_found(noun)
    return row


def known(model: type[_Model], row_id: UUID, noun: str) -> _Model:
    """The same, among all rows of the model: the quicker way, for the writes that are done most."""
    row = row_where(model, id=row_id)
    if row is None:
        raise not_found(noun)
    return row


def expect_version(row: Noun, version: int | None) -> None:
    """412 when the caller has seen another version of the row than the present one."""
    if version is not None and row.version != version:
        raise Problem(
            "stale",
            f"You have version {version}; it is at {row.version} now.",
            extra={"version": row.version},
        )


def not_in_future(name: str, day: date | None, at: datetime) -> None:
    """Facts have happened: their day is today at the latest, wherever on earth that is."""
    if day is not None and day > (at.astimezone(UTC) + EARLIEST_ZONE).date():
        raise invalid(name, "in_future", f"{name} {day} lies in the future; state it once it has happened.")


def moment_not_in_future(name: str, moment: datetime, at: datetime) -> None:
    """The same of a moment, which is the same everywhere; clocks may differ by five minutes."""
    if moment > at + CLOCKS_DIFFER_BY:
        raise invalid(name, "in_future", f"{name} {moment} lies in the future; state it once it has happened.")


def refuse_bound(actor: Actor, noun: str) -> None:
    """Whoever is bound to one customer changes nothing that others share."""
    if actor.is_bound:
        raise Problem("forbidden", f"Customers share the {noun}: use a key that is bound to none of them.")


def counted(number: int, noun: str) -> str:
    """`1 gate is`, `2 gates are`: the beginning of a refusal."""
    return f"1 {noun} is" if number == 1 else f"{number} {noun}s are"
