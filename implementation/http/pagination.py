"""Paging by cursor over the id: no COUNT, no OFFSET, one index.

A walk returns every row that was committed before its first page exactly once, whatever is written meanwhile; rows
made later may be missed (`events` misses nothing). A cursor holds the last id shown, the direction, and a mark of the
list and the filters that it belongs to: with others it would silently begin in the middle.
"""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.utils.urls import replace_query_param

from implementation.http.parameters import Parameter, choice, number
from implementation.http.problems import invalid

DEFAULT_LIMIT = 50
MAX_LIMIT = 200
ASCENDING, DESCENDING = "id", "-id"
# Parameters that say how much is told and of which page, not of what.
OF_PAGE = frozenset({"limit", "cursor", "order", "fields", "expand", "format"})


class Cursor(NamedTuple):
    """A place in a walk: its direction, the last id shown, and the mark of what is walked.

    A tuple, as which the audit keeps it with the other parameters of a page that was taken as a table.
    """

    order: str
    last: UUID
    mark: str


def read_cursor(text: str) -> Cursor:
    """The cursor of this text. Raises ValueError with the remedy."""
    try:
        plain = base64.urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4)).decode()
        order, last, mark = plain.split(":")
        found = Cursor(order, UUID(last), mark)
    except (ValueError, binascii.Error) as error:
        raise ValueError("Send next_cursor of the page before, unchanged.") from error
    # Base64 and ids can be written in several ways, of which one is ours.
    if order not in {ASCENDING, DESCENDING} or write_cursor(found) != text:
        raise ValueError("Send next_cursor of the page before, unchanged.")
    return found


def write_cursor(cursor: Cursor) -> str:
    plain = f"{cursor.order}:{cursor.last}:{cursor.mark}"
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def mark_of(request: Request) -> str:
    """The same for all pages of one list under the same filters."""
    filters = sorted(item for item in request.query_params.items() if item[0] not in OF_PAGE)
    return blake2b(repr((request.path, filters)).encode(), digest_size=4).hexdigest()


_OF_ANOTHER_LIST = "The cursor is of another list or of other filters; send those of the page before, or start anew."
LIMIT = number("", f"Rows on a page, {DEFAULT_LIMIT} unless said.", at_least=1, at_most=MAX_LIMIT)
PARAMETERS: Mapping[str, Parameter] = {
    "limit": LIMIT,
    "cursor": Parameter("`next_cursor` of the page before.", {"type": "string", "minLength": 1}, read_cursor),
    "order": choice("", (ASCENDING, DESCENDING), "By id, which follows the time of creation; `id` unless said."),
}


@dataclass(frozen=True, slots=True)
class Page:
    """What is asked for: how many rows, in which direction, after which id; and the mark for the next cursor."""

    limit: int
    order: str
    after: UUID | None
    mark: str = ""

    @classmethod
    def asked(cls, values: Mapping[str, Any], request: Request) -> "Page":
        """The page that these parameters of the request ask for. Raises 400 for a cursor of something else."""
        limit, mark = values.get("limit", DEFAULT_LIMIT), mark_of(request)
        cursor: Cursor | None = values.get("cursor")
        if cursor is None:
            return cls(limit, values.get("order", ASCENDING), None, mark)
        if cursor.mark != mark:
            raise invalid("?cursor", "of_another_list", _OF_ANOTHER_LIST)
        if values.get("order", cursor.order) != cursor.order:
            raise invalid(
                "?order", "contradicts_cursor", f"The cursor goes by {cursor.order}; leave `order` out, or start anew."
            )
        return cls(limit, cursor.order, cursor.last, mark)

    def cut(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The page's rows and one more, which tells whether there is a next page."""
        if self.after is not None:
            rows = rows.filter(**{"id__gt" if self.order == ASCENDING else "id__lt": self.after})
        return rows.order_by(self.order)[: self.limit + 1]

    def body(self, request: Request, rows: list[dict[str, Any]], *, key: str = "id") -> dict[str, Any]:
        """The body of a list's answer. `key` is what the rows call the id that they are in the order of."""
        shown = rows[: self.limit]
        cursor = write_cursor(Cursor(self.order, shown[-1][key], self.mark)) if len(rows) > self.limit else None
        return list_body(request, shown, cursor)


def list_body(request: Request, rows: list[dict[str, Any]], cursor: str | None) -> dict[str, Any]:
    """`next` is the whole address of the next page, `next_cursor` what to send as `cursor`; both null at the end."""
    address = cursor and replace_query_param(request.build_absolute_uri(), "cursor", cursor)
    return {"next": address, "next_cursor": cursor, "results": rows}


class CursorPages:
    """How drf-spectacular describes the lists."""

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        return []  # They are in the view's table of parameters.

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        return {
            "type": "object",
            "required": ["next", "next_cursor", "results"],
            "properties": {
                "next": {
                    "type": ["string", "null"],
                    "format": "uri",
                    "description": "Address of the next page; null on the last.",
                },
                "next_cursor": {"type": ["string", "null"], "description": "Where the next page starts."},
                "results": schema,
            },
        }
