"""What stories are told with: an external tool, which knows the program through HTTP alone."""

from typing import Any

from django.test import Client


class Tool:
    """An external tool with a key: sends JSON and expects a status."""

    def __init__(self, key: str) -> None:
        self._client = Client(headers={"Authorization": f"Bearer {key}"})

    def get(self, path: str, status: int = 200) -> Any:
        return self._checked(self._client.get(f"/api/v1/{path}"), status)

    def post(self, path: str, body: dict[str, Any], status: int = 201) -> Any:
        answer = self._client.post(f"/api/v1/{path}", body, content_type="application/json")
        return self._checked(answer, status)

    def patch(self, path: str, body: dict[str, Any], status: int = 200) -> Any:
        answer = self._client.patch(f"/api/v1/{path}", body, content_type="application/json")
        return self._checked(answer, status)

    def every(self, path: str) -> list[dict[str, Any]]:
        """All rows of a list, page by page."""
        rows: list[dict[str, Any]] = []
        cursor = ""
        while True:
            page = self.get(f"{path}&limit=50{cursor}")
            rows += page["results"]
            if page["next_cursor"] is None:
                return rows
            cursor = f"&cursor={page['next_cursor']}"

    def _checked(self, answer: Any, status: int) -> Any:
        assert answer.status_code == status, answer.content.decode()
        return answer.json()
