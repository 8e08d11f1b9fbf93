"""What the generator writes, and that it writes the same again."""

import datetime as dt
import json
from itertools import pairwise
from pathlib import Path

import pytest

from implementation.examples.generator import DEFAULT_SEED, write_portfolio
from implementation.examples.tables import COLUMNS, write_tables
from tests.implementation.examples.portfolios import Portfolio

DAY = dt.date(2026, 11, 23)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_same_seed_and_day_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_portfolio(tmp_path / name, seed=5, as_of=DAY, golives=60)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_writing_again_into_the_same_folder_replaces_the_files(tmp_path: Path) -> None:
    write_portfolio(tmp_path, seed=5, as_of=DAY, golives=60)
    write_portfolio(tmp_path, seed=6, as_of=DAY, golives=20)
    afresh = tmp_path / "afresh"
    write_portfolio(afresh, seed=6, as_of=DAY, golives=20)
    assert contents(afresh) == {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}


def test_another_seed_gives_another_portfolio(tmp_path: Path) -> None:
    for seed in (5, 6):
        write_portfolio(tmp_path / str(seed), seed=seed, as_of=DAY, golives=20)
    assert contents(tmp_path / "5")["go_lives.csv"] != contents(tmp_path / "6")["go_lives.csv"]


@pytest.mark.parametrize("golives", [0, 19, 2001])
def test_a_size_it_cannot_fill_is_refused_with_the_limits(tmp_path: Path, golives: int) -> None:
    with pytest.raises(ValueError, match="from 20 to 2000"):
        write_portfolio(tmp_path / "none", seed=1, as_of=DAY, golives=golives)
    assert not (tmp_path / "none").exists()


def test_a_row_of_the_wrong_length_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="shorter"):
        write_tables(tmp_path, {"customers": [("only a ref",)]})


def test_every_table_has_its_columns_and_a_row(example: Portfolio) -> None:
    for name, columns in COLUMNS.items():
        assert list(example[name][0]) == columns.split()


def test_the_summary_counts_what_was_written(example: Portfolio) -> None:
    assert example.summary.rows == {name: len(rows) for name, rows in example.tables.items()}
    assert sum(example.summary.states.values()) == len(example["go_lives"]) == 120


def test_the_files_stay_small(example: Portfolio) -> None:
    assert sum(len(data) for data in contents(example.summary.folder).values()) < 3_000_000


def test_everybody_is_labelled_synthetic(portfolio: Portfolio) -> None:
    assert all(row["name"].startswith("Synthetic – ") for row in portfolio["customers"])
    assert all(row["person"].endswith("@vendor.example") for row in portfolio["time_entries"])
    assert len({row["name"] for row in portfolio["customers"]}) == len(portfolio["customers"])


def test_the_truth_lies_beside_the_tables(example: Portfolio) -> None:
    truth = json.loads((example.summary.folder / "truth.json").read_text(encoding="utf-8"))
    assert truth["synthetic"] is True
    assert (truth["seed"], truth["as_of"]) == (DEFAULT_SEED, "2026-11-23")
    scribe = truth["products"]["Ambient Scribe"]
    assert [scribe[name]["learning_rate"] for name in ("days", "handholding_hours", "total_hours")] == [
        0.12, 0.18, 0.14,
    ]  # fmt: skip
    running = {row["golive_ref"] for row in example["go_lives"] if not row["live_on"]}
    assert set(truth["unfinished"]) <= running


def test_every_state_occurs(example: Portfolio) -> None:
    assert set(example.summary.states) == {"planned", "in_progress", "live", "cancelled"}
    assert example.summary.states["in_progress"] >= 10


def test_the_hard_cases_occur(example: Portfolio) -> None:
    assert {row["status"] for row in example["tasks"]} == {
        "todo",
        "in_progress",
        "blocked",
        "done",
        "skipped",
    }
    assert any(row["replaces_ref"] for row in example["time_entries"])
    assert {row["with_customer"] for row in example["time_entries"]} == {"true", "false"}
    assert any(not row["ends_on"] for row in example["holds"])
    assert any(not row["closed_on"] for row in example["barriers"])
    assert any(row["pilot_ref"] for row in example["go_lives"])
    assert len({row["segment"] for row in example["customers"]}) >= 3
    assert len({row["time_zone"] for row in example["customers"]}) >= 4


def test_some_barriers_of_a_golive_overlap(example: Portfolio) -> None:
    by_golive: dict[str, list[tuple[str, str]]] = {}
    for row in example["barriers"]:
        by_golive.setdefault(row["golive_ref"], []).append((row["opened_on"], row["closed_on"] or "9999"))
    overlapping = [
        ref for ref, spans in by_golive.items() if any(later[0] < earlier[1] for earlier, later in pairwise(spans))
    ]
    assert len(overlapping) >= 5


def test_some_finished_golives_have_no_hours_written_down(example: Portfolio) -> None:
    logged = {row["golive_ref"] for row in example["time_entries"]}
    live = {row["golive_ref"] for row in example["go_lives"] if row["live_on"]}
    assert 1 <= len(live - logged) <= 10
