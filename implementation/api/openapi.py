"""What the description of the API adds for webhooks: the message that receivers are sent."""

from typing import Any

from drf_spectacular.utils import OpenApiWebhook


def _header(name: str, description: str) -> dict[str, Any]:
    return {"in": "header", "name": name, "required": True, "schema": {"type": "string"}, "description": description}


_MESSAGE = {
    "type": "object",
    "required": ["type", "timestamp", "data"],
    "properties": {
        "type": {"type": "string", "description": "The event's kind, such as task.done; webhook.test is a test."},
        "timestamp": {"type": "string", "format": "date-time", "description": "When it happened."},
        "data": {
            "description": "The event as `GET events` shows it. One of more than 64 KiB is sent without its values.",
            "oneOf": [
                {"$ref": "#/components/schemas/Event"},
                {
                    "type": "object",
                    "description": "Of a test.",
                    "required": ["webhook", "message"],
                    "properties": {"webhook": {"type": "string", "format": "uuid"}, "message": {"type": "string"}},
                },
            ],
        },
    },
}
_EXAMPLE = {
    "type": "webhook.test",
    "timestamp": "2026-03-31T14:00:00Z",
    "data": {"webhook": "0190f3b2-7c1e-7a5b-8c3d-1f2e3a4b5c6d", "message": "A test. Nothing has changed."},
}
_OPERATION = {
    "operationId": "webhooks_message",
    "summary": "An event that a webhook wanted",
    "description": (
        "A Standard Webhooks message. Expect duplicates, verify the signature, fetch before you trust. Answer 2xx "
        "within 10 seconds; anything else is tried again for some three days, and 410 ends the webhook."
    ),
    "tags": ["webhooks"],
    "security": [],
    "parameters": [
        _header("webhook-id", "The message's id, the same at each attempt: pass over what you have seen."),
        _header("webhook-timestamp", "When this attempt was made, in seconds since 1970; refuse old ones."),
        _header("webhook-signature", "`v1,` and the signature; two, with a blank between, while secrets change."),
    ],
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": _MESSAGE, "example": _EXAMPLE}},
    },
    "responses": {
        "2XX": {"description": "The receiver has it."},
        "410": {"description": "The receiver wants no more: the webhook is disabled."},
    },
}
EVENT_MESSAGE = OpenApiWebhook("event", {"post": _OPERATION})
