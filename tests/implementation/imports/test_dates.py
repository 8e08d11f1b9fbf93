"""Dates of any precision, and back."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from implementation.imports.dates import middle_day, parse_day, parse_rough_day, period, write_rough_day
from implementation.models.vocabulary import Precision

days = some.dates(min_value=date(1, 1, 1), max_value=date(9999, 12, 31))
precisions = some.sampled_from(Precision.values)


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("2023-06-14", date(2023, 6, 14), "day"),
        ("2023-06", date(2023, 6, 15), "month"),
        ("2024-02", date(2024, 2, 15), "month"),
        ("2023-Q2", date(2023, 5, 16), "quarter"),
        ("2023-q4", date(2023, 11, 15), "quarter"),
        ("2023-H1", date(2023, 4, 1), "half"),
        ("2023", date(2023, 7, 2), "year"),
    ],
)
def test_a_date_is_kept_as_the_middle_day_of_its_period(text: str, day: date, precision: str) -> None:
    assert parse_rough_day(text) == (day, precision)


@given(days, precisions)
def test_what_is_written_is_read_as_the_same_period(day: date, precision: str) -> None:
    read = parse_rough_day(write_rough_day(day, precision))
    assert (period(*read), read.precision) == (period(day, precision), precision)


@given(days, precisions)
def test_what_is_read_is_written_as_it_was(day: date, precision: str) -> None:
    text = write_rough_day(day, precision)
    assert write_rough_day(*parse_rough_day(text)) == text


@given(days, precisions)
def test_the_middle_day_lies_in_the_middle(day: date, precision: str) -> None:
    first, last = period(day, precision)
    middle = middle_day(day, precision)
    assert first <= day <= last
    assert 0 <= (last - middle).days - (middle - first).days <= 1


@pytest.mark.parametrize(
    "text",
    ["2023-02-30", "2023-13", "2023-Q5", "2023-H3", "14.06.2023", "06/14/2023", "23", "2023-6-1", "20230614",
     "2023-W24-3", "0000", "2023-00", "２０２３", "soon", "2023-06-14 "],
)  # fmt: skip
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_rough_day(text)


def test_a_plain_date_has_a_day() -> None:
    with pytest.raises(ValueError, match="2023-06-14"):
        parse_day("2023-06")
