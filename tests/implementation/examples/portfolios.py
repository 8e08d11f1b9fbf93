"""A written portfolio, read back as text. Used by the fixtures and tests of this folder."""

import csv
import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from implementation.examples.generator import Summary, write_portfolio

Table = list[dict[str, str]]


@dataclass(frozen=True)
class Portfolio:
    """A folder of the import format, read back."""

    summary: Summary
    tables: dict[str, Table]

    @property
    def as_of(self) -> dt.date:
        return self.summary.as_of

    def __getitem__(self, name: str) -> Table:
        return self.tables[name]

    def of(self, name: str, golive_ref: str) -> Table:
        return [row for row in self.tables[name] if row["golive_ref"] == golive_ref]


def read_tables(folder: Path) -> dict[str, Table]:
    tables = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            tables[path.stem] = list(csv.DictReader(file))
    return tables


def portfolio_in(folder: Path, *, seed: int, as_of: dt.date, golives: int) -> Portfolio:
    summary = write_portfolio(folder, seed=seed, as_of=as_of, golives=golives)
    return Portfolio(summary, read_tables(folder))
