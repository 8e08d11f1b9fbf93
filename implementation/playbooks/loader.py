"""Reads a playbook, from a file or from data, refuses what is wrong with it, and fills in the defaults.

Called by the commands and the API that check, compare and publish playbooks. All the faults are told at once, but
for text that is no YAML at all: of that, the first place.
"""

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from implementation.playbooks.faults import PlaybookFault, PlaybookFaults, pointer_to
from implementation.playbooks.phases import gate_in
from implementation.playbooks.plain_data import unstorable
from implementation.playbooks.plain_yaml import RepeatedKey, UnreadableYaml, read_yaml
from implementation.playbooks.playbook import OutcomeSpec, PhaseSpec, PlaybookFile, TaskSpec, is_shown_by_default
from implementation.playbooks.rules import RULES, Finding
from implementation.playbooks.shape import faults_of_shape
from implementation.playbooks.sketch import sketched

STARTER_FOLDER = Path(__file__).with_name("starter")
MAX_BYTES = 1_000_000


def starter_paths() -> tuple[Path, ...]:
    """The playbooks that come with the program, by file name."""
    return tuple(sorted(STARTER_FOLDER.glob("*.yaml")))


def load_playbook(source: Path | str | bytes, name: str = "") -> PlaybookFile:
    """The playbook in the file `source`, if a Path, or in the text `source`, or in the bytes of one.

    `name` is what faults call the file; by default its file name. Raises PlaybookFaults.
    """
    name = name or (source.name if isinstance(source, Path) else "playbook")
    try:
        reading = read_yaml(_text(source, name))
    except UnreadableYaml as error:
        raise _unreadable(name, error.fault, error.remedy, error.line) from error
    return _checked(reading.data, name, reading.repeated)


def playbook_of(data: object, name: str = "playbook") -> PlaybookFile:
    """The playbook in `data`, as JSON gives them: the same fields as a file has. Raises PlaybookFaults."""
    if faults := tuple(unstorable(data, name)):
        raise PlaybookFaults(faults)
    return _checked(data, name)


def _checked(data: object, name: str, repeated: tuple[RepeatedKey, ...] = ()) -> PlaybookFile:
    faults = tuple(_faults(data, repeated, name))
    if faults or not isinstance(data, Mapping):
        raise PlaybookFaults(faults)
    return _playbook(data)


def _text(source: Path | str | bytes, name: str) -> str:
    try:
        content = _bytes(source)
        if len(content) > MAX_BYTES:
            raise _unreadable(name, f"it is larger than {MAX_BYTES:,} bytes.", "Split it or shorten its texts.")
        return content.decode("utf-8-sig")
    except OSError as error:
        raise _unreadable(name, f"it cannot be opened: {error.strerror}.", "Check the path.") from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise _unreadable(name, "this is not UTF-8.", "Save the file as UTF-8.", line) from error


def _bytes(source: Path | str | bytes) -> bytes:
    if isinstance(source, bytes):
        return source
    if isinstance(source, str):
        return source.encode("utf-8", errors="surrogatepass")
    with source.open("rb") as file:
        # One byte more than allowed tells a file that is too large without holding it in memory.
        return file.read(MAX_BYTES + 1)


def _unreadable(name: str, fault: str, remedy: str, line: int | None = None) -> PlaybookFaults:
    return PlaybookFaults((PlaybookFault(file=name, kind="unreadable", fault=fault, remedy=remedy, line=line),))


def _faults(data: object, repeated: tuple[RepeatedKey, ...], name: str) -> Iterator[PlaybookFault]:
    for key in repeated:
        yield PlaybookFault(
            file=name,
            kind="repeated-field",
            fault="is given twice in the same place.",
            remedy="Keep one of the two.",
            field=key.key,
            line=key.line,
        )
    yield from faults_of_shape(name, data)
    sketch = sketched(data)
    for rule in RULES:
        for found in rule(sketch):
            yield PlaybookFault(
                file=name,
                kind=found.kind,
                fault=found.fault,
                remedy=found.remedy,
                task=found.task,
                field=found.field,
                pointer=_pointer(data, found),
            )


def _pointer(data: Any, found: Finding) -> str:
    """Where the task that is meant stands; of a key given twice, the last that has it."""
    if not found.task:
        return pointer_to(found.field)
    rows = enumerate(data["tasks"])
    places = [place for place, row in rows if isinstance(row, Mapping) and row.get("key") == found.task]
    return pointer_to("tasks", places[-1 if found.kind == "duplicate-task" else 0], found.field)


def _playbook(data: Mapping[str, Any]) -> PlaybookFile:
    phases = (PhaseSpec(row["key"], row["title"], int(row["order"])) for row in data["phases"])
    canonical = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return PlaybookFile(
        key=data["key"],
        title=data["title"],
        version=data["version"],
        product_type=data["product_type"],
        description=data["description"],
        nominal_days=int(data["nominal_days_kickoff_to_go_live"]),
        day_kind=data.get("day_kind", "calendar"),
        phases=tuple(sorted(phases, key=lambda phase: phase.order)),
        outcomes=tuple(OutcomeSpec(**row) for row in data["outcomes"]),
        tasks=tuple(_task(row, place) for place, row in enumerate(data["tasks"], start=1)),
        sha256=sha256(canonical.encode()).hexdigest(),
    )


def _task(row: Mapping[str, Any], place: int) -> TaskSpec:
    is_gate = row["gate"]
    return TaskSpec(
        key=row["key"],
        title=row["title"],
        category=row["category"],
        phase=row["phase"],
        owner_side=row["owner"],
        role=row["role"],
        anchor=row["anchor"],
        offset_days=int(row["offset_days"]),
        duration_days=int(row["duration_days"]),
        depends_on=tuple(row["depends_on"]),
        gate=gate_in(row["phase"], is_gate=is_gate),
        core=row["core"],
        counted=row.get("counted", ""),
        estimated_minutes=_minutes(row["estimated_hours"]),
        handholding_minutes=_minutes(row["handholding_hours"]),
        barrier=row["barrier"],
        evidence=row["evidence"],
        evidence_required=row.get("evidence_required", is_gate),
        customer_visible=row.get("customer_visible", is_shown_by_default(row["owner"], gate=is_gate)),
        guidance=row.get("guidance", ""),
        refs=tuple(row.get("refs", ())),
        sort_order=place,
    )


def _minutes(hours: float) -> int:
    return round(hours * 60)
