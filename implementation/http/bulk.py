"""Many writes by one request: up to 500 items in one transaction, one savepoint each.

The answer is 200 with a result for each item: what a bad item asked for was not done, the others were. Go-lives are
locked in one order before the first write. Where two bulk requests still wait for each other, the database lets one
item go, which says 503: send that one again.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any, ClassVar
from uuid import UUID

from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from implementation.http.actions import CreateAction
from implementation.http.fields import Identifier
from implementation.http.handler import problem_body, problem_of
from implementation.http.problems import Problem, not_found
from implementation.http.serializers import Strict
from implementation.http.views import NounView, Row
from implementation.services.together import together

MOST_ITEMS = 500


@dataclass
class Write:
    """One item on its way. `row_id` and `golive_id` are what it concerns, as far as that is known before it is done."""

    act: Callable[[], tuple[UUID, Row]]
    status: int
    row_id: UUID | None = None
    golive_id: UUID | None = None


@dataclass
class Result:
    """What became of an item: a row, or a problem."""

    index: int
    write: Write | None = None
    problem: Problem | None = None
    row_id: UUID | None = None
    told: Row = field(default_factory=dict)


class ManyAction(NounView):
    """Carries out many writes. What a view offers of it is in `BulkAction` and in its own actions."""

    # Actions that answer with results.
    many: ClassVar[frozenset[str]] = frozenset()

    @property
    def row_answers(self) -> type[BaseSerializer[Any]]:
        return self.answers if self.action in self.many else super().row_answers

    def answer_of(self, action: str) -> type[BaseSerializer[Any]]:
        rows: Any = super().answer_of("create")
        return results_of(rows) if action in self.many else super().answer_of(action)

    def has_etag(self, action: str) -> bool:
        return action not in self.many and super().has_etag(action)

    def carry_out(self, parse: Callable[[Any], Write]) -> Response:
        """Parse, lock, write, and answer with a result for each item."""
        items = self.parse()["items"]
        results = [Result(index) for index in range(len(items))]
        for result, item in zip(results, items, strict=True):
            result.write = _attempt(result, partial(parse, item))
        self._find(results)
        open_ = [result for result in results if result.write is not None and result.problem is None]
        with together(write.golive_id for result in open_ if (write := result.write) and write.golive_id):
            for result in open_:
                done = _attempt(result, result.write.act) if result.write else None
                result.row_id, result.told = done or (None, {})
        return Response({"results": self._told(results)})

    def _find(self, results: Sequence[Result]) -> None:
        """Rows that an item names by id: those that the caller may not know of are 404; the others name go-lives."""
        named = [write for result in results if (write := result.write) and write.row_id]
        path = {"": "pk", "revision": "pk"}.get(self.revision, "golive_id")
        seen = dict(self.visible().filter(pk__in={write.row_id for write in named}).values_list("pk", path))
        for result in results:
            if (write := result.write) is None or write.row_id is None:
                continue
            if write.row_id not in seen:
                result.problem = not_found(self.noun)
            elif self.revision:
                write.golive_id = seen[write.row_id]

    def _told(self, results: Sequence[Result]) -> list[Row]:
        ids = {result.row_id for result in results if result.row_id}
        rows = {row["id"]: row for row in self.represent(self.visible().filter(pk__in=ids))} if ids else {}
        return [self._result(result, rows) for result in results]

    def _result(self, result: Result, rows: Mapping[UUID, Row]) -> Row:
        if result.problem is not None or result.write is None or result.row_id is None:
            problem = result.problem or not_found(self.noun)
            body = problem_body(problem, self.request)
            return {"index": result.index, "status": problem.kind.status, "problem": body}
        data = {**rows[result.row_id], **result.told}
        return {"index": result.index, "status": result.write.status, "data": data}


class BulkAction(ManyAction, CreateAction):
    """`POST <nouns>/bulk`: an item with `id` changes that row, where rows can be changed; one without creates one."""

    many = frozenset({"bulk"})

    @action(detail=False, methods=["post"])
    def bulk(self, request: Request) -> Response:
        """Create or change many at once.

        At most 500 items, in one transaction. An item is what one request would send; one with `id` changes that row,
        where rows of this kind can be changed. 200 with a result for each item, in their order: `data`, or the
        `problem` that kept this one from being done.
        """
        seen: dict[Any, Any] = {}
        context = {"request": request, "seen": seen}
        # One serializer for all items: to build its fields costs more than to check an item.
        create = self.requests["create"](context=context)
        changing = self._changing()
        change = changing(partial=True, context=context) if changing else None
        return self.carry_out(lambda item: self._write(item, create, change))

    def _changing(self) -> Any:
        """The body of an item that changes a row; None where rows are not changed."""
        change: Any = self.requests.get("partial_update")
        return change and of_one(change)

    def body_of(self, action: str) -> type[BaseSerializer[Any]] | None:
        if action != "bulk":
            return super().body_of(action)
        create: Any = self.requests["create"]
        return items_of(create, self._changing())

    def _write(self, item: Row, create: Any, change: Any) -> Write:
        if "id" not in item or change is None:
            fields = dict(create.run_validation(item))
            golive, task = fields.get("go_live"), fields.get("task")
            golive_id = golive.id if golive else task and task.golive_id
            return Write(lambda: self.made(fields), 201, golive_id=golive_id)
        fields = dict(change.run_validation(item))
        row_id, version = fields.pop("id"), fields.pop("version", None)

        def act() -> tuple[UUID, Row]:
            self.change(row_id, fields, version)  # type: ignore[attr-defined]  # of ChangeAction
            return row_id, {}

        return Write(act, 200, row_id=row_id)


def _attempt(result: Result, step: Callable[[], Any]) -> Any:
    """What the step gives; a refusal is kept as the item's problem, a fault of ours ends the request."""
    try:
        return step()
    except Exception as error:
        result.problem = problem_of(error)
        if result.problem is None:
            raise
        return None


