"""The two kinds of serializers: what is answered, and what is taken.

An answer's serializer documents the columns that the lean read selects; it is never run over rows. What is taken is
strict: an unknown field is refused with a hint where it belongs, and uniqueness is left to the database, the only
one that can tell.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from copy import deepcopy
from typing import Any, ClassVar, TypeVar

from django.core.exceptions import ImproperlyConfigured
from django.db import models
from rest_framework import serializers
from rest_framework.validators import UniqueValidator

from implementation.http.fields import Day, Flag, Identifier, Moment, Text, Whole, Word

_Model = TypeVar("_Model", bound=models.Model)

_MAPPING: dict[Any, Any] = {
    **serializers.ModelSerializer.serializer_field_mapping,
    models.CharField: Text,
    models.TextField: Text,
    models.IntegerField: Whole,
    models.BigIntegerField: Whole,
    models.PositiveIntegerField: Whole,
    models.PositiveBigIntegerField: Whole,
    models.BooleanField: Flag,
    models.DateField: Day,
    models.DateTimeField: Moment,
    models.UUIDField: Identifier,
}


_fields: dict[type, dict[str, Any]] = {}


class _OnAnyDatabase(serializers.ModelSerializer[_Model]):
    """Fields by our mapping, with limits that do not depend on the database which happens to be connected."""

    serializer_field_mapping = _MAPPING
    serializer_choice_field = Word

    def get_fields(self) -> dict[str, Any]:
        """Copies: to make them out of the model's fields, for each request, would take longer than to check a body."""
        if type(self) not in _fields:
            _fields[type(self)] = super().get_fields()
        return {name: deepcopy(field) for name, field in _fields[type(self)].items()}

    def build_standard_field(self, field_name: str, model_field: Any) -> tuple[Any, dict[str, Any]]:
        made, options = super().build_standard_field(field_name, model_field)
        if isinstance(model_field, models.PositiveIntegerField | models.IntegerField) and "max_value" in options:
            big = isinstance(model_field, models.BigIntegerField | models.PositiveBigIntegerField)
            options["max_value"] = min(options["max_value"], 2**63 - 1 if big else 2**31 - 1)
            options["min_value"] = max(options["min_value"], -(2**63) if big else -(2**31))
        return made, options


class Described(serializers.BaseSerializer[Any], ABC):
    """What no fields describe says itself how it looks."""

    @classmethod
    @abstractmethod
    def described(cls) -> Any:
        """Its JSON schema, for the description of the API."""

    @classmethod
    def bodies(cls) -> Any:
        """What is taken as a body: by media type, where it is taken in several."""
        return cls


class Answer(_OnAnyDatabase[_Model]):
    """Documents the rows of a noun.

    `attached` names the fields that are no column and that the view adds, `sometimes` those that it does not always.
    `noun` is its entry in the table of what customers are shown (`access.audience`); without one, they see no field.
    """

    noun: ClassVar[str] = ""
    attached: ClassVar[tuple[str, ...]] = ()
    sometimes: ClassVar[tuple[str, ...]] = ()

    def get_fields(self) -> dict[str, Any]:
        """What is for reading alone is always there."""
        fields = super().get_fields()
        for name, field in fields.items():
            field.read_only, field.required = name not in self.sometimes, False
        return fields


class Strict(serializers.Serializer[Any]):
    """Refuses fields it does not know. `elsewhere` tells where a field belongs that people look for here."""

    default_error_messages: ClassVar[Any] = {"invalid": "A JSON object is expected here."}
    elsewhere: ClassVar[Mapping[str, str]] = {}

    def to_internal_value(self, data: Any) -> Any:
        unknown = [name for name in data if name not in self.fields] if isinstance(data, Mapping) else []
        try:
            values = super().to_internal_value(data)
        except serializers.ValidationError as error:
            if isinstance(error.detail, dict):
                raise serializers.ValidationError({**error.detail, **self._refusals(unknown)}) from error
            raise
        if unknown:
            raise serializers.ValidationError(self._refusals(unknown))
        return values

    def _refusals(self, unknown: list[str]) -> dict[str, serializers.ErrorDetail]:
        known = f"There is no such field. Known are: {', '.join(self.fields)}."
        return {name[:60]: serializers.ErrorDetail(self.elsewhere.get(name, known), code="unknown") for name in unknown}


class Facts(Strict, _OnAnyDatabase[_Model]):
    """Fields of a noun as they are taken, with the model's limits. `ref` may be null but not empty."""

    def build_standard_field(self, field_name: str, model_field: Any) -> tuple[Any, dict[str, Any]]:
        made, options = super().build_standard_field(field_name, model_field)
        kept = [check for check in options.get("validators", ()) if not isinstance(check, UniqueValidator)]
        options["validators"] = kept
        if field_name == "ref":
            options["allow_blank"] = False
        return made, options

    def build_relational_field(self, field_name: str, relation_info: Any) -> Any:
        # Django REST framework would look in all rows, those of other customers too.
        raise ImproperlyConfigured(f"Declare {type(self).__name__}.{field_name} as a RowField.")

    def get_unique_together_validators(self) -> list[Any]:
        return []


def version_field() -> Whole:
    """For bodies of changes: the version that the caller has seen, as `If-Match` would say it."""
    return Whole(required=False, min_value=1, max_value=2**31 - 1, help_text="The version you have seen; another: 412.")
