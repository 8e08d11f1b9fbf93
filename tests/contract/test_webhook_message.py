"""What receivers are sent is what `webhooks` in the schema says."""

import json
from typing import Any

import pytest
from openapi_schema_validator import OAS31Validator

from implementation.models import WebhookDelivery
from implementation.services.webhook_deliveries import follow, send_test
from implementation.services.webhook_messages import body, headers
from tests import factories as make
from tests.contract.test_examples import document
from tests.implementation.services.webhooks import webhook

pytestmark = pytest.mark.django_db


def test_events_and_tests_fit_the_schema() -> None:
    shown = document("3.1")
    operation: dict[str, Any] = shown["webhooks"]["event"]["post"]
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    checker = OAS31Validator(
        {**schema, "components": shown["components"]}, format_checker=OAS31Validator.FORMAT_CHECKER
    )
    made = webhook()
    make.tick(make.task(make.golive()))
    follow(at=make.now())
    send_test(actor=make.LEAD, at=make.now(), webhook_id=made.id)
    messages = [body(row) for row in WebhookDelivery.objects.select_related("event", "endpoint")]
    assert len(messages) > 4
    assert [fault.message for message in messages for fault in checker.iter_errors(json.loads(message))] == []


def test_the_headers_are_those_of_the_schema() -> None:
    test = send_test(actor=make.LEAD, at=make.now(), webhook_id=webhook().id)
    told = {parameter["name"] for parameter in document("3.1")["webhooks"]["event"]["post"]["parameters"]}
    assert set(headers(test, body(test), at=make.now()) or {}) == told


def test_3_0_has_no_word_for_it() -> None:
    assert "webhooks" not in document("3.0")
