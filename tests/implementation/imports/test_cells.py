"""What the text of a cell means."""

from datetime import date

import pytest

from implementation.imports import columns, numbers, places
from implementation.imports.columns import CellFault


@pytest.mark.parametrize(
    ("hours", "minutes"), [("1", 60), ("7.5", 450), (".25", 15), ("0.125", 8), ("2.", 120), ("24", 1440), ("0.1", 6)]
)
def test_hours_are_kept_as_minutes(hours: str, minutes: int) -> None:
    assert columns.hours_of_a_day("hours", "minutes").parse(hours) == minutes


@pytest.mark.parametrize(
    ("hours", "code"),
    [("24.01", "above_24_hours"), ("0", "out_of_range"), ("0.001", "out_of_range"), ("-1", "out_of_range"),
     ("99999999", "out_of_range"), ("7,5", "not_a_number"), ("1e3", "not_a_number"), ("nan", "not_a_number"),
     ("five", "not_a_number"), ("1_0", "not_a_number"), ("٣", "not_a_number")],
)  # fmt: skip
def test_other_hours_are_refused(hours: str, code: str) -> None:
    column = columns.hours_of_a_day("hours", "minutes") if code != "out_of_range" or hours != "99999999" else None
    with pytest.raises(CellFault) as fault:
        (column or columns.hours("estimate_hours", "estimate_minutes")).parse(hours)
    assert fault.value.code == code


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("1200", 1200), ("1000.0", 1000), ("007", 7)])
def test_whole_numbers_may_be_written_as_spreadsheets_do(text: str, number: int) -> None:
    assert numbers.whole_number(text) == number


@pytest.mark.parametrize("text", ["1.5", "1,000", "ten", "", "²", "99999999999"])
def test_other_numbers_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"whole number|too large"):
        numbers.whole_number(text)


@pytest.mark.parametrize(("text", "value"), [("true", True), ("Yes", True), ("1", True), ("FALSE", False)])
def test_truth_is_written_in_several_ways(text: str, value: bool) -> None:
    assert numbers.truth(text) is value


def test_a_country_is_two_letters_in_capitals() -> None:
    assert places.country("us") == "US"
    with pytest.raises(ValueError, match="ISO 3166"):
        places.country("USA")


def test_a_time_zone_is_one_that_exists() -> None:
    assert places.time_zone("America/Chicago") == "America/Chicago"
    with pytest.raises(ValueError, match="IANA"):
        places.time_zone("Middle/Earth")


def test_a_choice_is_read_in_any_case_and_a_near_one_proposed() -> None:
    side = columns.choice("side", ["vendor", "customer"])
    assert side.parse("Vendor") == "vendor"
    with pytest.raises(CellFault, match="Did you mean customer"):
        side.parse("custommer")


def test_a_fact_lies_in_the_past_also_an_imprecise_one() -> None:
    parse = columns.refuse_future(columns.rough_day("live_on").parse, date(2024, 6, 1))
    assert parse("2024-06-01") == ("2024-06-01", "day")
    assert parse("2024") == ("2024-07-01", "year")
    for later in ("2024-06-02", "2024-07", "2024-Q3"):
        with pytest.raises(CellFault, match="future"):
            parse(later)


def test_text_is_as_long_as_can_be_kept() -> None:
    column = columns.text("name", longest=5)
    assert column.parse("12345") == "12345"
    with pytest.raises(CellFault, match="shorten it to 5"):
        column.parse("123456")
    with pytest.raises(CellFault, match="NUL"):
        column.parse("a\0b")
