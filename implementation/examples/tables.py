"""The tables of the import format as the generator writes them: column names, cells, files.

Called by `generator`. Cells are text: dates as ISO 8601, truth values as true and false, nothing known as
empty.
"""

import csv
import datetime as dt
from pathlib import Path

Cell = str | int | float | bool | dt.date | None
Row = tuple[Cell, ...]

COLUMNS = {
    "customers": "customer_ref name segment system_of_record time_zone country",
    "go_lives": "golive_ref customer_ref product site stage pilot_ref contract_signed_on kickoff_on "
    "target_on live_on cancelled_on handed_over_on ended_on seats site_count hypercare_days owner",
    "tasks": "task_ref golive_ref title category phase owner_side assignee planned_start_on due_on start_on "
    "done_on status reason gate depends_on customer_visible evidence_required estimate_hours",
    "time_entries": "entry_ref golive_ref worked_on hours person activity label with_customer task_ref "
    "note replaces_ref",
    "barriers": "barrier_ref golive_ref kind opened_on closed_on side task_ref note",
    "holds": "hold_ref golive_ref starts_on ends_on side reason",
    "target_changes": "golive_ref announced_on old_target_on new_target_on reason barrier",
}


def cell(value: Cell) -> str:
    """Return a value as the text of a cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:g}"
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def write_tables(folder: Path, tables: dict[str, list[Row]]) -> None:
    """Write each table as `<name>.csv` (UTF-8); raise ValueError on a row of the wrong length."""
    for name, rows in tables.items():
        columns = COLUMNS[name].split()
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(columns)
            for row in rows:
                writer.writerow([cell(value) for _, value in zip(columns, row, strict=True)])
