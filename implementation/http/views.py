"""The base of every view of the API. A view parses, asks a service or a read, and answers.

It holds the order of things: who calls (401), the scope that the action names (403), how much they have called (429),
the query parameters (400), whether this was done already, the row (404 to strangers), its version (412), then the
service. Every query starts from `visible_to(actor)`.
"""

from abc import ABC
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model, QuerySet
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
from implementation.http.bodies import checked, names_of
from implementation.http.converters import ROW_ID
from implementation.http.idempotency import UNSAFE, once, sent_key
from implementation.http.lean import attached_to, columns, lean_rows
from implementation.http.limits import spend
from implementation.http.parameters import Parameter, read_parameters
from implementation.http.parsers import StrictJSONParser
from implementation.http.preconditions import content_etag, etag, is_known, refuse_conditions
from implementation.http.problems import not_found
from implementation.http.redaction import shown_answer, shown_parameters, shown_rows
from implementation.http.renderers import FastJSONRenderer, let_go
from implementation.http.retirement import Retirement
from implementation.http.schema_when_asked import SchemaWhenAsked
from implementation.http.shapes import Expansion, Shape, expand, refuse_beyond_scopes, shape_parameters
from implementation.services.exports.taken import record_table

_ANYTHING = "*/*"
Row = dict[str, Any]
Rows = list[Row]
# Actions whose answers take `fields` and `expand`.
_SHAPED = frozenset({"list", "retrieve", "read_by_ref"})


class ApiView(ViewSet, ABC):
    """What all views share. `scopes` names the scope of each action; an action without one stops the start."""

    noun: ClassVar[str]
    scopes: ClassVar[Mapping[str, str]]
    # Actions that concern more than one customer: keys bound to one are refused.
    unbound_only: ClassVar[frozenset[str]] = frozenset()
    # Actions that are offered to a customer's contacts too; they see the fields that `access.audience` names.
    for_customers: ClassVar[frozenset[str]] = frozenset()
    # Actions about the person who is signed in: keys have nothing of the kind.
    for_persons: ClassVar[frozenset[str]] = frozenset()
    # Actions that people with a session do only if they showed lately who they are.
    for_fresh_sessions: ClassVar[frozenset[str]] = frozenset()
    # The body that an action takes, the answer where it is not `answers`, and its status where it is not 200.
    requests: ClassVar[Mapping[str, type[BaseSerializer[Any]]]] = {}
    answers: ClassVar[type[BaseSerializer[Any]]]
    other_answers: ClassVar[Mapping[str, type[BaseSerializer[Any]]]] = {}
    statuses: ClassVar[Mapping[str, int]] = {"create": 201}
    # Writes that answer 201 with what they made, and 200 where it was there already.
    maybe_there: ClassVar[frozenset[str]] = frozenset({"put_by_ref"})
    parameters: ClassVar[Mapping[str, Mapping[str, Parameter]]] = {}
    # What `expand` takes; members of answers that are secrets and told once; actions that will end.
    expansions: ClassVar[Mapping[str, Expansion]] = {}
    told_once: ClassVar[frozenset[str]] = frozenset()
    retired: ClassVar[Mapping[str, Retirement]] = {}
    # Actions that answer with a file, and its media type.
    files: ClassVar[Mapping[str, str]] = {}
    # Actions that answer with no row but, say, a file: there is no ETag.
    untagged: ClassVar[frozenset[str]] = frozenset({"list", "download"})

    schema = SchemaWhenAsked()
    renderer_classes = [FastJSONRenderer]
    parser_classes = [StrictJSONParser]
    http_method_names = ["get", "post", "put", "patch", "delete", "head"]
    lookup_url_kwarg = "id"
    lookup_value_converter = ROW_ID
    actor: Actor
    asked: dict[str, Any]
    shape: Shape = Shape()

    @classmethod
    def as_view(cls, actions: Any = None, **options: Any) -> Any:
        """Called for each route when the URL table is read: what a view forgot to say is found before any request."""
        if cls.__abstractmethods__:
            forgotten = ", ".join(sorted(cls.__abstractmethods__))
            raise ImproperlyConfigured(f"{cls.__name__} does not say what it does in: {forgotten}.")
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
        self.asked = read_parameters(request.query_params, self.offered_parameters())
        self.shape = Shape.asked(self.asked)
        refuse_beyond_scopes(self.actor, self.shape, self.expansions)
        if not self.actor.sees_internal:
            setattr(self, method, self._for_customer(getattr(self, method)))
        if method in UNSAFE:
            refuse_conditions(request, self.conditions(self.action))
            if (key := sent_key(request)) is not None:
                # Django REST framework looks for the handler after this.
                setattr(self, method, once(getattr(self, method), actor=self.actor, key=key, told_once=self.told_once))

    def _for_customer(self, act: Callable[..., Any]) -> Callable[..., Any]:
        """The same with an answer that is cut: before it is kept for retries, tagged or written as a table."""

        def handler(request: Request, *args: Any, **kwargs: Any) -> Any:
            response = act(request, *args, **kwargs)
            if isinstance(response, Response) and isinstance(response.data, dict):
                response.data = self.shown_to_customer(response.data)
            return response

        return handler

    def shown_to_customer(self, body: Row) -> Row:
        """What a customer is shown of this answer."""
        answers = self.answer_of(self.action)
        if self.action == "list":
            return {**body, "results": [shown_answer(row, answers) for row in body["results"]]}
        return shown_answer(body, answers)

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """`format` wins over `Accept`; where it is a parameter, it is checked with the others, elsewhere refused.

        Most tools accept whatever comes: they get the first, as a longer look at all of them would find.
        """
        asked = request.query_params.get("format")
        renderers = self.get_renderers()
        for renderer in renderers:
            if renderer.format == asked:
                return renderer, renderer.media_type
        if request.META.get("HTTP_ACCEPT", _ANYTHING) == _ANYTHING:
            return renderers[0], renderers[0].media_type
        return super().perform_content_negotiation(request, force)

    def check_throttles(self, request: Request) -> None:
        """Counted by key or person, over all paths; every answer says what is left."""
        spent = spend(actor_of(request))
        if spent is None:
            return
        self.headers.update(spent.headers)
        if spent.exceeded:
            raise Throttled(wait=spent.seconds, detail=f"{spent.limit} requests a minute are allowed.")

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """What is read and has no version, such as numbers, gets an ETag of all that is in it."""
        if self._lacks_tag(response):
            tag = content_etag(response.data)
            known = is_known(request, tag)
            response = Response(None if known else response.data, 304 if known else 200, headers={"ETag": tag})
        finished = super().finalize_response(request, response, *args, **kwargs)
        if isinstance(finished, Response):
            finished.add_post_render_callback(let_go)
        # For whoever asked alone, and with its ETag asked again each time. Files say more.
        finished.headers.setdefault("Cache-Control", "private, no-cache")
        return finished

    def _lacks_tag(self, response: Any) -> bool:
        read = self.request.method in {"GET", "HEAD"} and isinstance(response, Response) and response.status_code == 200
        return read and self.has_etag(self.action) and "ETag" not in response

    def parameters_of(self, action: str | None) -> Mapping[str, Parameter]:
        """The query parameters that the action takes."""
        own = self.parameters.get(action or "", {})
        if action not in _SHAPED:
            return own
        answers: Any = self.answer_of(action)
        return {**own, **shape_parameters(answers, tuple(self.expansions))}

    def has_etag(self, action: str) -> bool:
        """Whether what the action answers carries one."""
        return action not in self.untagged

    def conditions(self, action: str) -> Sequence[str]:
        """The headers that this write takes to be done only if the row is as the caller believes."""
        body: Any = self.body_of(action)
        return ("If-Match",) if body is not None and "version" in names_of(body) else ()

    def offered_parameters(self) -> Mapping[str, Parameter]:
        """Those of them that the caller may send to this action."""
        return self.parameters_of(self.action)

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

    def note_taken(self, form: str, rows: int | None, whole: bool = True) -> None:
        """Tell the audit that rows left as a table; `rows` None: that they begin to."""
        record_table(noun=self.basename, form=form, asked=self.asked, rows=rows, whole=whole, **self.by)

    def parse(self, *, partial: bool = False) -> dict[str, Any]:
        """The body of this action, checked."""
        action: str = self.action
        return checked(self.body_of(action), self.request.data, self.request, partial=partial)


