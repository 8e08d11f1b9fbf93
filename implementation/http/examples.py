"""Examples for the OpenAPI schema: values that fit a schema, taken from a table of example rows where it knows better.

Pure: the tables live beside the serializers (`implementation.api.example_rows`, `tracking.api.example_rows`), the hook
of `implementation.http.describing` asks here. A test holds every example against its schema.
"""

from collections.abc import Mapping
from typing import Any

Schema = Mapping[str, Any]
Rows = Mapping[str, Mapping[str, Any]]
# What every noun has, by the name of the field.
COMMON = ""
# How the names of pages and of an item's results end: what they have, but for the rows in them.
PAGE = "Page"
RESULT = "BulkResult"
_REF = "#/components/schemas/"
_CHOICES = ("allOf", "oneOf", "anyOf")
_TEXTS = {
    "uuid": "0190f3b2-7c1e-7a5b-8c3d-1f2e3a4b5c6d",
    "date": "2026-03-31",
    "date-time": "2026-03-31T14:00:00Z",
    "uri": "https://crossing.example/",
    "email": "ada@vendor.example",
    "binary": "golive_ref,customer_ref,product\nG-1,C-1,Ambient Scribe\n",
}


class Examples:
    """Makes examples of components. `rows` maps a component's name, or its beginning, to the values of its fields."""

    def __init__(self, schemas: Mapping[str, Schema], rows: Rows) -> None:
        self._schemas = schemas
        self._rows = rows

    def of_component(self, name: str) -> Any:
        """`TaskPage`, `PatchedTaskChangeRequest`: each field by the row that fits the name best."""
        schema = self._schemas[name]
        if "properties" not in schema:
            return self.of_schema(schema)
        row, common = self._row(name), self._rows.get(COMMON, {})
        # Of a result, `data` or else a `problem`.
        wanted = {field: inner for field, inner in schema["properties"].items() if field != "problem"}
        if name.endswith("Request"):
            wanted = {field: wanted[field] for field in wanted if field in row or field in schema.get("required", ())}
        return {field: self._of_field(field, inner, row, common) for field, inner in wanted.items()}

    def _of_field(self, field: str, schema: Schema, row: Mapping[str, Any], common: Mapping[str, Any]) -> Any:
        """By the row; by what is common, unless a whole row stands there; else the plainest value."""
        if field in row:
            return row[field]
        return common[field] if field in common and not self._is_row(schema) else self.of_schema(schema)

    def _is_row(self, schema: Schema) -> bool:
        parts = [schema, *(part for choice in _CHOICES for part in schema.get(choice, ()))]
        return any("properties" in self._schemas.get(part.get("$ref", "").removeprefix(_REF), {}) for part in parts)

    def of_schema(self, schema: Schema) -> Any:
        """A value that fits, the plainest one."""
        if "$ref" in schema:
            return self.of_component(schema["$ref"].removeprefix(_REF))
        for choice in _CHOICES:
            if choice in schema:
                return self.of_schema(schema[choice][0])
        for known in ("const", "default", "example"):
            if known in schema:
                return schema[known]
        return schema["enum"][0] if "enum" in schema else self._of_type(schema)

    def _of_type(self, schema: Schema) -> Any:
        kinds = schema.get("type", "object")
        kind = kinds if isinstance(kinds, str) else kinds[0]
        if kind == "object":
            return {field: self.of_schema(inner) for field, inner in schema.get("properties", {}).items()}
        if kind == "array":
            return [self.of_schema(schema["items"])]
        if kind == "string":
            return _TEXTS.get(schema.get("format", ""), "text"[: schema.get("maxLength", 4)])
        return {"boolean": True, "integer": schema.get("minimum", 1), "number": 1.5}[kind]

    def _row(self, name: str) -> Mapping[str, Any]:
        """The row whose name is the longest beginning of the component's; pages and results have one of their own."""
        for ending in (PAGE, RESULT):
            if name.endswith(ending) and name not in self._rows:
                return self._rows.get(ending, {})
        bare = name.removeprefix("Patched")
        # What is told once of a new row stands beside what is told of every one.
        return {**self._fitting(bare.removeprefix("New")), **self._fitting(bare)}

    def _fitting(self, name: str) -> Mapping[str, Any]:
        keys = [key for key in self._rows if key and name.startswith(key)]
        return self._rows[max(keys, key=len)] if keys else {}
