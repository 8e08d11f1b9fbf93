"""What is wrong with a playbook file, for the person who wrote it.

Collected by the checks of this package, raised by the loader, printed by commands. A fault names the file,
the task and the field, says what is wrong there and how to mend it.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlaybookFault:
    """One fault. `kind` is a stable word for programs; `task` and `field` are empty where none is meant.

    `line` is the line in the file, counted from 1, where the reader of the YAML knows it; `pointer` the JSON pointer
    of the place in the playbook's data (RFC 6901), empty where the whole is meant.
    """

    file: str
    kind: str
    fault: str
    remedy: str
    task: str = ""
    field: str = ""
    line: int | None = None
    pointer: str = ""

    def __str__(self) -> str:
        return f"{', '.join([self.file, *self._place])}: {self.fault} {self.remedy}"

    @property
    def told(self) -> str:
        """As the text of it, where everybody knows which file is meant."""
        return f"{', '.join(self._place or ['the playbook'])}: {self.fault} {self.remedy}"

    @property
    def _place(self) -> list[str]:
        named = (("line", self.line), ("task", self.task), ("field", self.field))
        return [f"{word} {value}" for word, value in named if value not in {None, ""}]


def pointer_to(*steps: str | int) -> str:
    """`pointer_to("tasks", 3, "owner")` is `/tasks/3/owner`."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


class PlaybookFaults(ValueError):
    """All faults of one file, in `faults`; its text has one line for each."""

    def __init__(self, faults: tuple[PlaybookFault, ...]) -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))
