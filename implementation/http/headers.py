"""What the OpenAPI schema says of headers, one place for all operations."""

from typing import Any

Header = dict[str, Any]


def _header(description: str, example: str | int, **schema: Any) -> Header:
    return {"description": description, "schema": {"type": "string", **schema}, "example": example}


ETAG = "ETag"
HEADERS: dict[str, Header] = {
    "X-Request-ID": _header(
        "Names the request in our log and in its events. Yours, if you sent one of 8 to 64 letters, digits, `.`, `_`, "
        "`-`; ours otherwise.",
        "5f0c2a9e4b7d4c1f8a6e3d2b1c0f9e8d",
    ),
    ETAG: _header(
        "The state of the row: `<version>-<revision>-<view>`. Send it as `If-None-Match` to read only what changed, as "
        "`If-Match` to write only if nobody else did.",
        '"3-41-9f2c1a"',
    ),
    "Location": _header("Where the new row is.", "/api/v1/tasks/0190f3b2-7c1e-7a5b-8c3d-1f2e3a4b5c6d"),
    "Retry-After": {
        "description": "Seconds to wait before the next attempt.",
        "schema": {"type": "integer", "minimum": 1},
        "example": 5,
    },
    "RateLimit": _header(
        "Requests left in this window (`r`) and seconds until the next one begins (`t`). Missing while nobody counts, "
        "which is when the cache is down.",
        '"default";r=540;t=41',
    ),
    "RateLimit-Policy": _header("Requests of a window (`q`) and its seconds (`w`).", '"default";q=600;w=60'),
    "Idempotency-Replayed": _header(
        "`true`: this is the answer to an earlier request with the same `Idempotency-Key`; nothing was done again.",
        "true",
    ),
    "WWW-Authenticate": _header("How to say who you are.", 'Bearer realm="crossing"'),
}
ON_EVERY_ANSWER = ("X-Request-ID", "RateLimit", "RateLimit-Policy")
ON_WRITES = ("Idempotency-Replayed",)
ON_PROBLEMS: dict[int, tuple[str, ...]] = {401: ("WWW-Authenticate",), 429: ("Retry-After",), 503: ("Retry-After",)}
IDEMPOTENCY_KEY: Header = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": (
        "Any text of yours, new for each thing to do, such as a UUID. Sent again with the same body within 24 hours, "
        "the request is not done again: the first answer comes back. With another body: 422."
    ),
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
    "example": "2b9d7c1e-5d0f-4a52-9a51-3b7f0e6c8d21",
}
