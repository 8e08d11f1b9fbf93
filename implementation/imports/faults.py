"""What is wrong with an import: each fault with its place, a stable code and the remedy.

Also carries warnings, which stop nothing. Filled by the readers here and by the services' checks.
"""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

LISTED = 1000
FAULT_COLUMN = "fault"
"""A column of this name says what was wrong with a row that was left out; reading it again passes over it."""
_SHOWN_OF_A_VALUE = 120

CODES: dict[str, str] = {
    "missing_table": "A table is needed and not there.",
    "unknown_table": "No table of that name is known.",
    "duplicate_table": "A table is there twice.",
    "not_an_archive": "The archive or workbook is damaged.",
    "outside_folder": "An entry of an archive leads out of its folder.",
    "bomb": "An archive or workbook unpacks to more than is taken.",
    "nested_archive": "An archive holds another one.",
    "symbolic_link": "An archive holds a symbolic link.",
    "encrypted": "An archive or workbook is encrypted.",
    "macros": "A workbook has macros.",
    "external_links": "A workbook draws on another one.",
    "xml_entities": "A part of a workbook declares XML entities.",
    "empty_file": "The file has no header row.",
    "not_utf8": "The file is no text in an encoding that is recognised.",
    "unreadable": "The file cannot be read as CSV at this row.",
    "unknown_column": "No column of that name is known in this table.",
    "duplicate_column": "The column is there twice.",
    "missing_column": "A required column is not there.",
    "wrong_cell_count": "The row has more or fewer cells than the header.",
    "missing_value": "A required cell is empty.",
    "too_long": "The text is longer than what is kept.",
    "control_character": "The text has a character that cannot be kept.",
    "not_a_choice": "The value is none of the possible ones.",
    "not_a_number": "A number is expected.",
    "out_of_range": "The number is too small or too large.",
    "above_24_hours": "One time entry has more than 24 hours.",
    "not_true_or_false": "True or false is expected.",
    "wrong_date": "The date does not exist or is written in another way.",
    "in_future": "A fact is dated in the future.",
    "duplicate_ref": "Two rows have the same key.",
    "unknown_reference": "The row refers to something that is neither in the files nor stored.",
    "other_golive": "The row refers to something of another go-live, or moved to another one.",
    "other_customer": "The site or pilot belongs to another customer.",
    "cycle": "Tasks wait for each other, or entries replace each other, in a circle.",
    "live_before_kickoff": "Live lies before kickoff.",
    "dates_out_of_order": "A date lies before one that must come first.",
    "contradiction": "Two values exclude each other.",
    "overlapping_holds": "Two holds of a go-live overlap.",
    "replaced_twice": "Two entries replace the same one.",
    "nothing_changes": "The new target equals the old one.",
    "day_above_24_hours": "Warning: a person's day has more than 24 hours.",
    "live_without_hours": "Warning: a go-live went live and nobody logged an hour.",
    "hours_after_handover": "Warning: hours were logged after a go-live was handed over.",
    "read_as": "Warning: the file is not CSV UTF-8 with commas; says how it was read.",
    "with_customer_unknown": "Warning: entries do not say whether the customer was there.",
    "target_differs": "Warning: the target is not the one that was announced last.",
}


# Of these, none lies with one row that could be left out, also where a row is named.
_OF_THE_FILE = frozenset({"unknown_column", "duplicate_column", "missing_column", "not_utf8", "unreadable"})


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault at one place. `row` is the number a spreadsheet shows (the header is row 1), None: the whole file."""

    file: str
    row: int | None
    column: str
    value: str
    code: str
    remedy: str

    def __str__(self) -> str:
        place = ", ".join(
            part
            for part in (
                self.file,
                f"row {self.row}" if self.row else "",
                f"{self.column} = {self.value}" if self.column and self.value else self.column or self.value,
            )
            if part
        )
        return f"{place}: {self.remedy} [{self.code}]"

    @property
    def of_one_row(self) -> bool:
        """Whether leaving the row out takes the fault away."""
        return self.row is not None and self.code not in _OF_THE_FILE

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass
class FaultList:
    """Counts every fault and keeps the first ones, so that a file of nonsense does not fill the memory.

    `heard` is told of each.
    """

    heard: Callable[[Fault], None] | None = None
    total: int = 0
    _listed: list[Fault] = field(default_factory=list)
    _seen: set[tuple[str, str]] = field(default_factory=set)

    def add(
        self, code: str, remedy: str, *, file: str, row: int | None = None, column: str = "", value: object = None
    ) -> None:
        """`code` is one of CODES; `remedy` tells in words what to do."""
        if code not in CODES:
            raise KeyError(f"{code!r} is no code of a fault; name it in CODES.")
        self.add_fault(Fault(file, row, column, _shown(value), code, remedy))

    def add_fault(self, fault: Fault) -> None:
        self.total += 1
        self._seen.add((fault.file, fault.code))
        if len(self._listed) < LISTED:
            self._listed.append(fault)
        if self.heard is not None:
            self.heard(fault)

    def has(self, file: str, *codes: str) -> bool:
        """Whether the file has a fault with one of the codes, kept or not."""
        return any((file, code) in self._seen for code in codes)

    def __bool__(self) -> bool:
        return self.total > 0

    def __iter__(self) -> Iterator[Fault]:
        """The kept ones, by file and row."""
        return iter(sorted(self._listed, key=lambda fault: (fault.file, fault.row or 0)))

    def as_dicts(self) -> list[dict[str, Any]]:
        return [fault.as_dict() for fault in self]


def _shown(value: object) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= _SHOWN_OF_A_VALUE else f"{text[:_SHOWN_OF_A_VALUE]}…"
