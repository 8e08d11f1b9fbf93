"""Serializer fields that take JSON at its word: a number is no text, "yes" is no boolean, and a day is a day.

Django REST framework converts kindly; a tool that sends the wrong type is better told at once.
"""

import json
from datetime import UTC, date, datetime
from typing import Any, cast
from uuid import UUID

from django.db.models import Model
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.fields import empty

from implementation.http.authentication import actor_of
from implementation.http.parameters import read_day, read_id, read_moment
from implementation.models.base import VisibleQuerySet
from implementation.models.compiled import bounds_of, compiled_models, kind_of, stand_in

# Of what was sent instead of a word of a list, so many characters are told back.
_SHOWN = 60
# Beyond these, sums of days leave the calendar; nothing this program is told of happens there.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)


class Text(serializers.CharField):
    """Blanks around it are taken off, but count for its length, as the schema says."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        if self.max_length is not None and len(data) > self.max_length:
            self.fail("max_length", max_length=self.max_length)
        return super().to_internal_value(data)


class Word(serializers.ChoiceField):
    """One of the words of a list."""

    default_error_messages = {"invalid_choice": "{sent} is none of: {known}."}

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, str) and (data in self.choices or (data == "" and self.allow_blank)):
            return super().to_internal_value(data)
        sent = json.dumps(data, ensure_ascii=False) if len(str(data)) <= _SHOWN else f"{str(data)[:_SHOWN]}…"
        return self.fail("invalid_choice", sent=sent, known=", ".join(filter(None, map(str, self.choices))))


class Whole(serializers.IntegerField):
    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, bool | str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Flag(serializers.BooleanField):
    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class FormFlag(serializers.BooleanField):
    """A flag in a form, where everything is text. Left out, it is not false but left out."""

    default_empty_html = empty

    def to_internal_value(self, data: Any) -> bool:
        if data not in {"true", "false"}:
            self.fail("invalid", input=data)
        return bool(data == "true")


class Day(serializers.DateField):
    """A calendar day, `2026-03-31`."""

    def to_internal_value(self, value: Any) -> date:
        try:
            day = read_day(value) if isinstance(value, str) else None
        except ValueError as error:
            raise serializers.ValidationError(str(error), code="invalid") from error
        if day is None or not FIRST_DAY <= day <= LAST_DAY:
            raise serializers.ValidationError(
                f"A day looks like 2026-03-31, from {FIRST_DAY.year} to {LAST_DAY.year}.", code="invalid"
            )
        return day


class Moment(serializers.DateTimeField):
    """A moment with its zone, `2026-03-31T14:00:00Z`."""

    def to_internal_value(self, value: Any) -> datetime:
        try:
            moment = read_moment(value) if isinstance(value, str) else None
        except ValueError as error:
            raise serializers.ValidationError(str(error), code="invalid") from error
        if moment is None or not FIRST_DAY <= moment.date() <= LAST_DAY:
            raise serializers.ValidationError("A moment looks like 2026-03-31T14:00:00Z.", code="invalid")
        return moment.astimezone(UTC)


class Identifier(serializers.UUIDField):
    def to_internal_value(self, data: Any) -> UUID:
        try:
            return read_id(data if isinstance(data, str) else "")
        except ValueError as error:
            raise serializers.ValidationError(str(error), code="invalid") from error


class RowField(Identifier):
    """The id of a row that the caller may know of; gives the row. Somebody else's row is as unknown as none.

    `seen` in the serializer's context keeps the rows that were found, for the many items of one request.
    """

    default_error_messages = {"unknown": "There is no such {noun}, or it is not yours to see."}

    def __init__(self, model: type[Model], noun: str, **options: Any) -> None:
        super().__init__(**options)
        self._model = model
        self._noun = noun

    def to_internal_value(self, data: Any) -> Any:
        row_id = super().to_internal_value(data)
        seen = self.context.get("seen", {})
        place = (self._noun, row_id)
        row = seen[place] if place in seen else self._row(row_id)
        seen[place] = row
        if row is None:
            self.fail("unknown", noun=self._noun)
        return row

    def _row(self, row_id: UUID) -> Any:
        actor, rows = actor_of(self.context["request"]), cast("VisibleQuerySet[Any]", self._model._default_manager)

        def visible(sent: dict[str, Any]) -> Any:
            return rows.visible_to(stand_in(actor, sent)).filter(pk=sent["id"])

        found = compiled_models(self._model, ("visible", *kind_of(actor)), visible, {"id": row_id, **bounds_of(actor)})
        return found[0] if found else None

    def to_representation(self, value: Any) -> Any:
        return value.pk


@extend_schema_field({"type": "object", "additionalProperties": True})
class AnyObject(serializers.JSONField):
    """A JSON object whose members are not fixed."""
