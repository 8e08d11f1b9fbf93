"""How much of a row is answered: `fields` leaves some out, `expand` adds the rows that it refers to.

An id stays an id: what is expanded stands beside it, in `expanded`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import QuerySet
from rest_framework.serializers import BaseSerializer

from implementation.access.actors import Actor
from implementation.access.scopes import allows
from implementation.http.lean import lean_rows
from implementation.http.parameters import Parameter, choices
from implementation.http.problems import Problem
from implementation.http.redaction import EXPANDED, shown_rows

Row = dict[str, Any]
# What tags and cursors are made of: read also where it is not answered.
_ALWAYS_READ = frozenset({"id", "version", "revision", "position"})


@dataclass(frozen=True, slots=True)
class Expansion:
    """What may stand beside an id: rows as the caller may see them, and the scope for reading them."""

    scope: str
    rows: Callable[[Actor], QuerySet[Any]]
    answers: type[BaseSerializer[Any]]


@cache
def shape_parameters(answers: Any, expandable: tuple[str, ...]) -> Mapping[str, Parameter]:
    """The query parameters of an action that answers with rows that this serializer documents."""
    names = [name for name in answers().fields if name != EXPANDED]
    known = {"fields": choices("", names, "Only these fields of each row; all unless said. The others are missing.")}
    if expandable:
        known["expand"] = choices("", expandable, "Add the rows that these ids refer to, in `expanded`.")
    return known


@dataclass(frozen=True, slots=True)
class Shape:
    """What was asked for. `fields` empty: all of them."""

    fields: frozenset[str] = frozenset()
    expand: tuple[str, ...] = ()

    @classmethod
    def asked(cls, values: Mapping[str, Any]) -> "Shape":
        return cls(frozenset(values.get("fields", ())), tuple(sorted(set(values.get("expand", ())))))

    @property
    def name(self) -> str:
        """Different for each shape: part of the ETag."""
        return f"{','.join(sorted(self.fields))}:{','.join(self.expand)}"

    def columns(self, attached: Sequence[str]) -> frozenset[str] | None:
        """The columns to read; None: all, also where something attached may be made of them."""
        if not self.fields or self.fields & set(attached):
            return None
        return self.fields | _ALWAYS_READ | set(self.expand)

    def wants(self, attached: Sequence[str]) -> bool:
        """Whether any of the fields that are no columns is asked for."""
        return not self.fields or bool(self.fields & set(attached))

    def cut(self, rows: list[Row]) -> list[Row]:
        """The rows with what was asked for, and nothing else."""
        if not self.fields:
            return rows
        kept = self.fields | ({EXPANDED} if self.expand else set())
        return [{name: value for name, value in row.items() if name in kept} for row in rows]


def refuse_beyond_scopes(actor: Actor, shape: Shape, expansions: Mapping[str, Expansion]) -> None:
    """What a key may not read by itself, it may not read beside something else."""
    for name in shape.expand:
        scope = expansions[name].scope
        if not allows(actor, scope):
            raise Problem("scope-missing", f"Expanding {name} needs the scope {scope}; {actor.name} does not have it.")


def expand(rows: list[Row], actor: Actor, shape: Shape, expansions: Mapping[str, Expansion]) -> None:
    """Add `expanded` to each row, by one query for each name."""
    for row in rows if shape.expand else ():
        row[EXPANDED] = {}
    for name in shape.expand:
        wanted = expansions[name]
        ids = {row[name] for row in rows} - {None}
        others = lean_rows(wanted.rows(actor).filter(pk__in=ids), wanted.answers)
        shown = others if actor.sees_internal else shown_rows(others, wanted.answers)
        found = {other["id"]: other for other in shown}
        for row in rows:
            row[EXPANDED][name] = found.get(row[name])
