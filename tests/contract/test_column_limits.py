"""Nothing that is taken is longer or larger than the column it is kept in: it would be a 500 in the end.

Held for the bodies of all operations, the format of playbooks and the columns of imported tables.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import FieldDoesNotExist
from django.db.models import BigIntegerField, Model, PositiveBigIntegerField
from rest_framework import serializers

from implementation.api.serializers.approvals import Condition
from implementation.api.serializers.tasks import NewBarrier
from implementation.imports.columns import CellFault, Column
from implementation.models import Barrier, Playbook, PlaybookTask, PlaybookVersion, Task
from implementation.playbooks.shape import schema
from implementation.services.imports.registry import registered_tables
from tests.contract.test_query_counts import routes

# Of which noun the members are that are no body of their own.
OF_ANOTHER: dict[Any, type[Model]] = {Condition: Task, NewBarrier: Barrier}
# Fields that are in the noun's column of another name.
NAMED: dict[tuple[str, str], str] = {("TaskCount", "done"): "count_done", ("PreviewedTask", "duration_days"): ""}
# What no column of the noun keeps: reasons and notes stand in the events, hours and positions are counted with.
KEPT_NOWHERE = {"reason", "note", "overlap_hours", "after", "until", "add", "playbook", "version"}
# The same of playbooks: names in the file, and the columns of versions, of their lines, and of the tasks made of them.
IN_VERSIONS = {
    "key": (Playbook, "key"),
    "title": (PlaybookVersion, "title"),
    "version": (PlaybookVersion, "number"),
    "product_type": (PlaybookVersion, "product_type"),
    "description": (PlaybookVersion, "description"),
    "nominal_days_kickoff_to_go_live": (PlaybookVersion, "nominal_days"),
}


def bodies() -> Iterator[tuple[Any, type[Model] | None]]:
    """Each body that is taken, and the noun that it is about."""
    seen = set()
    for _, view, actions in routes():
        for action in actions.values():
            body = view(action=action).body_of(action)
            if body is not None and body not in seen:
                seen.add(body)
                yield body(), getattr(view, "model", None)


def limits(body: Any, noun: type[Model] | None) -> Iterator[tuple[str, str, Any, type[Model] | None]]:
    """Of each text and number in the body: whose it is, its name, the field and the noun."""
    noun = OF_ANOTHER.get(type(body), getattr(getattr(body, "Meta", None), "model", noun))
    for name, field in body.fields.items():
        inner = getattr(field, "child", field)
        if isinstance(inner, serializers.BaseSerializer):
            yield from limits(inner, noun)
        elif isinstance(inner, serializers.CharField | serializers.IntegerField):
            yield type(body).__name__, name, inner, noun


def column_of(noun: type[Model] | None, name: str) -> Any:
    try:
        return noun._meta.get_field(name) if noun else None
    except FieldDoesNotExist:
        return None


def is_beyond(column: Any, *, longest: int | None, largest: int | None) -> bool:
    """Whether a value as long or as large as that does not fit. None: as long as one likes."""
    most = getattr(column, "max_length", None)
    if most is not None:
        return longest is None or longest > most
    if not hasattr(column, "get_internal_type") or "Integer" not in column.get_internal_type():
        return False
    big = isinstance(column, BigIntegerField | PositiveBigIntegerField)
    return largest is None or largest > (2**63 - 1 if big else 2**31 - 1)


def test_no_body_takes_what_its_column_does_not_hold() -> None:
    held, beyond, unknown = 0, [], []
    for body, noun in bodies():
        for owner, name, field, of in limits(body, noun):
            column = column_of(of, NAMED.get((owner, name), getattr(field, "source", None) or name))
            if column is None:
                unknown += [(owner, name)] if name not in KEPT_NOWHERE and (owner, name) not in NAMED else []
                continue
            held += 1
            longest, largest = getattr(field, "max_length", None), getattr(field, "max_value", None)
            beyond += [(owner, name)] if is_beyond(column, longest=longest, largest=largest) else []
    assert beyond == []
    assert unknown == [], "name the column that it is kept in"
    assert held > 100


def test_no_playbook_holds_what_its_columns_do_not() -> None:
    whole: Any = schema()
    lines = whole["$defs"]["task"]["properties"]
    told: list[tuple[Any, type[Model], str]] = [
        (whole["properties"][name], *where) for name, where in IN_VERSIONS.items()
    ]
    told += [(lines[name], model, name) for name in lines for model in (PlaybookTask, Task) if column_of(model, name)]
    told.append((whole["$defs"]["phase_key"], PlaybookTask, "phase"))
    told.append((whole["$defs"]["phase_key"], Task, "phase"))
    beyond = []
    for described, model, name in told:
        column, kind = column_of(model, name), described.get("type")
        if kind in {"string", "integer"}:
            limit = {"longest": described.get("maxLength"), "largest": described.get("maximum")}
            beyond += [(model.__name__, name)] if is_beyond(column, **limit) else []
    assert beyond == []
    assert len(told) > 20


def imported() -> Iterator[tuple[Column, Any]]:
    """Each column of a table that is kept as text in a column of limited length."""
    for table in registered_tables():
        for column in table.spec.columns:
            for name in column.fields:
                kept = column_of(table.model, name)
                if getattr(kept, "max_length", None) and kept.get_internal_type() == "CharField":
                    yield column, kept


def test_no_cell_of_an_import_is_longer_than_its_column() -> None:
    found = list(imported())
    for column, kept in found:
        with pytest.raises(CellFault):
            column.parse("x" * (kept.max_length + 1))
    assert len(found) > 20
