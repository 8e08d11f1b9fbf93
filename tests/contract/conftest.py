"""Gives each operation that Schemathesis calls a test with an id of its own.

Without one, pytest-xdist takes them all for a single test and runs the last.
"""

import pytest
from _pytest.nodeid import NodeId


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        label = getattr(item, "operation_label", None)
        if label and label not in item.nodeid:
            item._id = NodeId.parse(f"{item.nodeid}[{label}]")
