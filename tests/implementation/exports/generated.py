"""Random valid portfolios, as tables of the import: what the property test sends out and in again.

Dates of a go-live come in order, refs are unique and references exist; everything else is as odd as it may be.
"""

import csv
import io
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from implementation.imports.dates import write_rough_day
from implementation.imports.formulas import neutral
from implementation.models.playbooks import Category, Gate
from implementation.models.time_entries import Activity
from implementation.models.vocabulary import BarrierKind, OwnerSide, Side

Tables = dict[str, list[dict[str, Any]]]
FIRST = date(2020, 1, 6)
AS_OF = date(2022, 6, 30)
_PRECISIONS = ("month", "quarter", "half", "year")
# Texts begin and end as the import leaves them: without blanks.
_ODD = st.sampled_from(["=1+1", "+x", "-", "@a", "'=b", "'", '"', "a;b", "ü — 中", "line\nbreak", "\r\nx", "a,b", ""])
_TEXT = (st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12) | _ODD).map(str.strip)
_NAME = _TEXT.filter(bool)
_REF = _NAME.map(lambda name: name.replace(";", ":"))
_MAYBE = st.booleans()


def as_files(tables: Tables) -> dict[str, str]:
    """The text of each CSV file. Written as spreadsheets may open it: else `'=T` in a list and alone are two refs."""
    return {name: _csv(rows) for name, rows in tables.items() if rows}


def _csv(rows: Sequence[dict[str, Any]]) -> str:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows({name: neutral(str(value)) for name, value in row.items()} for row in rows)
    return out.getvalue()


def _refs(draw: DrawFn, prefix: str, count: int) -> list[str]:
    return [f"{draw(_REF)}{prefix}{number}" for number in range(count)]


def _choice(draw: DrawFn, words: Sequence[str], *, empty: bool = True) -> str:
    return draw(st.sampled_from(["", *words] if empty else list(words)))


def _after(draw: DrawFn, day: date, most: int) -> date:
    return day + timedelta(days=draw(st.integers(0, most)))


def _rough(draw: DrawFn, day: date) -> str:
    """Mostly exact, so that something can be measured."""
    precision = draw(st.sampled_from(["day"] * 6 + list(_PRECISIONS)))
    return write_rough_day(day, precision)


@st.composite
def portfolios(draw: DrawFn) -> Tables:
    customers = [_customer(draw, ref) for ref in _refs(draw, "c", draw(st.integers(1, 3)))]
    products = [f"{draw(_NAME)}p{number}" for number in range(2)]
    tables: Tables = {name: [] for name in ("tasks", "time_entries", "barriers", "holds", "target_changes")}
    golives: list[dict[str, Any]] = []
    for ref in _refs(draw, "g", draw(st.integers(1, 6))):
        customer = draw(st.sampled_from(customers))["customer_ref"]
        kickoff = _after(draw, FIRST, 500)
        golives.append(_golive(draw, ref, customer, products, kickoff, golives))
        tasks = _tasks(draw, ref, kickoff)
        tables["tasks"] += tasks
        tables["time_entries"] += _entries(draw, ref, kickoff, [task["task_ref"] for task in tasks])
        tables["barriers"] += _barriers(draw, ref, kickoff, [task["task_ref"] for task in tasks])
        tables["holds"] += _holds(draw, ref, kickoff)
        tables["target_changes"] += _moves(draw, ref, kickoff)
    return {"customers": customers, "go_lives": golives, **tables}


def _customer(draw: DrawFn, ref: str) -> dict[str, Any]:
    return {
        "customer_ref": ref,
        "name": draw(_NAME),
        "segment": _choice(draw, ["clinic", "hospital"]),
        "system_of_record": draw(_TEXT),
        "time_zone": _choice(draw, ["Europe/Berlin", "America/Chicago"]),
        "country": _choice(draw, ["DE", "US"]),
    }


def _golive(
    draw: DrawFn, ref: str, customer: str, products: list[str], kickoff: date, before: list[dict[str, Any]]
) -> dict[str, Any]:
    stage = draw(st.sampled_from(["pilot", "production", "production"]))
    pilots = [one["golive_ref"] for one in before if (one["stage"], one["customer_ref"]) == ("pilot", customer)]
    state = draw(st.sampled_from(["planned", "open", "live", "live", "live", "handed_over", "cancelled"]))
    live = _after(draw, kickoff, 200)
    has_live = state in {"live", "handed_over"}
    return {
        "golive_ref": ref,
        "customer_ref": customer,
        "product": draw(st.sampled_from(products)),
        "site": draw(_TEXT),
        "stage": stage,
        "pilot_ref": draw(st.sampled_from(["", *pilots])) if stage == "production" else "",
        "contract_signed_on": _rough(draw, kickoff - timedelta(days=400)) if draw(_MAYBE) else "",
        "kickoff_on": "" if state == "planned" else _rough(draw, kickoff),
        "target_on": _rough(draw, _after(draw, kickoff, 300)) if draw(_MAYBE) else "",
        "live_on": _rough(draw, live + timedelta(days=370)) if has_live else "",
        "cancelled_on": _rough(draw, live + timedelta(days=370)) if state == "cancelled" else "",
        "handed_over_on": _rough(draw, live + timedelta(days=740)) if state == "handed_over" else "",
        "seats": draw(st.sampled_from(["", "0", "120"])),
        "hypercare_days": draw(st.sampled_from(["", "0", "14"])),
        "playbook": draw(_TEXT),
        "owner": draw(_TEXT),
    }


