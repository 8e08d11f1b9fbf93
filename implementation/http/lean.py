"""Lean reads: a list's rows become dicts by one SELECT of just the documented columns, without model objects.

The columns come from the serializer that documents the answer, so the two cannot differ. A field's `source` names the
column; fields listed in the serializer's `attached` are added by the view after the SELECT, those in its `sometimes`
by some actions only.
"""

from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import QuerySet
from rest_framework.serializers import BaseSerializer

_known: dict[Any, tuple[tuple[str, ...], tuple[str, ...]]] = {}


def columns(serializer: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Of a serializer's class: names in the answer, and the column of each as the ORM spells it."""
    if serializer not in _known:
        _known[serializer] = _columns(serializer)
    return _known[serializer]


def attached_to(serializer: Any) -> tuple[str, ...]:
    """The fields that are always there and no columns."""
    return tuple(getattr(serializer, "attached", ()))


def _columns(serializer: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
    others = {*attached_to(serializer), *getattr(serializer, "sometimes", ())}
    fields: dict[str, Any] = {name: field for name, field in serializer().fields.items() if name not in others}
    return tuple(fields), tuple("__".join(field.source_attrs) for field in fields.values())


def lean_columns(
    serializer: type[BaseSerializer[Any]], *, only: Collection[str] | None = None, also: Sequence[str] = ()
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Keys and columns of the rows in the serializer's shape, or of the fields of `only` alone.

    The columns of `also` stand beside them under their own names.
    """
    names, paths = columns(serializer)
    if only is not None:
        places = [place for place, name in enumerate(names) if name in only]
        names, paths = tuple(names[p] for p in places), tuple(paths[p] for p in places)
    return (*names, *also), (*paths, *also)


def lean_rows(
    rows: QuerySet[Any],
    serializer: type[BaseSerializer[Any]],
    *,
    only: Collection[str] | None = None,
    also: Sequence[str] = (),
) -> list[dict[str, Any]]:
    """The rows as dicts with these keys."""
    keys, paths = lean_columns(serializer, only=only, also=also)
    return [dict(zip(keys, row, strict=True)) for row in rows.values_list(*paths)]