class NounView(ApiView):
    """The rows of one noun, as the caller may see them."""

    model: ClassVar[type[Model]]
    # Column of the revision that the row's ETag carries; empty: the noun hangs on no go-live.
    revision: ClassVar[str] = ""

    def offered_parameters(self) -> Mapping[str, Parameter]:
        """Customers neither ask for, nor filter by, what they are not shown: they could tell it from the answer."""
        known = super().offered_parameters()
        if self.actor.sees_internal:
            return known
        return shown_parameters(known, self.row_answers, tuple(self.expansions) if "fields" in known else None)

    def visible(self) -> QuerySet[Any]:
        """The rows that the caller may know of, with what the answer's columns need."""
        manager: Any = self.model._default_manager
        rows: QuerySet[Any] = manager.visible_to(self.actor)
        return rows

    def shown_to_customer(self, body: Row) -> Row:
        """Rows were cut one by one, by `complete`."""
        return body

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
        return found if self.actor.sees_internal else shown_rows(found, self.row_answers)

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
        told = added if self.actor.sees_internal else shown_answer(added, self.row_answers)
        return Response({**row, **told}, status=status, headers={"ETag": tag})

    def tag(self, row: Row) -> str:
        """The ETag of the row, of which version and revision are there."""
        revision = row.get(self.revision, 0)
        return etag(version=row["version"], revision=revision, actor=self.actor, shape=self.shape.name)

    def answer_created(self, row_id: UUID, **added: Any) -> Response:
        response = self.answer(row_id, status=201, **added)
        response["Location"] = reverse(f"{self.basename}-detail", kwargs={"id": row_id})
        return response
