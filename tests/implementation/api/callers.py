"""Calling the API as a tool does: through HTTP, with a key."""

from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from implementation.models import ApiKey
from tests import factories

V1 = "/api/v1/"


class Tool:
    """An external tool that holds a key. Paths are relative to /api/v1/."""

    def __init__(self, key: str) -> None:
        self.key = key
        self._client = Client(headers={"Authorization": f"Bearer {key}"})

    def get(self, path: str, query: dict[str, Any] | None = None, **headers: str) -> Any:
        return self._client.get(V1 + path, query or {}, headers=_named(headers))

    def post(self, path: str, body: Any, **headers: str) -> Any:
        return self._client.post(V1 + path, body, "application/json", headers=_named(headers))

    def put(self, path: str, body: Any, **headers: str) -> Any:
        return self._client.put(V1 + path, body, "application/json", headers=_named(headers))

    def patch(self, path: str, body: Any, **headers: str) -> Any:
        return self._client.patch(V1 + path, body, "application/json", headers=_named(headers))


def tool(*scopes: str, **fields: Any) -> Tool:
    """A tool with a fresh key. Its use is noted already, for longer than a test takes, so no request writes that."""
    key = factories.key(*scopes, **fields)
    ApiKey.objects.filter(prefix=key.split("_")[1]).update(last_used_at=timezone.now() + timedelta(hours=1))
    return Tool(key)


def pointers(answer: Any) -> list[str]:
    """The places that a refusal names."""
    return [fault["pointer"] for fault in answer.json()["errors"]]


def slug(answer: Any) -> str:
    """The problem type, after its common prefix."""
    assert answer["Content-Type"] == "application/problem+json"
    return str(answer.json()["type"]).removeprefix("/problems/")


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}
