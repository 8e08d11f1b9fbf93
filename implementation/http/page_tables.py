"""Answers as CSV or XLSX, for spreadsheets: asked for by `Accept` or `format`, page by page as JSON is.

For answers that are computed page by page; lists of rows are there as a whole (`implementation.http.tables`). Columns
come from the serializer that documents the answer, so that they are the same on every page.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, ClassVar

from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from implementation.http.parameters import Parameter, choice
from implementation.http.problems import invalid
from implementation.http.renderers import FastJSONRenderer
from implementation.http.tables import CSV, XLSX, Path, Row, XlsxTable, csv_of, table_paths, workbook_file
from implementation.http.views import ApiView

FORMAT = choice("", ("json", CSV, XLSX), "For a spreadsheet, page by page; `json` unless said, or as `Accept` says.")
PENDING = 202


class CsvRenderer(BaseRenderer):
    """The rows of an answer; problems stay JSON."""

    media_type = "text/csv"
    format = "csv"
    charset: str | None = "utf-8"

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> bytes:
        context = renderer_context or {}
        if data is None:
            return b""
        if context["response"].exception:
            return FastJSONRenderer().render(data, accepted_media_type, renderer_context)
        view = context["view"]
        rows, serializer = rows_of(view, data, context["response"].status_code)
        return self.written(view.basename, rows, serializer, view.shape.fields)

    def written(
        self, name: str, rows: Iterable[Row], serializer: type[BaseSerializer[Any]], only: Collection[str]
    ) -> bytes:
        return table(rows, serializer, only=only).encode()


class XlsxRenderer(CsvRenderer):
    """The same as a workbook."""

    media_type = XlsxTable.media_type
    format = XLSX
    charset = None
    render_style = "binary"

    def written(
        self, name: str, rows: Iterable[Row], serializer: type[BaseSerializer[Any]], only: Collection[str]
    ) -> bytes:
        with workbook_file(name, _paths(serializer, only), rows) as file:
            made: bytes = file.read()
        return made


def rows_of(view: Any, data: Any, status: int) -> tuple[list[Row], type[BaseSerializer[Any]]]:
    """The rows of an answer, and what documents them."""
    inside, serializer = view.table_parts.get(view.action, ("results", view.answer_of(view.action)))
    return (data.get(inside, []) if inside in data or status == PENDING else [data]), serializer


def table(rows: Iterable[Row], serializer: type[BaseSerializer[Any]], *, only: Collection[str] = ()) -> str:
    """The rows under a header, as whole lists have them; `only` some fields, where they are named."""
    return b"".join(csv_of(_paths(serializer, only), rows)).decode()


def _paths(serializer: type[BaseSerializer[Any]], only: Collection[str]) -> list[Path]:
    return [path for path in table_paths(serializer()) if not only or path[0] in only]


class TableToo(ApiView):
    """A view whose reads answer as CSV and XLSX too.

    `table_parts`: by action, what part of an answer the rows are, and their serializer, where it is no plain list.
    """

    table_actions: ClassVar[frozenset[str]] = frozenset({"list", "retrieve"})
    table_parts: ClassVar[Mapping[str, tuple[str, type[BaseSerializer[Any]]]]] = {}

    def parameters_of(self, action: str | None) -> Mapping[str, Parameter]:
        own = super().parameters_of(action)
        return {**own, "format": FORMAT} if action in self.table_actions else own

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if self.shape.fields and self.action in self.table_parts and request.accepted_renderer.format in {CSV, XLSX}:
            raise invalid(
                "?fields", "contradicts_format", "The table has columns of its own; leave `fields` out, or ask JSON."
            )

    def get_renderers(self) -> list[Any]:
        own = super().get_renderers()
        return [*own, CsvRenderer(), XlsxRenderer()] if self.action in self.table_actions else own

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Response:
        """A page of a table has no place for the address of the next one: it goes into `Link` (RFC 8288)."""
        answer: Response = super().finalize_response(request, response, *args, **kwargs)
        data = getattr(answer, "data", None)
        if request.method == "GET" and answer.status_code == 200 and self._is_table(answer):
            rows, _ = rows_of(self, data, answer.status_code)
            self.note_taken(answer.accepted_renderer.format or CSV, len(rows))
        if isinstance(data, dict) and data.get("next") and self._is_table(answer):
            answer["Link"] = f'<{data["next"]}>; rel="next"'
        return answer

    def _is_table(self, answer: Any) -> bool:
        return isinstance(getattr(answer, "accepted_renderer", None), CsvRenderer)
