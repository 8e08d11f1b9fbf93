"""Values as the staging file keeps them: days as ISO 8601 text, ids as 32 hexadecimal digits."""

from datetime import date
from typing import Any
from uuid import UUID


def plain_value(value: Any) -> Any:
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, date):
        return value.isoformat()
    return value
