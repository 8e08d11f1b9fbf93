"""What a noun can be asked for, one class an action: its list (also as a table), a row, to create and to change one.

A view is made of these; what they share is in `views.py`. What it has to say itself is abstract here: a view that
forgets it stops the start.
"""

from abc import abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http.response import HttpResponseBase
from rest_framework.request import Request
from rest_framework.response import Response

from implementation.http.pagination import ASCENDING, CursorPages, Page
from implementation.http.pagination import PARAMETERS as PAGE_PARAMETERS
from implementation.http.parameters import Parameter
from implementation.http.preconditions import expected_version
from implementation.http.redaction import EXPANDED, shown_of
from implementation.http.tables import (
    CSV,
    FORMAT,
    ROWS_AT_ONCE,
    XLSX,
    CsvTable,
    XlsxTable,
    refuse_pages,
    table_answer,
    table_paths,
)
from implementation.http.views import NounView, Row, Rows


class TableAction(NounView):
    """A list that is also there as a whole, as CSV or XLSX. A view says in `chunks` how it is read."""

    def parameters_of(self, action: str | None) -> Mapping[str, Parameter]:
        own = super().parameters_of(action)
        return {**own, "format": FORMAT} if action == "list" else own

    def get_renderers(self) -> list[Any]:
        own = super().get_renderers()
        return [*own, CsvTable(), XlsxTable()] if self.action == "list" else own

    def table(self, request: Request) -> HttpResponseBase | None:
        """The whole list, where a table is asked for."""
        kind = request.accepted_renderer.format
        if kind not in {CSV, XLSX}:
            return None
        refuse_pages(self.asked)
        if request.method == "HEAD":
            return table_answer(kind, self.basename, self._table_paths(), iter(()))
        return table_answer(kind, self.basename, self._table_paths(), self.chunks(), self.note_taken)

    def _table_paths(self) -> list[tuple[str, ...]]:
        """The columns of the fields that were asked for, of all that are always there unless some are named."""
        answers: Any = self.row_answers()
        kept = self.shape.fields or set(answers.fields) - set(getattr(answers, "sometimes", ()))
        if not self.actor.sees_internal:
            kept = kept & shown_of(answers)
        expanded = {(EXPANDED, name) for name in self.shape.expand}
        return [path for path in table_paths(answers) if path[0] in kept or path[:2] in expanded]

    @abstractmethod
    def chunks(self) -> Iterator[Sequence[Row]]:
        """All rows that the list has, some at a time, each by the same few queries."""


class ListAction(TableAction):
    """`GET <nouns>`: a page of rows. `filters` are parameters whose `lookup` narrows the rows."""

    filters: ClassVar[Mapping[str, Parameter]] = {}
    pagination_class = CursorPages

    def parameters_of(self, action: str | None) -> Mapping[str, Parameter]:
        own = super().parameters_of(action)
        return {**self.filters, **own, **PAGE_PARAMETERS} if action == "list" else own

    def list(self, request: Request) -> HttpResponseBase:
        if table := self.table(request):
            return table
        page = Page.asked(self.asked, request)
        body = page.body(request, self.turn_to(page))
        return Response({**body, "results": self.shape.cut(body["results"])})

    def turn_to(self, page: Page) -> Rows:
        """The rows of the page, as they are answered."""
        return self.represent(page.cut(self.narrowed(self.visible())))

    def chunks(self) -> Iterator[Sequence[Row]]:
        page: Page | None = Page(ROWS_AT_ONCE, self.asked.get("order", ASCENDING), None)
        while page:
            found = self.turn_to(page)
            yield found[: page.limit]
            page = replace(page, after=found[-2]["id"]) if len(found) > page.limit else None

    def narrowed(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that pass the filters which were sent."""
        sent = {name: value for name, value in self.asked.items() if name in self.filters}
        return rows.filter(**{self.filters[name].lookup: value for name, value in sent.items()})


class ReadAction(NounView):
    """`GET <nouns>/{id}`."""

    def retrieve(self, request: Request, id: UUID) -> Response:
        return self.answer(id)


@dataclass(frozen=True, slots=True)
class Made:
    """A row that was made, and what the answer to its making tells besides."""

    row: Model
    told: Row


class CreateAction(NounView):
    """`POST <nouns>`. A view says in `make` which service makes the row."""

    def create(self, request: Request) -> Response:
        row_id, told = self.made(self.parse())
        return self.answer_created(row_id, **told)

    def made(self, fields: dict[str, Any]) -> tuple[UUID, Row]:
        """The id of the row that `make` made, and what its answer tells besides."""
        made = self.make(fields)
        return (made.row.pk, made.told) if isinstance(made, Made) else (made.pk, {})

    @abstractmethod
    def make(self, fields: dict[str, Any]) -> Model | Made:
        """Ask the service. `fields` are the checked ones of the body."""


class ChangeAction(NounView):
    """`PATCH <nouns>/{id}`: only the fields that are sent change. A view says in `change` which service does it."""

    def partial_update(self, request: Request, id: UUID) -> Response:
        self.expect(id)
        fields = self.parse(partial=True)
        version = expected_version(request, fields)
        self.change(id, fields, version)
        return self.answer(id)

    @abstractmethod
    def change(self, row_id: UUID, fields: dict[str, Any], version: int | None) -> None:
        """Ask the service."""
