"""Reading, creating and updating a row by `ref`, the caller's own id: for tools that sync without keeping our ids.

`PUT` takes the whole body of a creation. Where the row is there already, it is changed into that: what was not sent
stays, what cannot change must be as it is, and where nothing differs nothing happens.
"""

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Model, QuerySet
from django.urls import reverse
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from implementation.http.actions import ChangeAction, CreateAction, ReadAction
from implementation.http.bodies import checked, names_of
from implementation.http.converters import ANY_TEXT
from implementation.http.preconditions import expected_version, wants_known, wants_new
from implementation.http.problems import Problem, invalid, not_found
from implementation.http.views import Row

_FIXED = "It is stated when the row is made, and does not change; leave it out, or send it as it is."


class ByRefAction(CreateAction, ReadAction):
    """`GET` and `PUT <nouns>/by-ref/{ref}`. A view whose rows are not changed by PATCH says what `settle` does."""

    # Fields of the creation that say how the row is made and are no fields of it.
    of_making: ClassVar[frozenset[str]] = frozenset()

    @action(detail=False, methods=["get"], url_path=f"by-ref/<{ANY_TEXT}:ref>", url_name="by-ref")
    def read_by_ref(self, request: Request, ref: str) -> Response:
        """Read a row by its ref.

        `ref` is the caller's own id, percent-encoded.
        """
        return self.answer(self._known(ref) or self._missing())

    @read_by_ref.mapping.put
    def put_by_ref(self, request: Request, ref: str) -> Response:
        """Create or update a row by its ref.

        201 where there was none with this ref, 200 where there was: then the fields that were sent are changed, and
        the others stay. Sending the same again changes nothing and makes no event. `If-None-Match: *` creates only,
        `If-Match` updates only.
        """
        only_create, only_update = wants_new(request), wants_known(request)
        fields = self._parsed(ref)
        version = expected_version(request, fields)
        row_id = self._known(ref)
        if row_id is None and (only_update or version is not None):
            raise Problem("stale", "There is no row with this ref (any more); leave If-Match out to create one.")
        if row_id is None:
            try:
                made, told = self.made(dict(fields))
                return self.answer_created(made, **told)
            except Problem as problem:
                # Another request may have made it since we looked.
                if problem.slug != "already-exists" or (row_id := self._known(ref)) is None:
                    raise
        if only_create:
            raise Problem("stale", "There is a row with this ref already; leave If-None-Match out to update it.")
        return self._answer_updated(self.settle(row_id, self.changeable(row_id, fields), version))

    @abstractmethod
    def settle(self, row_id: UUID, fields: Row, version: int | None) -> UUID:
        """Change the row into what was sent; the id of the row that has the ref then."""

    def change_body(self) -> Any:
        """The serializer that says which fields can change."""
        return self.requests["partial_update"]

    def with_refs(self) -> QuerySet[Any]:
        """The rows among which a ref is unique."""
        return self.visible()

    def body_of(self, action: str) -> type[BaseSerializer[Any]] | None:
        return self.requests["create"] if action == "put_by_ref" else super().body_of(action)

    def conditions(self, action: str) -> Sequence[str]:
        return ("If-Match", "If-None-Match") if action == "put_by_ref" else super().conditions(action)

    def _parsed(self, ref: str) -> Row:
        body = self.request.data
        if isinstance(body, dict):
            if body.get("ref", ref) != ref:
                raise invalid("ref", "contradicts_path", "The path names another ref; PATCH the row to change its ref.")
            body = {**body, "ref": ref}
        return checked(self.requests["create"], body, self.request)

    def _known(self, ref: str) -> UUID | None:
        if "\0" in ref:
            return None  # PostgreSQL has no such texts.
        found: UUID | None = self.with_refs().filter(ref=ref.strip()).values_list("pk", flat=True).first()
        return found

    def _missing(self) -> UUID:
        raise not_found(self.noun)

    def changeable(self, row_id: UUID, fields: Row) -> Row:
        """What may change, of what was sent. Raises 400 for what differs from the row and may not."""
        change = self.change_body()
        fixed = set(fields) - names_of(change) - self.of_making - {"ref"}
        kept = self.represent(self.visible().filter(pk=row_id)) if fixed else []
        for name in sorted(fixed):
            sent = fields[name].pk if isinstance(fields[name], Model) else fields[name]
            if kept and sent != kept[0][name]:
                raise invalid(name, "fixed", change.elsewhere.get(name, _FIXED))
        return {name: value for name, value in fields.items() if name not in fixed | self.of_making}

    def _answer_updated(self, row_id: UUID) -> Response:
        response = self.answer(row_id)
        response["Location"] = reverse(f"{self.basename}-detail", kwargs={"id": row_id})
        return response


class UpsertAction(ByRefAction, ChangeAction):
    """The same for rows that PATCH changes."""

    def settle(self, row_id: UUID, fields: Row, version: int | None) -> UUID:
        self.change(row_id, fields, version)
        return row_id
