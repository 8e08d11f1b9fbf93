"""The base of every view of the API. A view parses, asks a service or a read, and answers.

It holds the order of things: who calls (401), the scope that the action names (403), how much they have called (429),
the query parameters (400), whether this was done already, the row (404 to strangers), its version (412), then the
service. Every query starts from `visible_to(actor)`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model, QuerySet
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.viewsets import ViewSet

from implementation.access.actors import Actor
from implementation.access.scopes import known_scopes
from implementation.http.authentication import actor_of
from implementation.http.idempotency import UNSAFE, once, sent_key
from implementation.http.lean import attached_to, columns, lean_rows
from implementation.http.limits import spend
from implementation.http.pagination import ASCENDING, CursorPages, Page
from implementation.http.pagination import PARAMETERS as PAGE_PARAMETERS
from implementation.http.parameters import Parameter, read_parameters
from implementation.http.parsers import StrictJSONParser
from implementation.http.preconditions import etag, expected_version, is_known
from implementation.http.problems import not_found
from implementation.http.renderers import FastJSONRenderer
from implementation.http.retirement import Retirement
from implementation.http.shapes import EXPANDED, Expansion, Shape, expand, refuse_beyond_scopes, shape_parameters
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
)  # fmt: skip

Row = dict[str, Any]
Rows = list[Row]
# Actions whose answers take `fields` and `expand`.
_SHAPED = frozenset({"list", "retrieve", "read_by_ref"})


class ApiView(ViewSet):
    """What all views share. `scopes` names the scope of each action; an action without one stops the start."""

    noun: ClassVar[str]
    scopes: ClassVar[Mapping[str, str]]
    # Actions that concern more than one customer: keys bound to one are refused.
    unbound_only: ClassVar[frozenset[str]] = frozenset()
    # The body that an action takes, the answer where it is not `answers`, and its status where it is not 200.
    requests: ClassVar[Mapping[str, type[BaseSerializer[Any]]]] = {}
    answers: ClassVar[type[BaseSerializer[Any]]]
    other_answers: ClassVar[Mapping[str, type[BaseSerializer[Any]]]] = {}
    statuses: ClassVar[Mapping[str, int]] = {"create": 201}
    parameters: ClassVar[Mapping[str, Mapping[str, Parameter]]] = {}
    # What `expand` takes; members of answers that are secrets and told once; actions that will end.
    expansions: ClassVar[Mapping[str, Expansion]] = {}
    told_once: ClassVar[frozenset[str]] = frozenset()
    retired: ClassVar[Mapping[str, Retirement]] = {}

    renderer_classes = [FastJSONRenderer]
    parser_classes = [StrictJSONParser]
    http_method_names = ["get", "post", "put", "patch", "delete", "head"]
    lookup_url_kwarg = "id"
    lookup_value_converter = "uuid"
    actor: Actor
    asked: dict[str, Any]
    shape: Shape

    @classmethod
    def as_view(cls, actions: Any = None, **options: Any) -> Any:
        """Called for each route when the URL table is read, so that a forgotten scope is found before any request."""
        for action in (actions or {}).values():
            if cls.scopes.get(action) not in known_scopes():
                raise ImproperlyConfigured(f"{cls.__name__}.scopes names no known scope for {action!r}.")
        return super().as_view(actions, **options)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.actor = actor_of(request)
        method = (request.method or "").lower()
        if method not in self.action_map:
            return
        if retirement := self.retired.get(self.action):
            self.headers.update(retirement.headers)
        self.asked = read_parameters(request.query_params, self.parameters_of(self.action))
        self.shape = Shape.asked(self.asked)
        refuse_beyond_scopes(self.actor, self.shape, self.expansions)
        if method in UNSAFE and (key := sent_key(request)) is not None:
            # Django REST framework looks for the handler after this.
            setattr(self, method, once(getattr(self, method), actor=self.actor, key=key, told_once=self.told_once))

    def check_throttles(self, request: Request) -> None:
        """Counted by key or person, over all paths; every answer says what is left."""
        spent = spend(actor_of(request))
        if spent is None:
            return
        self.headers.update(spent.headers)
        if spent.exceeded:
            raise Throttled(wait=spent.seconds, detail=f"{spent.limit} requests a minute are allowed.")

    def parameters_of(self, action: str | None) -> Mapping[str, Parameter]:
        """The query parameters that the action takes."""
        return self.parameters.get(action or "", {})

    def answer_of(self, action: str) -> type[BaseSerializer[Any]]:
        """The serializer that documents what the action answers (of a list: each row)."""
        return self.other_answers.get(action, self.answers)

    def body_of(self, action: str) -> type[BaseSerializer[Any]] | None:
        """The serializer of the body that the action takes."""
        return self.requests.get(action)

    @property
    def by(self) -> dict[str, Any]:
        """Who writes, when, and by which request: what every service wants to know."""
        request_id = self.request.META.get("REQUEST_ID", "")
        return {"actor": self.actor, "at": timezone.now(), "request_id": request_id}

    def parse(self, *, partial: bool = False) -> dict[str, Any]:
        """The body of this action, checked."""
        action: str = self.action
        body: Any = self.body_of(action)
        serializer = body(data=self.request.data, partial=partial, context={"request": self.request})
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)


class NounView(ApiView):
    """The rows of one noun, as the caller may see them."""

    model: ClassVar[type[Model]]
    # Column of the revision that the row's ETag carries; empty: the noun hangs on no go-live.
    revision: ClassVar[str] = ""

    def parameters_of(self, action: str | None) -> Mapping[str, Parameter]:
        own = super().parameters_of(action)
        if action not in _SHAPED:
            return own
        answers: Any = self.answer_of(action)
        return {**own, **shape_parameters(answers, tuple(self.expansions))}

    def visible(self) -> QuerySet[Any]:
        """The rows that the caller may know of, with what the answer's columns need."""
        manager: Any = self.model._default_manager
        rows: QuerySet[Any] = manager.visible_to(self.actor)
        return rows

    def represent(self, rows: QuerySet[Any], *, also: Sequence[str] = ()) -> list[Row]:
        """The rows as they are answered: one SELECT, and a constant few in `attach` and for what is expanded.

        What tags and cursors need is there even if `fields` leaves it out: `shape.cut` takes it off at the end.
        """
        only = self.shape.columns(attached_to(self.row_answers))
        return self.complete(lean_rows(rows, self.row_answers, only=only, also=also))

    def complete(self, found: list[Row]) -> list[Row]:
        """The rows of the SELECT with what hangs on them."""
        if self.shape.wants(attached_to(self.row_answers)):
            self.attach(found)
        expand(found, self.actor, self.shape, self.expansions)
        return found

    def find(self, row_id: UUID, *, also: Sequence[str] = ()) -> list[Row]:
        """The row, or none, as it is answered."""
        return self.represent(self.visible().filter(pk=row_id), also=also)

    @property
    def row_answers(self) -> type[BaseSerializer[Any]]:
        """What documents a row of this action's answer."""
        return self.answer_of(self.action)

    def attach(self, rows: list[Row]) -> None:
        """Add what hangs on the rows and is no column of theirs. By default nothing does."""

    def expect(self, row_id: UUID) -> None:
        """404 unless the caller may know of the row."""
        if not self.visible().filter(pk=row_id).exists():
            raise not_found(self.noun)

    def answer(self, row_id: UUID, *, status: int = 200, **added: Any) -> Response:
        """One row with its ETag; 304 where the caller has it already."""
        names, _ = columns(self.row_answers)
        hidden = {self.revision} - {"", *names}
        rows = self.find(row_id, also=tuple(hidden))
        if not rows:
            raise not_found(self.noun)
        [row] = rows
        tag = self.tag(row)
        for name in hidden:
            del row[name]
        [row] = self.shape.cut(rows)
        if self.request.method in {"GET", "HEAD"} and is_known(self.request, tag):
            return Response(status=304, headers={"ETag": tag})
        return Response({**row, **added}, status=status, headers={"ETag": tag})

    def tag(self, row: Row) -> str:
        """The ETag of the row, of which version and revision are there."""
        revision = row.get(self.revision, 0)
        return etag(version=row["version"], revision=revision, actor=self.actor, shape=self.shape.name)

    def answer_created(self, row_id: UUID, **added: Any) -> Response:
        response = self.answer(row_id, status=201, **added)
        response["Location"] = reverse(f"{self.basename}-detail", kwargs={"id": row_id})
        return response


