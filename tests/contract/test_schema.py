"""The committed openapi.yaml is the contract: it is what the code serves, it is valid, and it says enough."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.core.management import call_command
from openapi_spec_validator import validate

from implementation.http.problems import PROBLEM_TYPES

COMMITTED: Path = settings.BASE_DIR / "openapi.yaml"


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    return dict(yaml.safe_load(COMMITTED.read_text()))


def operations(schema: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{method.upper()} {path}", operation)
        for path, item in schema["paths"].items()
        for method, operation in item.items()
    ]


def test_the_committed_schema_is_what_the_code_serves_and_made_without_warnings(tmp_path: Path) -> None:
    served = tmp_path / "openapi.yaml"
    call_command("spectacular", file=str(served), validate=True, fail_on_warn=True)
    assert COMMITTED.read_text() == served.read_text(), "run `make schema` and commit the difference"


def test_it_is_valid_openapi_3_1(schema: dict[str, Any]) -> None:
    assert schema["openapi"].startswith("3.1")
    validate(schema)


def test_every_operation_has_an_id_of_its_own_a_summary_and_a_tag(schema: dict[str, Any]) -> None:
    described = operations(schema)
    ids = [operation["operationId"] for _, operation in described]
    assert len(ids) == len(set(ids))
    for place, operation in described:
        assert operation["summary"], place
        assert operation["tags"], place
        assert operation["security"], place


def test_every_operation_describes_its_problems(schema: dict[str, Any]) -> None:
    for place, operation in operations(schema):
        statuses = set(operation["responses"])
        assert {"400", "401", "403"} <= statuses, place
        assert ("404" in statuses) or "{" not in place, place


def test_every_problem_type_is_listed(schema: dict[str, Any]) -> None:
    listed = schema["components"]["schemas"]["Problem"]["properties"]["type"]["enum"]
    assert listed == [f"/problems/{slug}" for slug in PROBLEM_TYPES]


def test_lists_page_in_one_shape(schema: dict[str, Any]) -> None:
    pages = {name: page for name, page in schema["components"]["schemas"].items() if name.endswith("Page")}
    assert pages
    for page in pages.values():
        assert set(page["properties"]) == {"next", "next_cursor", "results"}


def test_bodies_hold_known_fields_only(schema: dict[str, Any]) -> None:
    bodies = [body for name, body in schema["components"]["schemas"].items() if name.endswith("Request")]
    assert bodies
    # An item of a bulk request is one of two bodies, each listed for itself.
    assert all("oneOf" in body or body["additionalProperties"] is False for body in bodies)
