"""Refs of rows that have none of their own: made of the row's id, and understood by the import as that very row.

An export writes them, so that its file finds the same rows again. Elsewhere they are refs like any others.
"""

import re
from uuid import UUID

_OF_AN_ID = re.compile(r"id:([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})", re.ASCII)


def ref_of_id(row_id: UUID) -> str:
    return f"id:{row_id}"


def id_in_ref(ref: str) -> UUID | None:
    """The id that the ref is made of; None for a ref of somebody's own."""
    match = _OF_AN_ID.fullmatch(ref)
    return UUID(match[1]) if match else None


def written_ref(ref: str | None, row_id: UUID | None, *, parted: bool = False) -> str:
    """How a row is named in a file; nothing for no row.

    Its ref, unless it has none or one that would not be read as it is. `parted`: lists part such refs by `;`.
    """
    if row_id is None:
        return ""
    readable = ref and ref == ref.strip() and not (parted and ";" in ref)
    return str(ref) if readable else ref_of_id(row_id)
