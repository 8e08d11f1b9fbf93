"""Imprecise dates as the services store them: the middle day of their period, whatever day of it was sent."""

from collections.abc import Mapping
from typing import Any

from implementation.imports.dates import middle_day

_SUFFIX = "_precision"


def middled(fields: Mapping[str, Any], row: Any = None) -> dict[str, Any]:
    """The fields with each imprecise date moved to its middle; a precision sent alone moves the date that `row` has."""
    told = dict(fields)
    for name in [name.removesuffix(_SUFFIX) for name in fields if name.endswith(_SUFFIX)]:
        day = told.get(name, getattr(row, name, None))
        if day is not None:
            told[name] = middle_day(day, told[name + _SUFFIX])
    return told
