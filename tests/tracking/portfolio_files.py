"""Portfolios as import folders, for what the report is to see through: go-lives by formula, noise by a fixed seed."""

import csv
import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

FIRST = date(2024, 1, 8)  # a Monday
COLUMNS = {
    "customers": ("customer_ref", "name", "segment"),
    "go_lives": (
        "golive_ref", "customer_ref", "product", "stage", "kickoff_on", "live_on", "cancelled_on", "seats",
    ),
    "tasks": ("task_ref", "golive_ref", "title", "category", "status", "start_on", "done_on"),
    "time_entries": ("entry_ref", "golive_ref", "worked_on", "hours", "person", "with_customer"),
}  # fmt: skip


@dataclass
class Told:
    """One go-live. hours: with the customer and without, spread over its weeks; logged: share of weeks with hours."""

    ref: str
    kickoff: date
    days: int
    hours: tuple[float, float] = (50.0, 50.0)
    logged: float = 1.0
    product: str = "Scribe"
    stage: str = "production"
    seats: int | None = None
    live: bool = True
    cancelled: bool = False

    @property
    def ends_on(self) -> date:
        return self.kickoff + timedelta(days=self.days)

    @property
    def weeks(self) -> int:
        return max(1, self.days // 7)


@dataclass
class Portfolio:
    """Collects rows; `write` makes the folder. Time entries are of persons of their own, so that no day overflows."""

    seed: int = 7
    told: list[Told] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)

    def noisy(self, value: float, sd: float = 0.1) -> float:
        return value * self.rng.lognormvariate(0.0, sd)

    def add(self, one: Told) -> None:
        self.told.append(one)

    def write(self, folder: Path) -> Path:
        folder.mkdir(exist_ok=True)
        self._table(folder, "customers", [("c", "Birch Hospital", "hospital")])
        self._table(folder, "go_lives", map(_golive, self.told))
        self._table(folder, "tasks", (row for one in self.told for row in _tasks(one)))
        self._table(folder, "time_entries", (row for one in self.told for row in self._entries(one)))
        return folder

    def _table(self, folder: Path, name: str, rows: Iterable[tuple[object, ...]]) -> None:
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS[name])
            writer.writerows(["" if cell is None else cell for cell in row] for row in rows)

    def _entries(self, one: Told) -> Iterable[tuple[object, ...]]:
        """Each week two entries; of a week that nobody logged none: its hours are lost."""
        for week in range(one.weeks):
            if self.rng.random() < one.logged:
                day = one.kickoff + timedelta(days=7 * week + 1)
                for side, hours in zip(("true", "false"), one.hours, strict=True):
                    share = round(hours / one.weeks, 2)
                    if share > 0:
                        ref = f"{one.ref}-{week}-{side}"
                        yield ref, one.ref, day, share, ref, side


def _golive(one: Told) -> tuple[object, ...]:
    live_on = one.ends_on if one.live and not one.cancelled else None
    cancelled_on = one.ends_on if one.cancelled else None
    return (one.ref, "c", one.product, one.stage, one.kickoff, live_on, cancelled_on, one.seats)


def _tasks(one: Told) -> Iterable[tuple[object, ...]]:
    """One a week, so that each week is one in which work went on."""
    for week in range(one.weeks):
        start = one.kickoff + timedelta(days=7 * week)
        ref = f"{one.ref}-t{week}"
        yield ref, one.ref, f"Step {week + 1}", "integration", "done", start, start + timedelta(days=2)
