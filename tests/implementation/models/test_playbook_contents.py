"""The schema of playbook files and the columns that hold them: what passes the one fits the other."""

from typing import Any

import pytest

from implementation.models import Playbook, PlaybookTask, PlaybookVersion
from implementation.playbooks.shape import schema

COLUMNS: dict[str, tuple[Any, str]] = {
    "key": (Playbook, "key"),
    "title": (PlaybookVersion, "title"),
    "version": (PlaybookVersion, "number"),
    "product_type": (PlaybookVersion, "product_type"),
}
RENAMED = {"owner": "owner_side", "barrier": "barrier_kind"}


@pytest.mark.parametrize("field", COLUMNS)
def test_a_text_of_the_playbook_may_be_as_long_as_its_column(field: str) -> None:
    model, column = COLUMNS[field]
    assert schema()["properties"][field]["maxLength"] == model._meta.get_field(column).max_length


@pytest.mark.parametrize("column", ["title", "product_type"])
def test_a_title_and_type_fit_the_playbook_as_well_as_the_version(column: str) -> None:
    fields: list[Any] = [model._meta.get_field(column) for model in (Playbook, PlaybookVersion)]
    assert len({field.max_length for field in fields}) == 1


def test_a_text_of_a_task_may_be_as_long_as_its_column() -> None:
    for name, rule in schema()["$defs"]["task"]["properties"].items():
        column: Any = {field.name: field for field in PlaybookTask._meta.get_fields()}.get(RENAMED.get(name, name))
        longest = getattr(column, "max_length", None)
        if longest and "maxLength" in rule:
            assert rule["maxLength"] == longest, name
        assert all(len(word) <= longest for word in rule.get("enum", ()) if longest), name
