"""The 3.0.3 document keeps to what Salesforce documents of External Services, so that it can be registered there.

Source: Salesforce Help, External Services: System Limits; Schema Definitions; OpenAPI 2.0 and 3.0 Support; Naming and
Description Conventions; Apex Class Names and Developer Names.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

CHARACTERS = 10_000_000
NAME, CLASS_NAME, DESCRIPTION = 80, 255, 1333
MEDIA = {"application/json", "application/problem+json"}
# Operations that send or answer with a file.
FILES = {
    "evidence_download",
    "evidence_upload",
    "imports_create",
    "imports_left_out",
    "imports_template",
    "exports_download",
}
_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    served = Client().get("/api/schema-3.0", headers={"Accept": "application/vnd.oai.openapi+json"})
    return dict(json.loads(served.content))


@pytest.fixture(scope="module")
def operations(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [operation for item in document["paths"].values() for operation in item.values()]


def schemas_in(node: Any, place: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema of the document and the place where it stands."""
    if isinstance(node, list):
        for inner in node:
            yield from schemas_in(inner, place)
    elif isinstance(node, dict):
        if {"type", "allOf", "oneOf", "anyOf"} & node.keys() and isinstance(node.get("type", ""), str):
            yield place, node
        for name, inner in node.items():
            if name not in {"example", "examples"}:
                yield from schemas_in(inner, f"{place}/{name}")


def test_it_is_small_enough(document: dict[str, Any]) -> None:
    assert document["openapi"] == "3.0.3"
    assert len(json.dumps(document)) < CHARACTERS


def test_names_of_operations_and_bodies_fit(document: dict[str, Any], operations: list[dict[str, Any]]) -> None:
    names = [operation["operationId"] for operation in operations]
    assert [name for name in names if len(name) > NAME or not _IDENTIFIER.fullmatch(name)] == []
    bodies = document["components"]["schemas"]
    assert [name for name in bodies if len(name) > CLASS_NAME or not _IDENTIFIER.fullmatch(name)] == []


def test_fields_have_names_that_apex_can_say_and_that_differ_in_more_than_case(document: dict[str, Any]) -> None:
    for place, schema in schemas_in(document["components"]["schemas"]):
        fields = list(schema.get("properties", ()))
        assert [field for field in fields if not _IDENTIFIER.fullmatch(field)] == [], place
        assert len({field.lower() for field in fields}) == len(fields), place


def test_descriptions_of_operations_are_not_cut_off(operations: list[dict[str, Any]]) -> None:
    long = [operation["operationId"] for operation in operations if len(operation.get("description", "")) > DESCRIPTION]
    assert long == []
    parameters = [parameter for operation in operations for parameter in operation.get("parameters", ())]
    assert [p["name"] for p in parameters if len(p.get("description", "")) > DESCRIPTION] == []


def test_bodies_are_json_but_for_files(operations: list[dict[str, Any]]) -> None:
    other = {
        operation["operationId"]
        for operation in operations
        for body in (operation.get("requestBody", {}), *operation["responses"].values())
        if body.get("content") and not MEDIA & set(body["content"])
    }
    assert other <= FILES


def test_there_are_no_shapes_that_it_cannot_hold(document: dict[str, Any]) -> None:
    for place, schema in schemas_in(document):
        assert "anyOf" not in schema, place
        assert schema.get("type") != "array" or schema["items"].get("type") != "array", place


def test_reading_takes_no_body(document: dict[str, Any]) -> None:
    assert [path for path, item in document["paths"].items() if "requestBody" in item.get("get", {})] == []
