"""The read path of the hot nouns: `find` and `turn_to` by statements that are built once, see `models.compiled`.

For views whose `visible` and `narrowed` look at nothing but the actor's kind, role and bounds, and at the parameters
that were sent; the others use the ORM each time.
"""

from collections.abc import Callable, Hashable, Sequence
from copy import copy
from dataclasses import replace
from typing import Any, Self
from uuid import UUID

from django.db.models import QuerySet

from implementation.http.actions import ListAction, ReadAction
from implementation.http.lean import attached_to, lean_columns
from implementation.http.pagination import Page
from implementation.http.problems import not_found
from implementation.http.views import Row, Rows
from implementation.models.compiled import bounds_of, compiled_rows, kind_of, stand_in

# Parts of the page, not of the filter.
_OF_PAGE = frozenset({"limit", "cursor", "order", "fields", "expand", "format"})


class CompiledReads(ListAction, ReadAction):
    """Lists and details of a noun that much is read of."""

    def find(self, row_id: UUID, *, also: Sequence[str] = ()) -> Rows:
        return self._ask("one", lambda view, sent: view.visible().filter(pk=sent["id"]), {"id": row_id}, also)

    def turn_to(self, page: Page) -> Rows:
        asked = {name: value for name, value in sorted(self.asked.items()) if name not in _OF_PAGE}
        filters = {name: value for name, value in asked.items() if name in self.filters}
        others = {name: value for name, value in asked.items() if name not in self.filters}

        def build(view: Self, sent: Row) -> QuerySet[Any]:
            view.asked = {**others, **{name: sent[name] for name in filters}}
            return replace(page, after=sent["after"]).cut(view.narrowed(view.visible()))

        kind = (page.limit, page.order, *others.items())
        return self._ask(kind, build, {**filters, "after": page.after}, ())

    def expect(self, row_id: UUID) -> None:
        self._column_of(row_id, "pk")

    def golive_of(self, row_id: UUID) -> UUID:
        """The go-live that the row hangs on. 404 unless the caller may know of the row."""
        golive_id: UUID = self._column_of(row_id, "golive_id")
        return golive_id

    def _column_of(self, row_id: UUID, column: str) -> Any:
        rows = self._rows("one", lambda view, sent: view.visible().filter(pk=sent["id"]), {"id": row_id}, (column,))
        if not rows:
            raise not_found(self.noun)
        return rows[0][0]

    def _ask(
        self, kind: Hashable, build: Callable[[Self, Row], QuerySet[Any]], values: Row, also: Sequence[str]
    ) -> Rows:
        only = self.shape.columns(attached_to(self.row_answers))
        keys, paths = lean_columns(self.row_answers, only=only, also=also)
        return self.complete([dict(zip(keys, row, strict=True)) for row in self._rows(kind, build, values, paths)])

    def _rows(
        self, kind: Hashable, build: Callable[[Self, Row], QuerySet[Any]], values: Row, paths: Sequence[str]
    ) -> list[tuple[Any, ...]]:
        actor = self.actor

        def rows(sent: Row) -> QuerySet[Any]:
            # A view in which slots stand for values: whatever else it looks at would be missed, not mistaken.
            view = copy(self)
            view.actor = stand_in(actor, sent)
            return build(view, sent).values_list(*paths)

        kind_of_view: Any = type(self)
        question = (kind_of_view, kind, paths, *kind_of(actor))
        return compiled_rows(question, rows, {**values, **bounds_of(actor)})