def _name(serializer: type[BaseSerializer[Any]]) -> str:
    return serializer.__name__.removesuffix("Answer").removesuffix("Facts")


@cache
def of_one(change: Any) -> Any:
    """The body of a change with the id of what it changes; all else is optional."""

    class WithId(change):  # type: ignore[misc]  # a class that is made here
        id = Identifier(help_text="The row to change.")

        class Meta(change.Meta):  # type: ignore[misc]
            fields = ("id", *change.Meta.fields)

        def get_fields(self) -> dict[str, Any]:
            fields: dict[str, Any] = super().get_fields()
            for name, known in fields.items():
                known.required = name == "id"
            return fields

    WithId.__name__ = WithId.__qualname__ = f"{_name(change)}OfOne"
    return WithId


@cache
def items_of(item: Any, other: Any = None) -> type[Strict]:
    """The body of a bulk request, whose items are of one or of two shapes."""
    described = item
    if other is not None:
        described = PolymorphicProxySerializer(
            component_name=f"{_name(item)}BulkItem", serializers=[item, other], resource_type_field_name=None
        )

    @extend_schema_field(described)
    class Item(serializers.DictField):
        """Checked one by one, so that a bad item does not stop the others."""

        default_error_messages: ClassVar[Any] = {"not_a_dict": "An item is a JSON object."}

    fields = {
        "items": serializers.ListField(child=Item(), min_length=1, max_length=MOST_ITEMS),
        "__doc__": "Up to 500 items.",
    }
    return type(f"{_name(item)}Bulk", (Strict,), fields)


@cache
def results_of(answers: Any) -> type[BaseSerializer[Any]]:
    """For the schema: the answer to a bulk request."""

    @extend_schema_field({"$ref": "#/components/schemas/Problem"})
    class ProblemField(serializers.JSONField):
        """As the request of this item alone would have been answered."""

    result = type(
        f"{_name(answers)}BulkResult",
        (serializers.Serializer,),
        {
            "index": serializers.IntegerField(help_text="Place of the item, from 0."),
            "status": serializers.IntegerField(help_text="201 made, 200 changed, else the problem's."),
            "data": answers(required=False),
            "problem": ProblemField(required=False),
            "__doc__": "What became of one item: `data`, or a `problem`.",
        },
    )
    fields = {"results": result(many=True), "__doc__": "A result for each item, in their order."}
    return type(f"{_name(answers)}BulkResults", (serializers.Serializer,), fields)
