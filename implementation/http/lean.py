"""Lean reads: a list's rows become dicts by one SELECT of just the documented columns, without model objects.

The columns come from the serializer that documents the answer, so the two cannot differ. A field's `source` names the
column; fields listed in the serializer's `attached` are added by the view after the SELECT.
"""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from rest_framework.serializers import BaseSerializer

_known: dict[Any, tuple[tuple[str, ...], tuple[str, ...]]] = {}


def columns(serializer: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Of a serializer's class: names in the answer, and the column of each as the ORM spells it."""
    if serializer not in _known:
        _known[serializer] = _columns(serializer)
    return _known[serializer]


def _columns(serializer: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
    attached = getattr(serializer, "attached", ())
    fields: dict[str, Any] = {name: field for name, field in serializer().fields.items() if name not in attached}
    return tuple(fields), tuple("__".join(field.source_attrs) for field in fields.values())


def lean_rows(
    rows: QuerySet[Any], serializer: type[BaseSerializer[Any]], *, also: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """The rows as dicts in the serializer's shape, with the columns of `also` beside them under their own names."""
    names, paths = columns(serializer)
    keys = (*names, *also)
    return [dict(zip(keys, row, strict=True)) for row in rows.values_list(*paths, *also)]
