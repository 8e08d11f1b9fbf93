"""The first draft of a mapping file, from the headings and values of somebody else's tables.

It tells what it could not decide. Reads a sample of each file, never the database.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from implementation.imports.columns import Column
from implementation.imports.faults import FaultList
from implementation.imports.foreign_dates import DAY_FIRST, MONTH_FIRST, UNDECIDED, style_of
from implementation.imports.foreign_words import heading_score, our_word
from implementation.imports.mapping import FileMapping, Mapping
from implementation.imports.sources import TableSource
from implementation.imports.tables import TableSpec

_SAMPLE = 5000
_MOST_WORDS = 200
_SURE = 0.6
_OF_BLANK = 0.9
_JOINED = {"first name", "last name", "surname", "given name"}


@dataclass
class Proposal:
    """The mapping, and in words what people must decide: the mapping is refused until they did."""

    mapping: Mapping = field(default_factory=lambda: Mapping({}))
    questions: list[str] = field(default_factory=list)


def propose(sources: Sequence[TableSource], specs: Sequence[TableSpec]) -> Proposal:
    """A mapping of the sources whose names or headings are not ours."""
    proposal = Proposal()
    for source in sources:
        rows = source.rows(FaultList())
        header = next(rows, None)
        if header is None or _is_ours(source, header[1], specs):
            continue
        spec = _nearest_table(source, header[1], specs)
        if spec is None:
            proposal.questions.append(f"{source.file}: which table is it? Write a part for it, or leave it out.")
            continue
        sample = [cells for _, cells in islice(rows, _SAMPLE) if len(cells) == len(header[1])]
        drafted = _draft(source, spec, header[1], sample, proposal.questions)
        proposal.mapping.files[source.file.lower()] = drafted
    return proposal


def _is_ours(source: TableSource, header: Sequence[str], specs: Sequence[TableSpec]) -> bool:
    spec = next((spec for spec in specs if spec.name == source.table), None)
    return spec is not None and all(name.strip().lower() in (*spec.names, "fault") for name in header)


def _nearest_table(source: TableSource, header: Sequence[str], specs: Sequence[TableSpec]) -> TableSpec | None:
    """By name, else the one of which most columns are found; columns that it needs count twice."""
    named = next((spec for spec in specs if spec.name == source.table), None)
    if named is not None:
        return named
    scores = {spec.name: _score(header, spec) for spec in specs}
    best = max(specs, key=lambda spec: scores[spec.name])
    return best if scores[best.name] >= 2 * _SURE else None


def _score(header: Sequence[str], spec: TableSpec) -> float:
    found = _matched(header, spec)
    need = {column.name for column in spec.columns if column.required}
    total = sum(score * (2 if name in need else 1) for name, score in found.values())
    missing = len(need - {name for name, _ in found.values()})
    return total - missing


def _matched(header: Sequence[str], spec: TableSpec, blank: Collection[str] = ()) -> dict[str, tuple[str, float]]:
    """Their heading to our column and how sure that is: the surest pairs first, each used once.

    A heading with blank cells only gives way to others.
    """
    pairs = sorted(
        ((heading_score(heading, name, spec.name) * (_OF_BLANK if heading in blank else 1), -place, heading, name)
         for place, heading in enumerate(header) if heading.strip() for name in spec.names),
        reverse=True,
    )  # fmt: skip
    found: dict[str, tuple[str, float]] = {}
    taken: set[str] = set()
    for score, _, heading, name in pairs:
        joined = name == "person" and heading.strip().lower() in _JOINED and _all_joined(found, name)
        if score >= _SURE and heading not in found and (name not in taken or joined):
            found[heading] = (name, score)
            taken.add(name)
    return found


def _all_joined(found: dict[str, tuple[str, float]], name: str) -> bool:
    return all(heading.strip().lower() in _JOINED for heading, (ours, _) in found.items() if ours == name)


def _draft(
    source: TableSource, spec: TableSpec, header: Sequence[str], sample: Sequence[Sequence[str]], questions: list[str]
) -> FileMapping:
    blank = [heading for heading in header if not any(_cells(header, sample, heading))]
    matched = {heading: name for heading, (name, _) in _matched(header, spec, blank).items()}
    matched.update(_by_words(spec, header, sample, matched))
    columns: dict[str, str | None] = {heading: matched.get(heading) for heading in header if heading.strip()}
    cells = {name: list(_cells(header, sample, heading)) for heading, name in matched.items()}
    dates = style_of(cell for name, found in cells.items() if _is_date(name) for cell in found)
    if dates is None:
        questions.append(f"{source.file}: do dates begin with the day ({DAY_FIRST}) or the month ({MONTH_FIRST})?")
    values = {
        column.name: words
        for column in spec.columns
        if column.choices and (words := _words(source, column, cells.get(column.name, []), questions))
    }
    own_ref = spec.columns[0]
    made_ref = own_ref.name if not own_ref.reference and own_ref.name not in cells else ""
    for column in spec.columns:
        if column.required and column.name not in cells and column.name != made_ref:
            questions.append(f"{source.file}: what is {column.name}? Map a column to it, or state it under `always:`.")
    return FileMapping(spec.name, columns, values, dates or UNDECIDED, {}, made_ref)


def _by_words(
    spec: TableSpec, header: Sequence[str], sample: Sequence[Sequence[str]], matched: dict[str, str]
) -> dict[str, str]:
    """For a choice that the table needs and no heading names: a column whose words all mean one of the choices."""
    found: dict[str, str] = {}
    for column in spec.columns:
        if not (column.required and column.choices) or column.name in matched.values():
            continue
        for heading in header:
            words = set(_cells(header, sample, heading)) if heading not in {*matched, *found} else set()
            if 0 < len(words) <= _MOST_WORDS and all(our_word(word, column.choices) for word in words):
                found[heading] = column.name
                break
    return found


def _is_date(name: str) -> bool:
    return name.endswith("_on") and name != "depends_on"


def _cells(header: Sequence[str], sample: Sequence[Sequence[str]], heading: str) -> Iterator[str]:
    place = list(header).index(heading)
    yield from (cells[place].strip() for cells in sample if cells[place].strip())


def _words(source: TableSource, column: Column, cells: Sequence[str], questions: list[str]) -> dict[str, str]:
    """Their words that are none of ours, with what they mean."""
    theirs = list(dict.fromkeys(cell for cell in cells if cell.lower() not in column.choices))
    if len(theirs) > _MOST_WORDS:
        questions.append(f"{source.file}: {column.name} has {len(theirs)} different words; map another column to it.")
        return {}
    meant: dict[str, str] = {}
    for word in theirs:
        ours = our_word(word, column.choices) or ("other" if "other" in column.choices else None)
        if ours is None:
            questions.append(f"{source.file}: what does {word!r} mean in {column.name}? Say it under `values:`.")
        else:
            meant[word] = ours
    return meant
