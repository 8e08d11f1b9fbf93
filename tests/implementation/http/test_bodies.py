"""Bodies checked by a serializer that is kept: nothing of one request is left for the next."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from rest_framework import serializers

from implementation.http.bodies import checked, names_of
from implementation.http.fields import Text, Whole
from implementation.http.serializers import Strict


class Greeting(Strict):
    name = Text(required=False)
    times = Whole(default=1, max_value=9)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        return {**attrs, "by": self.context["request"]}


def test_what_one_request_sent_is_not_seen_by_the_next() -> None:
    assert checked(Greeting, {"name": "Ada", "times": 2}, "first") == {"name": "Ada", "times": 2, "by": "first"}  # type: ignore[arg-type]
    assert checked(Greeting, {}, "second") == {"times": 1, "by": "second"}  # type: ignore[arg-type]


def test_a_change_takes_no_defaults() -> None:
    assert checked(Greeting, {}, "him", partial=True) == {"by": "him"}  # type: ignore[arg-type]


@pytest.mark.parametrize("wrong", [None, [], "text", {"times": 10}, {"nmae": "Ada"}, {"times": None}])
def test_a_fault_is_told_as_a_new_serializer_tells_it_and_forgotten(wrong: Any) -> None:
    new = Greeting(data=wrong)
    assert not new.is_valid()
    with pytest.raises(serializers.ValidationError) as refused:
        checked(Greeting, wrong, "him")  # type: ignore[arg-type]
    assert refused.value.detail == new.errors
    assert checked(Greeting, {"times": 3}, "her") == {"times": 3, "by": "her"}  # type: ignore[arg-type]


def test_threads_do_not_mix_their_requests() -> None:
    def greet(number: int) -> bool:
        return checked(Greeting, {"times": number % 9}, number) == {"times": number % 9, "by": number}  # type: ignore[arg-type]

    with ThreadPoolExecutor(4) as threads:
        assert all(threads.map(greet, range(400)))


def test_the_names_are_those_of_the_fields() -> None:
    assert names_of(Greeting) == {"name", "times"}
