"""What is wrong with a playbook file, for the person who wrote it.

Collected by the checks of this package, raised by the loader, printed by commands. A fault names the file,
the task and the field, says what is wrong there and how to mend it.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlaybookFault:
    """One fault. `kind` is a stable word for programs; `task` and `field` are empty where none is meant.

    `line` is the line in the file, counted from 1, where the reader of the YAML knows it.
    """

    file: str
    kind: str
    fault: str
    remedy: str
    task: str = ""
    field: str = ""
    line: int | None = None

    def __str__(self) -> str:
        place = [self.file if self.line is None else f"{self.file}, line {self.line}"]
        if self.task:
            place.append(f"task {self.task}")
        if self.field:
            place.append(f"field {self.field}")
        return f"{', '.join(place)}: {self.fault} {self.remedy}"


class PlaybookFaults(ValueError):
    """All faults of one file, in `faults`; its text has one line for each."""

    def __init__(self, faults: tuple[PlaybookFault, ...]) -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))
