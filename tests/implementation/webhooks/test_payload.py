"""Bodies of messages."""

import json
from datetime import UTC, datetime
from uuid import UUID

from implementation.webhooks.payload import MOST_BYTES, body_of, data_of_a_test

NOON = datetime(2026, 3, 31, 12, tzinfo=UTC)


def test_a_message_has_type_time_and_data() -> None:
    told = json.loads(body_of("task.done", NOON, {"position": 7, "subject_id": UUID(int=1)}))
    assert told == {
        "type": "task.done",
        "timestamp": "2026-03-31T12:00:00Z",
        "data": {"position": 7, "subject_id": str(UUID(int=1))},
    }


def test_a_large_event_is_sent_without_its_values_and_says_so() -> None:
    event = {"position": 7, "before": {}, "after": {"note": "x" * MOST_BYTES}, "data": {"ids": ["a"]}}
    told = json.loads(body_of("task.changed", NOON, event))["data"]
    assert told == {"position": 7, "before": {}, "after": {}, "data": {}, "shortened": True}


def test_a_test_says_that_nothing_has_changed() -> None:
    assert "Nothing has changed" in data_of_a_test(UUID(int=1))["message"]
