"""Announcing the end of an action, on a view that exists for this test alone."""

from datetime import date
from typing import Any

import pytest
from django.test import RequestFactory
from rest_framework.request import Request
from rest_framework.response import Response

from implementation.api.serializers.products import ProductAnswer
from implementation.http.actions import ListAction
from implementation.http.retirement import Retirement
from implementation.models import Product
from tests import factories

pytestmark = pytest.mark.django_db
LAST_DAY = Retirement(since=date(2026, 1, 1), until=date(2026, 7, 1), explained_at="https://example.test/why")


class OldView(ListAction):
    noun, model = "product", Product
    scopes = {"list": "products:read", "retrieve": "products:read"}
    answers = ProductAnswer
    retired = {"list": LAST_DAY}

    def retrieve(self, request: Request) -> Response:
        return Response({})


def call(action: str) -> Any:
    request = RequestFactory().get("/old", headers={"Authorization": f"Bearer {factories.key('read')}"})
    return OldView.as_view({"get": action})(request)


def test_an_action_that_will_end_says_since_when_until_when_and_why() -> None:
    answer = call("list")
    assert answer.status_code == 200
    assert answer["Deprecation"] == "@1767225600"
    assert answer["Sunset"] == "Wed, 01 Jul 2026 00:00:00 GMT"
    assert answer["Link"] == '<https://example.test/why>; rel="deprecation"; type="text/html"'


def test_the_others_say_nothing() -> None:
    assert "Deprecation" not in call("retrieve")


def test_the_end_may_be_open() -> None:
    assert Retirement(since=date(2026, 1, 1)).headers == {"Deprecation": "@1767225600"}
