"""The read path of the hot nouns: `find` and `turn_to` by statements that are built once, see `models.compiled`.

For views whose `visible` and `narrowed` look at nothing but the actor's kind, role and bounds, and at the parameters
that were sent; the others use the ORM each time.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import replace
from typing import Any, Self
from uuid import UUID

from django.db.models import QuerySet
from rest_framework.exceptions import APIException

from implementation.http.actions import ListAction, ReadAction
from implementation.http.lean import attached_to, lean_columns
from implementation.http.pagination import OF_PAGE, Page
from implementation.http.problems import Problem, not_found
from implementation.http.views import Row, Rows
from implementation.models.compiled import bounds_of, compiled_rows, kind_of, stand_in


class CompiledReads(ListAction, ReadAction):
    """Lists and details of a noun that much is read of."""

    def find(self, row_id: UUID, *, also: Sequence[str] = ()) -> Rows:
        return self._ask("one", lambda view, sent: view.visible().filter(pk=sent["id"]), {"id": row_id}, also)

    def turn_to(self, page: Page) -> Rows:
        asked = {name: value for name, value in sorted(self.asked.items()) if name not in OF_PAGE}
        filters = {name: value for name, value in asked.items() if name in self.filters}
        others = {name: value for name, value in asked.items() if name not in self.filters}

        def build(view: Self, sent: Row) -> QuerySet[Any]:
            view.asked = {**others, **{name: sent[name] for name in filters}}
            return replace(page, after=sent["after"]).cut(view.narrowed(view.visible()))

        kind = (page.limit, page.order, *others.items())
        return self._ask(kind, build, {**filters, "after": page.after}, ())

    def expect(self, row_id: UUID) -> None:
        if not self._rows("one", lambda view, sent: view.visible().filter(pk=sent["id"]), {"id": row_id}, ("pk",)):
            raise not_found(self.noun)

    @contextmanager
    def known_if_refused(self, row_id: UUID) -> Iterator[None]:
        """Around what may refuse a body of which the row is looked up later: to strangers it is a 404 all the same."""
        try:
            yield
        except (Problem, APIException):
            self.expect(row_id)
            raise

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
