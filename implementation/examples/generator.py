"""Writes the synthetic example portfolio as an import folder, with its truth beside it.

Called by the first start of the program, by tests and by benchmarks. The same seed, as-of day and size give
the same bytes. Everything is labelled synthetic; nothing is dated after the as-of day but plans and
targets.
"""

import datetime as dt
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from implementation.examples.cast import Cast
from implementation.examples.checklist import Item, block, lay_out
from implementation.examples.effort import Diary, Entry, draw_entries
from implementation.examples.setbacks import Move, Obstacle, draw_moves, draw_obstacles
from implementation.examples.steps import STEPS
from implementation.examples.stories import draw_stories
from implementation.examples.story import Story
from implementation.examples.tables import COLUMNS, Row, write_tables
from implementation.examples.truth import PRODUCTS

DEFAULT_SEED = 4
"""Seed of the first start's example, chosen for estimates near the truth; other seeds stray further."""
FEWEST, MOST = 20, 2000


@dataclass(frozen=True)
class Summary:
    """What was written: number of rows by table, and number of go-lives by state."""

    folder: Path
    seed: int
    as_of: dt.date
    rows: dict[str, int]
    states: dict[str, int]


def write_portfolio(folder: Path, *, seed: int, as_of: dt.date, golives: int = 120) -> Summary:
    """Write the seven tables and truth.json into `folder` (made if missing; such files are replaced).

    Raises ValueError if `golives` (pilots included) is not between 20 and 2,000.
    """
    if not FEWEST <= golives <= MOST:
        raise ValueError(f"golives is {golives}; choose a number from {FEWEST} to {MOST}.")
    stories, cast, people = draw_stories(seed=seed, as_of=as_of, golives=golives)
    tables = _tables(stories, cast, Diary(people))
    states = dict(sorted(Counter(story.state for story in stories).items()))
    folder.mkdir(parents=True, exist_ok=True)
    write_tables(folder, tables)
    _write_truth(folder / "truth.json", stories, seed=seed, as_of=as_of)
    return Summary(folder, seed, as_of, {name: len(rows) for name, rows in tables.items()}, states)


def _tables(stories: list[Story], cast: Cast, diary: Diary) -> dict[str, list[Row]]:
    tables: dict[str, list[Row]] = {name: [] for name in COLUMNS}
    tables["customers"] = [
        (one.ref, one.name, one.segment, one.system_of_record, one.time_zone, one.country) for one in cast.customers
    ]
    for story in stories:
        items = lay_out(story, STEPS[story.truth.code])
        obstacles, moves = draw_obstacles(story, items), draw_moves(story)
        block(items, {one.task_ref: one.note for one in obstacles if one.closed_on is None})
        tables["go_lives"].append(_golive_row(story, moves))
        tables["tasks"] += [_task_row(story, item) for item in items]
        tables["time_entries"] += [_entry_row(story, entry) for entry in draw_entries(story, items, diary)]
        tables["barriers"] += [_barrier_row(story, number, one) for number, one in enumerate(obstacles, start=1)]
        tables["holds"] += [
            (f"{story.ref}-h{number}", story.ref, pause.starts_on, pause.ends_on, pause.side, pause.reason)
            for number, pause in enumerate(story.pauses, start=1)
        ]
        tables["target_changes"] += [
            (story.ref, move.announced_on, move.old_target_on, move.new_target_on, move.reason, move.barrier)
            for move in moves
        ]
    return tables


def _golive_row(story: Story, moves: list[Move]) -> Row:
    target = moves[-1].new_target_on if moves else story.on_day(story.planned_days)
    return (
        story.ref,
        story.customer.ref,
        story.truth.product,
        story.site,
        story.stage,
        story.pilot_ref,
        story.contract_signed_on,
        story.kickoff,
        target,
        story.live_on,
        story.cancelled_on,
        story.handed_over_on,
        story.ended_on,
        story.seats,
        story.site_count,
        story.hypercare_days,
        story.team["lead"],
    )


def _task_row(story: Story, item: Item) -> Row:
    step = item.step
    gated = step.gate != "none"
    return (
        item.ref,
        story.ref,
        step.title,
        step.category,
        step.phase,
        step.owner_side,
        "" if step.owner_side == "customer" else story.team[step.role],
        item.planned_start_on,
        item.due_on,
        item.start_on,
        item.done_on,
        item.status,
        item.reason,
        step.gate,
        ";".join(item.depends_on),
        gated or step.owner_side != "vendor",
        gated,
        item.estimate_hours,
    )


def _entry_row(story: Story, entry: Entry) -> Row:
    return (
        entry.ref,
        story.ref,
        entry.worked_on,
        entry.hours,
        entry.person,
        entry.activity,
        entry.label,
        entry.with_customer,
        entry.task_ref,
        entry.note,
        entry.replaces,
    )


def _barrier_row(story: Story, number: int, one: Obstacle) -> Row:
    ref = f"{story.ref}-b{number}"
    return (ref, story.ref, one.kind, one.opened_on, one.closed_on, one.side, one.task_ref, one.note)


def _write_truth(path: Path, stories: list[Story], *, seed: int, as_of: dt.date) -> None:
    """Write the laws, and the final values of unfinished go-lives, against which forecasts can be scored."""
    truth = {
        "synthetic": True,
        "seed": seed,
        "as_of": as_of.isoformat(),
        "golives": len(stories),
        "model": "median = first_unit * rank ** slope, slope = log2(1 - learning_rate), lognormal noise; "
        "rank by kickoff among started production go-lives of the product; days run from kickoff to live, "
        "holds included; hours run to the end of hypercare; seats, sites and segments have no effect",
        "products": {product.product: product.facts() for product in PRODUCTS},
        "unfinished": {
            story.ref: {
                "days": story.days,
                "total_hours": round(story.total_hours, 2),
                "handholding_hours": round(story.handholding_hours, 2),
            }
            for story in stories
            if story.state == "in_progress" and story.cancel_after is None
        },
    }
    path.write_text(json.dumps(truth, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
