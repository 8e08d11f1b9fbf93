"""Announcing the end of an action: `Deprecation` (RFC 9745), `Sunset` (RFC 8594) and a link to what replaces it."""

from dataclasses import dataclass
from datetime import UTC, datetime, time
from datetime import date as Date

from django.utils.http import http_date


@dataclass(frozen=True, slots=True)
class Retirement:
    """Since when an action should no longer be used, from when on it may be gone, and where it is explained."""

    since: Date
    until: Date | None = None
    explained_at: str = ""

    @property
    def headers(self) -> dict[str, str]:
        told = {"Deprecation": f"@{_second(self.since)}"}
        if self.until is not None:
            told["Sunset"] = http_date(_second(self.until))
        if self.explained_at:
            told["Link"] = f'<{self.explained_at}>; rel="deprecation"; type="text/html"'
        return told


def _second(day: Date) -> int:
    """The first second of the day, UTC."""
    return int(datetime.combine(day, time(), UTC).timestamp())
