"""Where a view's description comes from, without loading who makes it.

Django REST framework looks at each member of a view's class when it routes it. Its own `schema` would load
`DEFAULT_SCHEMA_CLASS` then, and with it drf-spectacular and Django's tools for tests: some MiB in each web worker,
which describes nothing itself.
"""

from typing import Any

from rest_framework.schemas.inspectors import DefaultSchema


class SchemaWhenAsked(DefaultSchema):
    """Of a view as it is described, the schema; of a class that is merely looked at, this."""

    def __get__(self, instance: Any, owner: Any) -> Any:
        return self if instance is None else super().__get__(instance, owner)
