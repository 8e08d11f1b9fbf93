"""Mapping files: how the headings, words and dates of somebody else's tables become ours.

A YAML text that people read and edit; `proposals` writes the first draft. A mapped source reads like one of ours, so
faults name our columns and the rows of their file. Columns that are not named are read as they are.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import blake2b
from typing import Any

import yaml

from implementation.imports import foreign_words
from implementation.imports.faults import FaultList
from implementation.imports.foreign_dates import STYLES, YEAR_FIRST, read_date
from implementation.imports.sources import TableSource

LARGEST = 2**20
_PARTS = {"table", "columns", "values", "dates", "always", "made_ref"}
_Row = list[str]
_Convert = Callable[[str], str]


class MappingError(ValueError):
    """The mapping cannot be used; the message tells place and remedy."""


@dataclass(frozen=True)
class FileMapping:
    """How one file is read.

    `columns`: their heading to our column, or None: left out; several of theirs to one of ours are joined. `values`:
    of our column, their word (in small letters) to ours. `always`: what each row has in a column that their file lacks.
    `made_ref`: our column that gets a ref made from the cells of the row, because theirs have none.
    """

    table: str
    columns: dict[str, str | None] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    dates: str = YEAR_FIRST
    always: dict[str, str] = field(default_factory=dict)
    made_ref: str = ""


@dataclass(frozen=True)
class Mapping:
    """By the name of their file, in small letters; a sheet is `<workbook>, sheet <name>`."""

    files: dict[str, FileMapping]

    def applied(self, sources: Sequence[TableSource]) -> list[TableSource]:
        """The sources; those that the mapping names are read by it."""
        return [
            MappedSource(source, self.files[source.file.lower()]) if source.file.lower() in self.files else source
            for source in sources
        ]


def read_mapping(text: str) -> Mapping:
    """Raises MappingError."""
    if len(text) > LARGEST:
        raise MappingError("The mapping is larger than 1 MB; it holds headings and words only.")
    try:
        data = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError) as error:
        raise MappingError(f"The mapping is no YAML: {error}") from error
    files = _part(data, "files", "the mapping")
    return Mapping({str(name).lower(): _file_mapping(str(name), part) for name, part in files.items()})


def write_mapping(mapping: Mapping, *, questions: Sequence[str] = ()) -> str:
    """The text that `read_mapping` reads; what is not decided stands above as a comment."""
    head = ["# How to read these files. On the left their heading or word, on the right ours; null: left out."]
    head.extend(f"# TO DECIDE: {question}" for question in questions)
    files = {name: _as_plain(one) for name, one in mapping.files.items()}
    return "\n".join(head) + "\n" + yaml.safe_dump({"files": files}, sort_keys=False, allow_unicode=True, width=100)


@dataclass(frozen=True)
class MappedSource:
    """Their source, as a table of ours."""

    source: TableSource
    mapping: FileMapping

    @property
    def file(self) -> str:
        return self.source.file

    @property
    def table(self) -> str:
        return self.mapping.table

    @property
    def decimal_comma(self) -> bool:
        return self.source.decimal_comma

    @property
    def empty_hint(self) -> str:
        return self.source.empty_hint

    def about_how_many_rows(self) -> int:
        return self.source.about_how_many_rows()

    def rows(self, faults: FaultList) -> Iterator[tuple[int, _Row]]:
        rows = self.source.rows(faults)
        header = next(rows, None)
        if header is None:
            return
        reader = _MappedRows(header[1], self.mapping)
        yield header[0], reader.header
        for row, cells in rows:
            # A row of another width is passed on as it is, so that it is told.
            yield row, reader.read(cells) if len(cells) == len(header[1]) else [*cells, *[""] * len(reader.header)]


class _MappedRows:
    """Puts the cells of a row into our columns."""

    def __init__(self, header: Sequence[str], mapping: FileMapping) -> None:
        ours_of = {theirs.strip().lower(): ours for theirs, ours in mapping.columns.items()}
        self._places: dict[str, list[int]] = {}
        for place, heading in enumerate(header):
            name = heading.strip().lower()
            ours = ours_of[name] if name in ours_of else heading.strip()
            if ours:
                self._places.setdefault(ours, []).append(place)
        self._always = {name: value for name, value in mapping.always.items() if name not in self._places}
        self._made_ref = mapping.made_ref if mapping.made_ref not in self._places else ""
        self._converters = {name: _converter(name, mapping) for name in self._places}
        self._seen: Counter[bytes] = Counter()
        self.header = [*self._places, *self._always, *filter(None, [self._made_ref])]

    def read(self, cells: _Row) -> _Row:
        told = [self._converted(name, [cells[place] for place in places]) for name, places in self._places.items()]
        if not any(told):
            return [""] * len(self.header)
        made = [self._ref(cells)] if self._made_ref else []
        return [*told, *self._always.values(), *made]

    def _converted(self, name: str, cells: _Row) -> str:
        return self._converters[name](" ".join(filter(None, map(str.strip, cells))))

    def _ref(self, cells: _Row) -> str:
        """The same for the same cells, and another one for each repetition: importing again finds the same rows."""
        digest = blake2b("\x1f".join(map(str.strip, cells)).encode(), digest_size=10).digest()
        self._seen[digest] += 1
        repeated = self._seen[digest]
        return digest.hex() if repeated == 1 else f"{digest.hex()}-{repeated}"


def _converter(column: str, mapping: FileMapping) -> _Convert:
    """Words, dates, durations and prerequisites, by what the column is for; anything else stays as it is."""
    words = {theirs.lower(): ours for theirs, ours in mapping.values.get(column, {}).items()}
    if words:
        return lambda cell: words.get(cell.lower(), cell)
    if column == "depends_on":
        return foreign_words.prerequisites
    if column in {"hours", "estimate_hours"}:
        return foreign_words.hours
    return partial(read_date, style=mapping.dates) if column.endswith("_on") else str


def _file_mapping(name: str, data: Any) -> FileMapping:
    place = f"the mapping of {name}"
    if not isinstance(data, dict) or not isinstance(data.get("table"), str):
        raise MappingError(f"State the table in {place}, such as `table: tasks`.")
    if unknown := sorted(set(map(str, data)) - _PARTS):
        raise MappingError(f"{unknown[0]!r} is no part of {place}; it has {', '.join(sorted(_PARTS))}.")
    dates = data.get("dates", YEAR_FIRST)
    if dates not in STYLES:
        raise MappingError(f"Decide in {place} how dates are written: `dates: ` one of {', '.join(STYLES)}.")
    columns = _part(data, "columns", place, needed=False)
    values = _part(data, "values", place, needed=False)
    return FileMapping(
        data["table"],
        {str(theirs): str(ours) if ours else None for theirs, ours in columns.items()},
        {str(column): _words(_part(values, column, place)) for column in values},
        dates,
        {str(ours): str(value) for ours, value in _part(data, "always", place, needed=False).items()},
        str(data.get("made_ref") or ""),
    )


def _words(values: dict[Any, Any]) -> dict[str, str]:
    """Words that nobody decided on stay as they are, which is a fault where they are none of ours."""
    return {str(theirs).lower(): str(ours) for theirs, ours in values.items() if ours is not None}


def _part(data: Any, name: Any, place: str, *, needed: bool = True) -> dict[Any, Any]:
    part = data.get(name) if isinstance(data, dict) else None
    if part is None and not needed:
        return {}
    if not isinstance(part, dict):
        raise MappingError(f"{place[0].upper()}{place[1:]} needs a part `{name}:` with pairs of theirs and ours below.")
    return part


def _as_plain(one: FileMapping) -> dict[str, Any]:
    parts = {
        "table": one.table, "dates": one.dates, "made_ref": one.made_ref, "columns": one.columns, "values": one.values,
        "always": one.always,
    }  # fmt: skip
    return {name: part for name, part in parts.items() if part}
