"""Answers as CSV, for spreadsheets: asked for by `Accept: text/csv` or `format=csv`, page by page as JSON is.

Columns come from the serializer that documents the answer, so that they are the same on every page. A text that a
spreadsheet would take for a formula gets an apostrophe before it (OWASP, CSV injection).
"""

import csv
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from io import StringIO
from typing import Any, ClassVar

from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer, Serializer

from implementation.http.parameters import Parameter, choice
from implementation.http.renderers import FastJSONRenderer
from implementation.http.views import ApiView

FORMAT = choice("", ("json", "csv"), "`csv` for a spreadsheet; `json` unless said, or as `Accept` says.")
PENDING = 202
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class CsvRenderer(BaseRenderer):
    """The rows of an answer; problems stay JSON."""

    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> bytes:
        context = renderer_context or {}
        if data is None:
            return b""
        if context["response"].exception:
            return FastJSONRenderer().render(data, accepted_media_type, renderer_context)
        view = context["view"]
        inside, serializer = view.csv_tables.get(view.action, ("results", view.answer_of(view.action)))
        rows = data.get(inside, []) if inside in data or context["response"].status_code == PENDING else [data]
        return table(rows, serializer, only=view.shape.fields).encode()


def table(
    rows: Iterable[Mapping[str, Any]], serializer: type[BaseSerializer[Any]], *, only: Collection[str] = ()
) -> str:
    """The rows under a header, as RFC 4180 has it; `only` some fields, where they are named."""
    paths = [path for path in _paths(serializer()) if not only or path[0] in only]
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow([".".join(path) for path in paths])
    writer.writerows([_cell(_at(row, path)) for path in paths] for row in rows)
    return out.getvalue()


def _paths(serializer: Any) -> list[tuple[str, ...]]:
    """One column a field, and one for each field of a serializer inside; lists of those stay together."""
    found: list[tuple[str, ...]] = []
    for name, field in serializer.fields.items():
        if isinstance(field, Serializer):
            found += [(name, *inner) for inner in _paths(field)]
        else:
            found.append((name,))
    return found


def _at(row: Any, path: Sequence[str]) -> Any:
    for name in path:
        row = row.get(name) if isinstance(row, Mapping) else None
    return row


def _cell(value: Any) -> Any:
    """Numbers stay numbers; lists of texts become one text; what is nested becomes JSON."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return value
    if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
        return neutral("; ".join(value))
    return neutral(json.dumps(value, default=str) if isinstance(value, list | tuple | Mapping) else str(value))


def neutral(text: str) -> str:
    """The text so that no spreadsheet computes it."""
    return f"'{text}" if text.startswith(_FORMULA) else text


class CsvToo(ApiView):
    """A view whose reads answer as CSV too.

    `csv_tables`: by action, what part of an answer the rows are, and their serializer, where it is no plain list.
    """

    csv_actions: ClassVar[frozenset[str]] = frozenset({"list", "retrieve"})
    csv_tables: ClassVar[Mapping[str, tuple[str, type[BaseSerializer[Any]]]]] = {}

    def parameters_of(self, action: str | None) -> Mapping[str, Parameter]:
        own = super().parameters_of(action)
        return {**own, "format": FORMAT} if action in self.csv_actions else own

    def get_renderers(self) -> list[Any]:
        return [FastJSONRenderer(), *([CsvRenderer()] if self.action in self.csv_actions else [])]

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """The parameter wins over `Accept`; what it may be is checked with the other parameters."""
        asked = request.query_params.get("format")
        for renderer in self.get_renderers():
            if renderer.format == asked:
                return renderer, renderer.media_type
        return super().perform_content_negotiation(request, force)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Response:
        """A page of CSV has no place for the address of the next one: it goes into `Link` (RFC 8288)."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        data = getattr(answer, "data", None)
        if isinstance(answer.accepted_renderer, CsvRenderer) and isinstance(data, dict) and data.get("next"):
            answer["Link"] = f'<{data["next"]}>; rel="next"'
        return answer
