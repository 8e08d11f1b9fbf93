"""The same contract as OpenAPI 3.0.3, for tools that read nothing newer."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from django.test import Client
from openapi_spec_validator import OpenAPIV30SpecValidator

from implementation.http.openapi_3_0 import as_3_0


@pytest.fixture(scope="module")
def served() -> dict[str, Any]:
    answer = Client().get("/api/schema-3.0", headers={"Accept": "application/vnd.oai.openapi+json"})
    assert answer.status_code == 200
    return dict(json.loads(answer.content))


def test_it_is_valid_openapi_3_0_3(served: dict[str, Any]) -> None:
    assert served["openapi"] == "3.0.3"
    assert list(OpenAPIV30SpecValidator(served).iter_errors()) == []


def test_it_describes_the_same_operations(served: dict[str, Any]) -> None:
    newer = yaml.safe_load(Client().get("/api/schema").content)
    assert {path: set(item) for path, item in served["paths"].items()} == {
        path: set(item) for path, item in newer["paths"].items()
    }
    assert served["components"]["schemas"].keys() == newer["components"]["schemas"].keys()
    assert "webhooks" not in served


def words_in(node: Any, *, names: bool = False) -> Iterator[tuple[str, Any]]:
    """Keywords of schemas and what they say; names of fields and examples are no keywords."""
    for inner in node if isinstance(node, list) else ():
        yield from words_in(inner)
    for word, inner in node.items() if isinstance(node, dict) else ():
        if not names:
            yield word, inner
        if word not in {"example", "examples", "enum"} or names:
            yield from words_in(inner, names=word in {"properties", "schemas"} and not names)


def test_no_word_of_3_1_is_left(served: dict[str, Any]) -> None:
    found = list(words_in(served["paths"])) + list(words_in({"schemas": served["components"]["schemas"]}))
    assert {"const", "contentMediaType", "prefixItems"}.isdisjoint(word for word, _ in found)
    assert [said for word, said in found if word == "type" and not isinstance(said, str)] == []
    assert [said for word, said in found if said == {"type": "null"}] == []


@pytest.mark.parametrize(
    ("newer", "older"),
    [
        ({"type": ["string", "null"], "format": "date"}, {"type": "string", "format": "date", "nullable": True}),
        ({"type": ["integer", "string"]}, {"anyOf": [{"type": "integer"}, {"type": "string"}]}),
        (
            {"oneOf": [{"$ref": "#/components/schemas/A"}, {"type": "null"}]},
            {"oneOf": [{"$ref": "#/components/schemas/A"}], "nullable": True},
        ),
        (
            {"$ref": "#/components/schemas/A", "description": "Why"},
            {"allOf": [{"$ref": "#/components/schemas/A"}], "description": "Why"},
        ),
        ({"const": "a"}, {"enum": ["a"]}),
        ({"type": "integer", "exclusiveMinimum": 3}, {"type": "integer", "minimum": 3, "exclusiveMinimum": True}),
        ({"type": "string", "examples": ["a", "b"]}, {"type": "string", "example": "a"}),
        ({"type": "string", "contentMediaType": "text/csv"}, {"type": "string", "format": "binary"}),
        (
            {"type": "object", "properties": {"type": {"type": ["string", "null"]}}},
            {"type": "object", "properties": {"type": {"type": "string", "nullable": True}}},
        ),
        (
            {"type": "array", "items": {"type": ["number", "null"]}},
            {"type": "array", "items": {"type": "number", "nullable": True}},
        ),
        ({"type": "object", "additionalProperties": False}, {"type": "object", "additionalProperties": False}),
    ],
)
def test_a_schema_is_said_in_the_older_words(newer: dict[str, Any], older: dict[str, Any]) -> None:
    document = {
        "openapi": "3.1.1",
        "info": {},
        "paths": {"/a": {"schema": newer}},
        "components": {"schemas": {"B": newer}},
    }
    said = as_3_0(document)
    assert said["components"]["schemas"]["B"] == older
    assert said["paths"]["/a"]["schema"] == older


def test_what_3_0_has_no_word_for_is_left_out() -> None:
    info = {"title": "T", "version": "1", "license": {"name": "Apache 2.0", "identifier": "Apache-2.0"}}
    said = as_3_0({"openapi": "3.1.1", "info": info, "paths": {}, "webhooks": {"event": {}}, "jsonSchemaDialect": "x"})
    assert said == {
        "openapi": "3.0.3",
        "info": {"title": "T", "version": "1", "license": {"name": "Apache 2.0"}},
        "paths": {},
        "components": {},
    }
