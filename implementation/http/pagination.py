"""Paging by cursor over the id: no COUNT, no OFFSET, one index.

A walk returns every row that was committed before its first page exactly once, whatever is written meanwhile; rows
made later may be missed (`events` misses nothing). A cursor holds the last id shown and the direction.
"""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.utils.urls import replace_query_param

from implementation.http.parameters import Parameter, choice, number
from implementation.http.problems import invalid

DEFAULT_LIMIT = 50
MAX_LIMIT = 200
ASCENDING, DESCENDING = "id", "-id"


def read_cursor(text: str) -> tuple[str, UUID]:
    """Direction and last id. Raises ValueError with the remedy."""
    try:
        order, _, last = base64.urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4)).decode().partition(":")
        if order in {ASCENDING, DESCENDING}:
            return order, UUID(last)
    except (ValueError, binascii.Error) as error:
        raise ValueError("Send next_cursor of the page before, unchanged.") from error
    raise ValueError("Send next_cursor of the page before, unchanged.")


def write_cursor(order: str, last: UUID) -> str:
    return base64.urlsafe_b64encode(f"{order}:{last}".encode()).decode().rstrip("=")


LIMIT = number("", f"Rows on a page, {DEFAULT_LIMIT} unless said.", at_least=1, at_most=MAX_LIMIT)
PARAMETERS: Mapping[str, Parameter] = {
    "limit": LIMIT,
    "cursor": Parameter("`next_cursor` of the page before.", {"type": "string", "minLength": 1}, read_cursor),
    "order": choice("", (ASCENDING, DESCENDING), "By id, which follows the time of creation; `id` unless said."),
}


@dataclass(frozen=True, slots=True)
class Page:
    """What is asked for: how many rows, in which direction, after which id."""

    limit: int
    order: str
    after: UUID | None

    @classmethod
    def asked(cls, values: Mapping[str, Any]) -> "Page":
        order, after = values.get("cursor", (values.get("order", ASCENDING), None))
        if values.get("order", order) != order:
            raise invalid(
                "?order", "contradicts_cursor", f"The cursor goes by {order}; leave `order` out, or start anew."
            )
        return cls(values.get("limit", DEFAULT_LIMIT), order, after)

    def cut(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The page's rows and one more, which tells whether there is a next page."""
        if self.after is not None:
            rows = rows.filter(**{"id__gt" if self.order == ASCENDING else "id__lt": self.after})
        return rows.order_by(self.order)[: self.limit + 1]

    def body(self, request: Request, rows: list[dict[str, Any]], *, key: str = "id") -> dict[str, Any]:
        """The body of a list's answer. `key` is what the rows call the id that they are in the order of."""
        shown = rows[: self.limit]
        cursor = write_cursor(self.order, shown[-1][key]) if len(rows) > self.limit else None
        return list_body(request, shown, cursor, parameter="cursor")


def list_body(request: Request, rows: list[dict[str, Any]], cursor: str | None, *, parameter: str) -> dict[str, Any]:
    """`next` is the whole address of the next page, `next_cursor` what to send as `parameter`; both null at the end."""
    address = cursor and replace_query_param(request.build_absolute_uri(), parameter, cursor)
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
