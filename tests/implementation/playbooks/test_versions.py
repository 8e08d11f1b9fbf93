"""The order of versions."""

import pytest

from implementation.playbooks.versions import highest, next_after, refusal


@pytest.mark.parametrize(("low", "high"), [("1.9.0", "1.10.0"), ("1.9.9", "2.0.0"), ("0.0.9", "0.0.10")])
def test_numbers_are_compared_as_numbers(low: str, high: str) -> None:
    assert highest([high, low]) == highest([low, high]) == high
    assert refusal(high, published=[low]) == ""
    assert f"below {high}" in refusal(low, published=[high])


def test_the_first_may_have_any_number_and_none_comes_twice() -> None:
    assert refusal("0.0.1", published=[]) == ""
    assert "never changes" in refusal("1.0.0", published=["1.0.0", "2.0.0"])


def test_the_next_number_is_above() -> None:
    assert (next_after("1.2.7"), next_after("1.9.0")) == ("1.3.0", "1.10.0")
