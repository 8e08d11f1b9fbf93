"""The public rollouts keep to the import format, and say of every published row what became of it."""

import csv
import re
from collections import Counter

import pytest

from implementation.examples import PUBLIC_ROLLOUTS
from implementation.examples.tables import COLUMNS

IMPRECISE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?|-Q[1-4]|-H[12])?")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
KINDS = {"integration", "workflow", "trust", "external", "unknown", ""}
DATES = {
    "go_lives": ("contract_signed_on", "target_on", "live_on", "ended_on"),
    "target_changes": ("announced_on", "old_target_on", "new_target_on"),
}


def table(name: str) -> list[dict[str, str]]:
    with (PUBLIC_ROLLOUTS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def golive(ref: str) -> dict[str, str]:
    return next(row for row in table("go_lives") if row["golive_ref"] == ref)


@pytest.mark.parametrize(("name", "rows"), [("customers", 18), ("go_lives", 56), ("target_changes", 20), ("holds", 12)])
def test_each_table_has_known_columns_and_its_number_of_rows(name: str, rows: int) -> None:
    assert set(table(name)[0]) <= set(COLUMNS[name].split())
    assert len(table(name)) == rows


def test_refs_are_unique_and_resolve() -> None:
    customers = [row["customer_ref"] for row in table("customers")]
    refs = [row["golive_ref"] for row in table("go_lives")]
    assert len(set(customers)) == len(customers)
    assert len(set(refs)) == len(refs)
    assert {row["customer_ref"] for row in table("go_lives")} == set(customers)
    assert {row["golive_ref"] for row in table("target_changes") + table("holds")} <= set(refs)


@pytest.mark.parametrize("name", DATES)
def test_dates_are_days_or_longer_periods_of_the_import_format(name: str) -> None:
    for row in table(name):
        assert all(not row[column] or IMPRECISE.fullmatch(row[column]) for column in DATES[name]), row


def test_holds_are_known_to_the_day() -> None:
    for row in table("holds"):
        assert DAY.fullmatch(row["starts_on"])
        assert not row["ends_on"] or row["starts_on"] <= row["ends_on"]


def test_no_kickoff_was_invented() -> None:
    assert {row["kickoff_on"] for row in table("go_lives")} == {""}


def test_imprecise_dates_keep_every_precision_that_was_published() -> None:
    lengths = Counter(len(row["target_on"]) if "-H" not in row["target_on"] else "half" for row in table("go_lives"))
    assert {"half", 4, 7, 10} <= set(lengths)
    assert golive("dod-drum-portsmouth")["live_on"] == "2023-Q1"
    assert golive("scribe-ucsf")["live_on"] == "2024-H2"


@pytest.mark.parametrize(
    "ref", ["va-columbus", "va-roseburg", "va-white-city", "dod-madigan", "dod-san-diego", "us-vermont"]
)
def test_a_plan_is_never_taken_for_an_actual_date(ref: str) -> None:
    assert golive(ref)["target_on"]
    assert not golive(ref)["live_on"]


def test_as_many_are_live_as_have_a_published_actual_date() -> None:
    assert sum(bool(row["live_on"]) for row in table("go_lives")) == 24


def test_every_move_ends_at_the_target_and_has_a_reason_and_a_known_barrier() -> None:
    last: dict[str, str] = {}
    for row in table("target_changes"):
        assert row["reason"]
        assert row["barrier"] in KINDS
        assert row["new_target_on"] != row["old_target_on"]
        last[row["golive_ref"]] = row["new_target_on"]
    assert last == {ref: golive(ref)["target_on"] for ref in last}


def test_moves_are_told_apart_by_golive_announcement_and_new_target() -> None:
    keys = [(row["golive_ref"], row["announced_on"], row["new_target_on"]) for row in table("target_changes")]
    assert len(set(keys)) == len(keys)


def test_columbus_moved_three_times() -> None:
    moves = [row for row in table("target_changes") if row["golive_ref"] == "va-columbus"]
    assert [row["old_target_on"] for row in moves] == ["2021-Q1", "2022-02", "2022-03-05"]
    assert [row["barrier"] for row in moves] == ["unknown", "workflow", "external"]


def test_the_readme_accounts_for_all_published_schedule_changes() -> None:
    text = (PUBLIC_ROLLOUTS / "README.md").read_text(encoding="utf-8").split("schedule changes\n")[-1]
    fates = [line.split("|")[2].strip() for line in text.splitlines() if line.startswith("| ")][1:]
    became = Counter(re.match(r"(four )?(target change|hold|left out)", fate)[2] for fate in fates)  # type: ignore[index]
    assert became == {"target change": 11, "hold": 3, "left out": 8}


def test_every_golive_names_sources_that_are_listed() -> None:
    text = (PUBLIC_ROLLOUTS / "SOURCES.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| (S\d+) \| [ABC] \| ", text, re.MULTILINE))
    named = dict(re.findall(r"^\| ([a-z][a-z-]+) \| (S\d+(?: S\d+)*) \|", text, re.MULTILINE))
    assert set(named) == {row["golive_ref"] for row in table("go_lives")}
    assert {source for sources in named.values() for source in sources.split()} <= listed