def _tasks(draw: DrawFn, golive: str, kickoff: date) -> list[dict[str, Any]]:
    refs = _refs(draw, f"t{golive[-2:]}", draw(st.integers(0, 4)))
    rows = []
    for place, ref in enumerate(refs):
        start, done = _after(draw, kickoff, 60), draw(_MAYBE)
        waits_for = draw(st.lists(st.sampled_from(refs[:place]), unique=True)) if place else []
        rows.append(
            {
                "task_ref": ref,
                "golive_ref": golive,
                "title": draw(_NAME),
                "category": _choice(draw, Category.values, empty=False),
                "phase": draw(_TEXT),
                "owner_side": _choice(draw, OwnerSide.values),
                "due_on": _after(draw, start, 30).isoformat() if draw(_MAYBE) else "",
                "start_on": start.isoformat() if done or draw(_MAYBE) else "",
                "done_on": _after(draw, start, 60).isoformat() if done else "",
                "status": "done" if done else _choice(draw, ["todo", "in_progress", "blocked", "skipped"]),
                "reason": draw(_TEXT),
                "gate": _choice(draw, Gate.values),
                "depends_on": ";".join(waits_for),
                "customer_visible": _choice(draw, ["true", "false"]),
                "estimate_hours": draw(st.sampled_from(["", "0", "0.1", "7.25", "33.333"])),
            }
        )
    return rows


def _entries(draw: DrawFn, golive: str, kickoff: date, tasks: list[str]) -> list[dict[str, Any]]:
    """Some replace the one before them."""
    refs = _refs(draw, f"e{golive[-2:]}", draw(st.integers(0, 5)))
    return [
        {
            "entry_ref": ref,
            "golive_ref": golive,
            "worked_on": _after(draw, kickoff, 300).isoformat(),
            "hours": round(draw(st.integers(1, 24 * 60)) / 60, 4),
            "person": draw(_TEXT),
            "activity": _choice(draw, Activity.values),
            "label": draw(_TEXT),
            "with_customer": _choice(draw, ["true", "false"]),
            "task_ref": draw(st.sampled_from(["", *tasks])),
            "note": draw(_TEXT),
            "replaces_ref": refs[place - 1] if place and draw(_MAYBE) else "",
        }
        for place, ref in enumerate(refs)
    ]


def _barriers(draw: DrawFn, golive: str, kickoff: date, tasks: list[str]) -> list[dict[str, Any]]:
    rows = []
    for ref in _refs(draw, f"b{golive[-2:]}", draw(st.integers(0, 3))):
        opened = _after(draw, kickoff, 90)
        rows.append(
            {
                "barrier_ref": ref,
                "golive_ref": golive,
                "kind": _choice(draw, BarrierKind.values, empty=False),
                "opened_on": opened.isoformat(),
                "closed_on": _after(draw, opened, 90).isoformat() if draw(_MAYBE) else "",
                "side": _choice(draw, Side.values),
                "task_ref": draw(st.sampled_from(["", *tasks])),
                "note": draw(_TEXT),
            }
        )
    return rows


def _holds(draw: DrawFn, golive: str, kickoff: date) -> list[dict[str, Any]]:
    """One after another; the last may be open."""
    rows = []
    starts, refs = kickoff, _refs(draw, f"h{golive[-2:]}", draw(st.integers(0, 2)))
    for place, ref in enumerate(refs, start=1):
        starts = _after(draw, starts, 40)
        ends = _after(draw, starts, 20)
        is_open = place == len(refs) and draw(_MAYBE)
        rows.append(
            {
                "hold_ref": ref,
                "golive_ref": golive,
                "starts_on": starts.isoformat(),
                "ends_on": "" if is_open else ends.isoformat(),
                "side": _choice(draw, Side.values),
                "reason": draw(_TEXT),
            }
        )
        starts = ends + timedelta(days=1)
    return rows


def _moves(draw: DrawFn, golive: str, kickoff: date) -> list[dict[str, Any]]:
    return [
        {
            "golive_ref": golive,
            "new_target_on": _rough(draw, kickoff + timedelta(days=400 * (place + 1))),
            "announced_on": _rough(draw, kickoff + timedelta(days=place)) if draw(_MAYBE) else "",
            "old_target_on": "",
            "reason": draw(_TEXT),
            "barrier": _choice(draw, BarrierKind.values),
        }
        for place in range(draw(st.integers(0, 2)))
    ]
