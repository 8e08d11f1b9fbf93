"""What a column of a table holds, and how the text of a cell is read.

A parser takes the trimmed, non-empty text and returns the value as it is staged (text, whole number, truth value,
ISO 8601 day), or raises CellFault with a code and the remedy. Table specifications are put together from these.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from implementation.imports import dates, numbers, places

Value = str | int | bool | None
Parser = Callable[[str], Value | tuple[Value, ...]]
REF_LENGTH = 120


class CellFault(Exception):
    """The cell cannot be taken; `code` as in faults.CODES, `remedy` for people."""

    def __init__(self, code: str, remedy: str) -> None:
        super().__init__(remedy)
        self.code = code
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    `fields` are the fields of the noun that it states; two for an imprecise date. A `resolved` one is staged as its
    text, under its name, and its fields are filled in once all tables are read: `reference` names the table whose
    ref it is. `empty` is what an empty cell means, a value for each field. `past`: a fact, never in the future.
    `number`: a file may write it with a decimal comma. `is_truth`: true or false.
    """

    name: str
    parse: Parser
    fields: tuple[str, ...]
    empty: tuple[Value, ...] = (None,)
    required: bool = False
    resolved: bool = False
    reference: str = ""
    past: bool = False
    choices: tuple[str, ...] = ()
    number: bool = False
    is_truth: bool = False

    @property
    def staged(self) -> tuple[str, ...]:
        """The staging columns that reading a cell fills."""
        return (self.name,) if self.resolved else self.fields


def text(name: str, *, longest: int | None = None, required: bool = False, field: str = "") -> Column:
    """Words; empty is kept as empty text."""
    return Column(name, _text_parser(longest), (field or name,), ("",), required)


def own_ref(name: str) -> Column:
    """The caller's own id of the row."""
    return Column(name, _text_parser(REF_LENGTH), ("ref",), required=True, resolved=False)


def reference(name: str, to: str, field: str, *, required: bool = False) -> Column:
    """The ref of a row of the table `to`; `field` gets its id."""
    return Column(name, _text_parser(REF_LENGTH), (field,), (None,), required, resolved=True, reference=to)


def references(name: str) -> Column:
    """Several refs of the table itself, with `;` between; the table's service resolves them."""
    return Column(name, _text_parser(None), (), ("",), resolved=True)


def looked_up(name: str, *fields: str, longest: int, required: bool = False) -> Column:
    """A name that the table's service looks up, such as a product's; `fields` get what was found."""
    return Column(name, _text_parser(longest), fields, (None,), required, resolved=True)


def choice(name: str, choices: Sequence[str], *, empty: str = "", required: bool = False) -> Column:
    return Column(name, _choice_parser(tuple(choices)), (name,), (empty,), required, choices=tuple(choices))


def whole_number(name: str, *, empty: int | None = None) -> Column:
    """0 or more."""
    return Column(name, _checked(numbers.whole_number, "not_a_number"), (name,), (empty,), number=True)


def hours_of_a_day(name: str, field: str) -> Column:
    """More than 0 and at most 24 hours, kept as whole minutes."""
    return Column(name, _hours_of_a_day, (field,), required=True, number=True)


def hours(name: str, field: str) -> Column:
    """Hours, kept as whole minutes; empty is 0."""
    return Column(name, _checked(numbers.minutes, "not_a_number"), (field,), (0,), number=True)


def truth(name: str, *, empty: bool | None) -> Column:
    """`empty` None: what an empty cell means is the table's to say."""
    return Column(name, _checked(numbers.truth, "not_true_or_false"), (name,), (empty,), is_truth=True)


def day(name: str, *, past: bool = False, required: bool = False) -> Column:
    return Column(name, _day, (name,), required=required, past=past)


def rough_day(name: str, *, past: bool = False, required: bool = False) -> Column:
    """A date that may be imprecise; fills the field and `<field>_precision`."""
    return Column(name, _rough_day, (name, f"{name}_precision"), (None, "day"), required, past=past)


def country(name: str) -> Column:
    return Column(name, _checked(places.country, "not_a_choice"), (name,), ("",))


def time_zone(name: str) -> Column:
    return Column(name, _checked(places.time_zone, "not_a_choice"), (name,), ("",))


def with_decimal_comma(parse: Parser) -> Parser:
    """The parser, for files that write seven and a half as 7,5."""

    def parse_number(cell: str) -> Value | tuple[Value, ...]:
        return parse(cell.replace(",", ".") if "." not in cell else cell)

    return parse_number


def refuse_future(parse: Parser, latest: date) -> Parser:
    """The parser, refusing days after `latest`; of an imprecise date the period's first day counts."""

    def parse_past(cell: str) -> Value | tuple[Value, ...]:
        value = parse(cell)
        if isinstance(value, tuple):
            begins, _ = dates.period(date.fromisoformat(str(value[0])), str(value[1]))
        else:
            begins = date.fromisoformat(str(value))
        if begins > latest:
            raise CellFault("in_future", "The day lies in the future. State what happened once it has; mend the date.")
        return value

    return parse_past


def closest(word: str, known: Sequence[str]) -> str:
    """` Did you mean …?`, or nothing when no known word is near."""
    near = get_close_matches(word.lower(), known, n=1, cutoff=0.6)
    return f" Did you mean {near[0]}?" if near else ""


def _checked(read: Callable[[str], Value], code: str) -> Parser:
    """A reader that raises ValueError with the remedy, as a parser."""

    def parse(cell: str) -> Value:
        try:
            return read(cell)
        except numbers.OutOfRangeError as error:
            raise CellFault("out_of_range", str(error)) from error
        except ValueError as error:
            raise CellFault(code, str(error)) from error

    return parse


def _text_parser(longest: int | None) -> Parser:
    def parse(cell: str) -> Value:
        if longest is not None and len(cell) > longest:
            raise CellFault("too_long", f"{len(cell)} characters are too many; shorten it to {longest}.")
        if "\x00" in cell:
            raise CellFault("control_character", "Remove the NUL character from the text.")
        return cell

    return parse


def _choice_parser(choices: tuple[str, ...]) -> Parser:
    known = frozenset(choices)

    def parse(cell: str) -> Value:
        word = cell if cell in known else cell.lower()
        if word not in known:
            raise CellFault("not_a_choice", f"Write one of {', '.join(choices)}.{closest(cell, choices)}")
        return word

    return parse


def _hours_of_a_day(cell: str) -> Value:
    minutes = _checked(numbers.minutes, "not_a_number")(cell)
    if not isinstance(minutes, int) or minutes == 0:
        raise CellFault("out_of_range", "An entry has a minute at least; leave the row out, or state its hours.")
    if minutes > 24 * 60:
        raise CellFault("above_24_hours", "A day has 24 hours; split the entry into days, or mend the number.")
    return minutes


def _day(cell: str) -> Value:
    try:
        return dates.parse_day(cell).isoformat()
    except ValueError as error:
        raise CellFault("wrong_date", "Write a day that exists as year-month-day, such as 2023-06-14.") from error


def _rough_day(cell: str) -> tuple[Value, ...]:
    try:
        known = dates.parse_rough_day(cell)
    except ValueError as error:
        raise CellFault("wrong_date", f"Write a date that exists as {dates.EXAMPLES}.") from error
    return known.day.isoformat(), known.precision
