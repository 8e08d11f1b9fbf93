"""Every operation shows an example of what it takes and of what it answers, and each fits its schema."""

import gzip
import json
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from typing import Any

import pytest
from openapi_schema_validator import OAS30Validator, OAS31Validator

from implementation.http.described import described
from implementation.http.examples import Examples

VERSIONS = {"3.1": OAS31Validator, "3.0": OAS30Validator}


@cache
def document(version: str) -> dict[str, Any]:
    return dict(json.loads(gzip.decompress(described(version, "json"))))


def bodies(shown: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every media type of every request, answer and problem, with its place."""
    for path, item in shown["paths"].items():
        for method, operation in item.items():
            answers = {name: answer for name, answer in operation["responses"].items() if "$ref" not in answer}
            for name, body in {"body": operation.get("requestBody", {}), **answers}.items():
                for media in body.get("content", {}).values():
                    yield f"{method.upper()} {path} {name}", _shown(media)
    for name, answer in shown["components"]["responses"].items():
        for media in answer["content"].values():
            yield name, media


def _shown(media: dict[str, Any]) -> dict[str, Any]:
    return {**media, "examples": {"": {"value": media["example"]}}} if "example" in media else media


def faults(version: str, shown: dict[str, Any]) -> list[str]:
    found = []
    validator = VERSIONS[version]
    for place, media in bodies(shown):
        for name, example in media["examples"].items():
            value = shown["components"]["examples"][example["$ref"].rsplit("/", 1)[1]] if "$ref" in example else example
            schema = {**media["schema"], "components": shown["components"]}
            checker = validator(schema, format_checker=validator.FORMAT_CHECKER)
            found += [f"{place} {name}: {error.message}" for error in checker.iter_errors(value["value"])]
    return found


@pytest.mark.parametrize("version", VERSIONS)
def test_every_body_has_an_example(version: str) -> None:
    assert [place for place, media in bodies(document(version)) if not media.get("examples")] == []


@pytest.mark.parametrize("version", VERSIONS)
def test_every_example_fits_its_schema(version: str) -> None:
    assert faults(version, document(version)) == []


def test_an_example_that_does_not_fit_would_be_found() -> None:
    wrong = deepcopy(document("3.1"))
    wrong["components"]["examples"]["Task"]["value"]["due_on"] = "soon"
    wrong["components"]["examples"]["Product"]["value"].pop("name")
    told = "\n".join(faults("3.1", wrong))
    assert "'soon'" in told
    assert "'name' is a required property" in told


def test_examples_of_requests_say_something() -> None:
    shown = document("3.1")["components"]["examples"]
    assert [name for name, example in shown.items() if name.endswith("Request") and not example["value"]] == []


def test_the_row_with_the_longest_fitting_name_tells_the_fields() -> None:
    text = {"type": "string"}
    schemas: dict[str, dict[str, Any]] = {
        "Task": {"properties": {"title": text, "note": text}},
        "TaskChangeRequest": {"properties": {"title": text, "note": text}},
        "TaskPage": {"properties": {"results": {"type": "array", "items": {"$ref": "#/components/schemas/Task"}}}},
    }
    examples = Examples(schemas, {"": {"note": "N"}, "Task": {"title": "Connect"}, "TaskChange": {"title": "Wait"}})
    assert examples.of_component("Task") == {"title": "Connect", "note": "N"}
    assert examples.of_component("TaskChangeRequest") == {"title": "Wait"}
    assert examples.of_component("TaskPage") == {"results": [{"title": "Connect", "note": "N"}]}


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"enum": ["a", "b"]}, "a"),
        ({"const": 3}, 3),
        ({"type": ["string", "null"], "format": "date"}, "2026-03-31"),
        ({"oneOf": [{"type": "integer", "minimum": 7}, {"type": "string"}]}, 7),
        ({"type": "array", "items": {"type": "boolean"}}, [True]),
        ({"type": "object", "properties": {"x": {"type": "number"}}}, {"x": 1.5}),
        ({"type": "string", "maxLength": 2}, "te"),
        ({}, {}),
    ],
)
def test_without_a_row_the_plainest_value_that_fits_is_taken(schema: dict[str, Any], value: object) -> None:
    assert Examples({}, {}).of_schema(schema) == value
