"""Rows and parameters as a customer gets them: the fields of `access.audience`, and nothing that tells of others.

Called by the base view for every caller that does not see what is internal; a serializer says by `noun` which entry of
the table its rows go by. Without one, nothing of them is shown. So it is with answers that are no rows of a noun.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from rest_framework.serializers import BaseSerializer

from implementation.access.audience import shown_fields
from implementation.http.lean import columns
from implementation.http.parameters import Parameter, choices

Row = dict[str, Any]
EXPANDED = "expanded"


def shown_of(answers: Any) -> frozenset[str]:
    """The fields of these answers that a customer sees."""
    return shown_fields(getattr(answers, "noun", ""))


def shown_rows(rows: list[Row], answers: Any) -> list[Row]:
    """The rows without the fields that are for staff. What is no field of the answers is the view's own, and stays."""
    hidden = _hidden(answers)
    return [{name: value for name, value in row.items() if name not in hidden} for row in rows]


def shown_answer(answer: Row, answers: Any) -> Row:
    """An answer that is no row of a noun, cut member by member: what its serializers do not name as shown is left out.

    What is nested goes by its own serializer, whose `noun` is an entry of the table too.
    """
    shown, nested = shown_of(answers), _nested(answers)
    return {
        name: _shown_inside(value, nested[name]) if name in nested else value
        for name, value in answer.items()
        if name in shown
    }


def _shown_inside(value: Any, answers: Any) -> Any:
    if isinstance(value, list):
        return [shown_answer(one, answers) for one in value]
    return value if value is None else shown_answer(value, answers)


@cache
def _nested(answers: Any) -> Mapping[str, Any]:
    """The serializers of the members that are objects, or lists of objects."""
    inside = {name: getattr(field, "child", field) for name, field in answers().fields.items()}
    return {name: type(field) for name, field in inside.items() if isinstance(field, BaseSerializer)}


def shown_parameters(
    known: Mapping[str, Parameter], answers: Any, expandable: Sequence[str] | None
) -> Mapping[str, Parameter]:
    """Of the parameters those that tell a customer nothing hidden.

    `expandable`: what `expand` takes; None where answers take neither it nor `fields`.
    """
    offered = {name: parameter for name, parameter in known.items() if _is_open(parameter, answers)}
    return offered if expandable is None else {**offered, **_shape(answers, tuple(expandable))}


@cache
def _hidden(answers: Any) -> frozenset[str]:
    return frozenset(answers().fields) - shown_of(answers) - {EXPANDED}


@cache
def _shape(answers: Any, expandable: tuple[str, ...]) -> Mapping[str, Parameter]:
    """`fields` and `expand` of what is shown."""
    shown = shown_of(answers)
    names = [name for name in answers().fields if name in shown]
    offered = {"fields": choices("", names, "Only these fields of each row.")}
    if others := [name for name in expandable if name in shown]:
        offered["expand"] = choices("", others, "Add the rows that these ids refer to, in `expanded`.")
    return offered


def _is_open(parameter: Parameter, answers: Any) -> bool:
    """Whether it filters by nothing, or by the column of a field that is shown."""
    if not parameter.lookup:
        return True
    shown = shown_of(answers)
    paths = [path for name, path in zip(*columns(answers), strict=True) if name in shown]
    return any(parameter.lookup == path or parameter.lookup.startswith(f"{path}__") for path in paths)
