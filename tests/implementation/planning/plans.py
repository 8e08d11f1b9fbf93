"""Tasks to plan with: by hand, and drawn at random for the property tests."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from hypothesis import strategies as st

KICKOFF_ON = date(2026, 3, 2)


@dataclass(frozen=True, slots=True)
class PlanTask:
    key: str
    offset_days: int = 0
    duration_days: int = 1
    depends_on: tuple[str, ...] = ()
    anchor: str = "kickoff"
    core: bool = True


def day(number: int) -> date:
    """Day `number` after kickoff."""
    return KICKOFF_ON + timedelta(days=number)


@st.composite
def plans(draw: st.DrawFn, *, consistent: bool = False) -> list[PlanTask]:
    """Up to ten tasks without circles; `consistent` ones have no prerequisite anchored on go-live."""
    tasks: list[PlanTask] = []
    for number in range(draw(st.integers(1, 10))):
        earlier = [task.key for task in tasks if not consistent or task.anchor == "kickoff"]
        task = PlanTask(
            key=f"t{number}",
            offset_days=draw(st.integers(-30, 60)),
            duration_days=draw(st.integers(1, 15)),
            depends_on=tuple(draw(st.lists(st.sampled_from(earlier), unique=True, max_size=3)) if earlier else ()),
            anchor=draw(st.sampled_from(["kickoff", "go_live"])),
            core=draw(st.booleans()),
        )
        tasks.append(task)
    # Keys in another order than the prerequisites', so that sorting by key is not the answer by accident.
    names = dict(zip([t.key for t in tasks], draw(st.permutations([t.key for t in tasks])), strict=True))
    return [replace(t, key=names[t.key], depends_on=tuple(names[k] for k in t.depends_on)) for t in tasks]
