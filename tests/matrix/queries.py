"""The shape of what was asked of the database: the statements without their values."""

import re
from typing import Any

_VALUE = re.compile(r"'[^']*'(::uuid)?|\b[0-9a-f]{32}\b|\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b\d+\b")


def shapes(queries: Any) -> list[str]:
    """One text a statement, savepoints left out: their names count up."""
    texts = (query["sql"] for query in queries.captured_queries)
    return [_VALUE.sub("?", text) for text in texts if "SAVEPOINT" not in text]
