"""Which time entries an export leaves out or renames: those that are in no sum any more.

What is kept in memory grows with the number of voided entries and of those corrected in the program, not with all.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from implementation.imports.staging import in_batches
from implementation.models import TimeEntry

_AT_ONCE = 500


class Replacements:
    """Of the entries `rows`.

    `withdrawn`: voided ones, and what these had replaced; the import would count them again. `without_ref`: replaced
    ones whose ref belongs to a later entry by now, so that they are named by their id.
    """

    def __init__(self, rows: QuerySet[Any]) -> None:
        self.withdrawn = _withdrawn(rows)
        self.without_ref = _without_ref(rows)


def _withdrawn(rows: QuerySet[Any]) -> set[UUID]:
    """An entry that is not current although nothing replaces it was voided, and so was what led to it."""
    replacing = rows.filter(replaces_id=OuterRef("id"))
    found: set[UUID] = set()
    ends: Iterable[UUID] = rows.filter(~Exists(replacing), current=False).values_list("id", flat=True).iterator()
    while ends := set(ends):
        found |= ends
        ends = _replaced_by(ends)
    return found


def _replaced_by(ids: Iterable[UUID]) -> set[UUID]:
    entries = TimeEntry.objects.filter(replaces_id__isnull=False)
    return {
        replaced
        for batch in in_batches(ids, _AT_ONCE)
        for replaced in entries.filter(id__in=batch).values_list("replaces_id", flat=True)
        if replaced
    }


def _without_ref(rows: QuerySet[Any]) -> set[UUID]:
    """The import finds by a ref the current entry, or else the last one made: that one keeps it."""
    replaced = rows.filter(current=False, ref__isnull=False)
    same = TimeEntry.objects.filter(ref=OuterRef("ref"))
    taken = (Exists(same.filter(current=True)), Exists(same.filter(current=False, id__gt=OuterRef("id"))))
    return {row_id for one in taken for row_id in replaced.filter(one).values_list("id", flat=True).iterator()}
