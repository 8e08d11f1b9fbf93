"""Any playbook without fault, for properties: words and numbers of every kind, links that only lead back."""

from typing import Any

from hypothesis import strategies as st

from implementation.playbooks.phases import BEFORE_GO_LIVE, PHASES
from tests.implementation.playbooks.builders import Fields, a_playbook, a_task

# Words that YAML could take for something else are the interesting ones.
ODD = [
    "no", "null", "~", "1e5", "08", "1.0", "2026-01-01", "- a", "a: b", "# c", "é\u2028x", "'", '"', "x " * 49 + "x",
    "a\nb", "a\r\nb", "=", "1_000", "0x1f", "12:30:00",
]  # fmt: skip
# Made of what can be stored, as sorting out what cannot fails by chance: Hypothesis gives up after fifty in a row.
_LETTERS = st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\t\n\r\x85")


def _words(longest: int) -> st.SearchStrategy[str]:
    drawn = st.text(_LETTERS, min_size=1, max_size=longest - 1).map(lambda text: text if text.strip() else f"x{text}")
    return st.sampled_from([text for text in ODD if len(text) <= longest]) | drawn


WORDS = _words(100)
REFS = st.lists(_words(63), unique=True)
HOURS = st.integers(0, 6000).map(lambda minutes: minutes / 60)


@st.composite
def playbooks(draw: st.DrawFn) -> Fields:
    """One that the loader takes."""
    tasks: list[Fields] = []
    for number in range(draw(st.integers(1, 6))):
        tasks.append(draw(_task(number, tasks)))
    gates = [task["key"] for task in tasks if task["gate"] and task["phase"] in BEFORE_GO_LIVE]
    decision = a_task("go-no-go", phase="readiness", offset_days=700, depends_on=gates)
    phases = [{"key": key, "title": draw(WORDS), "order": order} for order, key in enumerate(PHASES, start=1)]
    outcomes = [{"key": "ppv", "title": draw(WORDS), "unit": "%", "direction": "up", "source": draw(WORDS)}]
    return a_playbook(
        *tasks,
        decision,
        title=draw(WORDS),
        description=draw(WORDS),
        day_kind=draw(st.sampled_from(["calendar", "working"])),
        nominal_days_kickoff_to_go_live=draw(st.integers(1, 1825)),
        phases=phases,
        outcomes=draw(st.sampled_from([[], outcomes])),
    )


@st.composite
def _task(draw: st.DrawFn, number: int, before: list[Fields]) -> Fields:
    """A task that starts after those before it have ended, in no earlier phase than theirs."""
    phase = draw(st.sampled_from(PHASES[PHASES.index(before[-1]["phase"]) if before else 0 :]))
    hours = draw(HOURS)
    fields: dict[str, Any] = {
        "phase": phase,
        "offset_days": number * 100,
        "duration_days": draw(st.integers(1, 100)),
        "depends_on": draw(st.sets(st.sampled_from([task["key"] for task in before])).map(sorted)) if before else [],
        "owner": draw(st.sampled_from(["vendor", "customer", "joint"])),
        "gate": draw(st.booleans()) and phase in BEFORE_GO_LIVE - {"readiness"},
        "core": draw(st.booleans()),
        "estimated_hours": hours,
        "handholding_hours": draw(st.sampled_from([0, hours])),
        "evidence": draw(WORDS),
        "title": draw(WORDS),
    }
    optional = {"guidance": WORDS, "counted": WORDS, "refs": REFS}
    optional |= {"customer_visible": st.booleans(), "evidence_required": st.booleans()}  # type: ignore[dict-item]  # any
    said = draw(st.sets(st.sampled_from(sorted(optional))))
    return a_task(f"task-{number}", **fields, **{name: draw(optional[name]) for name in sorted(said)})