class TableAction(NounView):
    """A list that is also there as a whole, as CSV or XLSX. A view says in `chunks` how it is read."""

    def parameters_of(self, action: str | None) -> Mapping[str, Parameter]:
        own = super().parameters_of(action)
        return {**own, "format": FORMAT} if action == "list" else own

    def get_renderers(self) -> list[Any]:
        own = super().get_renderers()
        return [*own, CsvTable(), XlsxTable()] if self.action == "list" else own

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """The parameter wins over `Accept`; what it may be is checked with the other parameters."""
        asked = request.query_params.get("format")
        for renderer in self.get_renderers():
            if renderer.format == asked:
                return renderer, renderer.media_type
        return super().perform_content_negotiation(request, force)

    def table(self, request: Request) -> HttpResponseBase | None:
        """The whole list, where a table is asked for."""
        kind = request.accepted_renderer.format
        if kind not in {CSV, XLSX}:
            return None
        refuse_pages(self.asked)
        chunks = iter(()) if request.method == "HEAD" else self.chunks()
        return table_answer(kind, self.basename, self._table_paths(), chunks)

    def _table_paths(self) -> list[tuple[str, ...]]:
        """The columns of the fields that were asked for, of all that are always there unless some are named."""
        answers: Any = self.row_answers()
        kept = self.shape.fields or set(answers.fields) - set(getattr(answers, "sometimes", ()))
        expanded = {(EXPANDED, name) for name in self.shape.expand}
        return [path for path in table_paths(answers) if path[0] in kept or path[:2] in expanded]

    def chunks(self) -> Iterator[Sequence[Row]]:
        """All rows that the list has, some at a time, each by the same few queries."""
        raise NotImplementedError


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
        page = Page.asked(self.asked)
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


class CreateAction(NounView):
    """`POST <nouns>`. A view says in `make` which service makes the row."""

    def create(self, request: Request) -> Response:
        row_id, told = self.made(self.parse())
        return self.answer_created(row_id, **told)

    def made(self, fields: dict[str, Any]) -> tuple[UUID, Row]:
        """The id of the row that `make` made, and what its answer tells besides. By default nothing."""
        return self.make(fields).pk, {}

    def make(self, fields: dict[str, Any]) -> Model:
        """Ask the service. `fields` are the checked ones of the body."""
        raise NotImplementedError


class ChangeAction(NounView):
    """`PATCH <nouns>/{id}`: only the fields that are sent change. A view says in `change` which service does it."""

    def partial_update(self, request: Request, id: UUID) -> Response:
        self.expect(id)
        fields = self.parse(partial=True)
        version = expected_version(request, fields)
        self.change(id, fields, version)
        return self.answer(id)

    def change(self, row_id: UUID, fields: dict[str, Any], version: int | None) -> None:
        """Ask the service."""
        raise NotImplementedError
