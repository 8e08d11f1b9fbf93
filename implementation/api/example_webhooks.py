"""The example rows of webhooks, which example_rows adds to its table."""

from implementation.http.examples import Rows

_WEBHOOK_ID = "0190f3c7-5a6b-7c8d-9e0f-1a2b3c4d5e6f"
_WEBHOOK = {
    "id": _WEBHOOK_ID,
    "url": "https://hooks.example.com/catch/1",
    "label": "Ticket when a task is blocked",
    "kinds": ["task.blocked", "go-live.*"],
    "customer": None,
    "for_customer": False,
    "state": "active",
    "active_since": "2026-03-01T08:00:00Z",
    "disabled_because": "",
    "disabled_at": None,
    "failing_since": None,
    "former_secret_until": None,
}
WEBHOOK_ROWS: Rows = {
    "Webhook": _WEBHOOK,
    "NewWebhook": {**_WEBHOOK, "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwC5kQpJtJm2o="},
    "ReplayedWebhook": {**_WEBHOOK, "queued": 17},
    "WebhookRequest": {
        "url": "https://hooks.example.com/catch/1",
        "label": "Ticket when a task is blocked",
        "kinds": ["task.blocked", "go-live.*"],
    },
    "WebhookChange": {"kinds": ["task.*"], "version": 3},
    "WebhookTransition": {"to": "disabled", "reason": "The receiver moves to another host."},
    "WebhookSecret": {"overlap_hours": 24},
    "WebhookReplay": {"after": 4700, "include_delivered": False},
    "WebhookDelivery": {
        "webhook": _WEBHOOK_ID,
        "position": 4711,
        "kind": "task.blocked",
        "state": "pending",
        "attempts": 2,
        "next_attempt_at": "2026-03-31T14:35:00Z",
        "last_attempt_at": "2026-03-31T14:05:05Z",
        "last_status": 503,
        "last_error": "It answered 503.",
        "last_duration_ms": 212,
        "delivered_at": None,
    },
    "WebhookDeliveryRequest": {"webhook": _WEBHOOK_ID},
}
