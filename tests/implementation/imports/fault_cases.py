"""Tables with one fault each, and how it is told: what `test_faults.py` goes through."""

from typing import Any, NamedTuple

from tests.implementation.imports.folders import CUSTOMERS, GO_LIVES


class Case(NamedTuple):
    """What is brought, and the one fault of it: file, row, column, value, code, and words of the remedy."""

    tables: dict[str, Any]
    file: str
    row: int | None
    column: str
    value: str
    code: str
    words: str


def golives(rest: str, columns: str = "") -> dict[str, Any]:
    return {"go_lives": f"golive_ref,customer_ref,product{columns}\n{rest}"}


def hours(rest: str, columns: str = "") -> dict[str, Any]:
    return {"time_entries": f"entry_ref,golive_ref,worked_on,hours{columns}\n{rest}"}


def tasks(rest: str, columns: str = "") -> dict[str, Any]:
    return {"tasks": f"task_ref,golive_ref,title,category{columns}\n{rest}"}


def holds(rest: str) -> dict[str, Any]:
    return {"holds": f"hold_ref,golive_ref,starts_on,ends_on\n{rest}"}


TWO_GOLIVES = f"{GO_LIVES}G2,C1,Scribe,2024-02-05,\n"
LONG = "x" * 201
CASES = {
    "missing table": Case(
        {"customers": None}, "customers.csv", None, "", "", "missing_table", "refers to 1 rows of customers, such as C1"
    ),
    "no table at all": Case(
        {"customers": None, "go_lives": None}, "go_lives.csv", None, "", "", "missing_table", "Add CSV files named"
    ),
    "unknown table": Case(
        {"time_entry": "a,b\n"}, "time_entry.csv", None, "", "", "unknown_table", "Did you mean time_entries?"
    ),
    "empty file": Case({"tasks": ""}, "tasks.csv", None, "", "", "empty_file", "Add a header row: task_ref"),
    "not UTF-8": Case(
        {"customers": f"{CUSTOMERS}C2,Z".encode() + b"\x81rich\n"},
        "customers.csv", 3, "", "Z�rich", "not_utf8", "Save the file as CSV UTF-8",
    ),
    "UTF-8 that was damaged": Case(
        {"customers": f"{CUSTOMERS}C2,Zürich ".encode() + b"\xfc\n"},
        "customers.csv", 3, "", "Zürich �", "not_utf8", "Save the file as CSV UTF-8",
    ),
    "UTF-16 that was cut off": Case(
        {"customers": CUSTOMERS.encode("utf-16") + b"C"},
        "customers.csv", None, "", "", "not_utf8", "ends within a character",
    ),
    "broken quotation": Case(
        {"customers": f'{CUSTOMERS}C2,"St. "Mary\nC3,Mercy\n'},
        "customers.csv", 3, "", "", "unreadable", "close its quotation marks",
    ),
    "unknown column": Case(
        golives("G1,C1,Scribe,2024-05-06\n", ",live_no"),
        "go_lives.csv", 1, "live_no", "", "unknown_column", "Did you mean live_on?",
    ),
    "unnamed column": Case(
        golives("G1,C1,Scribe,\n", ","), "go_lives.csv", 1, "column 4, unnamed", "", "unknown_column", "It knows: "
    ),
    "column twice": Case(
        golives("G1,C1,Scribe,a,b\n", ",owner,Owner"),
        "go_lives.csv", 1, "owner", "", "duplicate_column", "Keep one",
    ),
    "missing column": Case(
        {"go_lives": "golive_ref,customer_ref\nG1,C1\n"},
        "go_lives.csv", 1, "product", "", "missing_column", "it is required",
    ),
    "too few cells": Case(
        {"customers": f"{CUSTOMERS}C2\n"}, "customers.csv", 3, "", "", "wrong_cell_count", "has 1 cells, the header 2"
    ),
    "missing required": Case(
        {"customers": f"{CUSTOMERS}C2, \n"}, "customers.csv", 3, "name", "", "missing_value", "Fill in this cell"
    ),
    "too long": Case(
        {"customers": f"{CUSTOMERS}C2,{LONG}\n"},
        "customers.csv", 3, "name", f"{LONG[:120]}…", "too_long", "shorten it to 200",
    ),
    "control character": Case(
        {"customers": f"{CUSTOMERS}C2,a\0b\n"}, "customers.csv", 3, "name", "a\0b", "control_character", "Remove the"
    ),
    "not a choice": Case(
        tasks("T1,G1,Interface,intergration\n"),
        "tasks.csv", 2, "category", "intergration", "not_a_choice", "Did you mean integration?",
    ),
    "wrong date": Case(
        golives("G1,C1,Scribe,2024-02-30\n", ",live_on"),
        "go_lives.csv", 2, "live_on", "2024-02-30", "wrong_date", "2023-Q2",
    ),
    "date in the future": Case(
        golives("G1,C1,Scribe,2999-01-01\n", ",live_on"),
        "go_lives.csv", 2, "live_on", "2999-01-01", "in_future", "lies in the future",
    ),
    "text in a number": Case(
        golives("G1,C1,Scribe,many\n", ",seats"),
        "go_lives.csv", 2, "seats", "many", "not_a_number", "whole number in digits",
    ),
    "negative number": Case(
        golives("G1,C1,Scribe,-3\n", ",seats"), "go_lives.csv", 2, "seats", "-3", "out_of_range", "0 is the least"
    ),
    "neither true nor false": Case(
        hours("E1,G1,2024-02-01,2,perhaps\n", ",with_customer"),
        "time_entries.csv", 2, "with_customer", "perhaps", "not_true_or_false", "Write true or false",
    ),
    "entry above 24 hours": Case(
        hours("E1,G1,2024-02-01,24.5\n"),
        "time_entries.csv", 2, "hours", "24.5", "above_24_hours", "A day has 24 hours",
    ),
    "unknown reference": Case(
        hours("E1,G1,2024-02-01,2\nE2,G9,2024-02-01,2\n"),
        "time_entries.csv", 3, "golive_ref", "G9", "unknown_reference", "G9 is not in go_lives.csv nor stored",
    ),
    "unknown prerequisite": Case(
        tasks("T1,G1,Interface,integration,T8; T9\nT8,G1,Data,data,\n", ",depends_on"),
        "tasks.csv", 2, "depends_on", "T9", "unknown_reference", "T9 is neither in tasks.csv nor stored",
    ),
    "duplicate ref": Case(
        {"customers": f"{CUSTOMERS}C1,Mercy\n"},
        "customers.csv", 3, "customer_ref", "C1", "duplicate_ref", "Row 2 has the same customer_ref",
    ),
    "target change stated twice": Case(
        {"target_changes": "golive_ref,new_target_on,announced_on\nG1,2024-06,\nG1,2024-06,\n"},
        "target_changes.csv", 3, "new_target_on", "2024-06-15", "duplicate_ref", "Row 2 has the same",
    ),
    "cycle of prerequisites": Case(
        tasks("T1,G1,A,data,T3\nT2,G1,B,data,T1\nT3,G1,C,data,T2\n", ",depends_on"),
        "tasks.csv", 2, "depends_on", "T1", "cycle", "wait for each other: T1 → T3 → T2 → T1",
    ),
    "cycle of corrections": Case(
        hours("E1,G1,2024-02-01,2,E2\nE2,G1,2024-02-01,3,E1\n", ",replaces_ref"),
        "time_entries.csv", 2, "replaces_ref", "E1", "cycle", "E1 → E2 → E1",
    ),
    "live before kickoff": Case(
        golives("G1,C1,Scribe,2024-05-06,2024-01-08\n", ",kickoff_on,live_on"),
        "go_lives.csv", 2, "live_on", "2024-01-08", "live_before_kickoff", "(2024-05-06); mend one of the two dates",
    ),
    "live surely before an imprecise kickoff": Case(
        golives("G1,C1,Scribe,2024-Q2,2024-03\n", ",kickoff_on,live_on"),
        "go_lives.csv", 2, "live_on", "2024-03", "live_before_kickoff", "Live lies before kickoff (2024-Q2)",
    ),
    "handed over before live": Case(
        golives("G1,C1,Scribe,2024-05-06,2024-05-05\n", ",live_on,handed_over_on"),
        "go_lives.csv", 2, "handed_over_on", "2024-05-05", "dates_out_of_order", "Handed over lies before live",
    ),
    "ended but never live": Case(
        golives("G1,C1,Scribe,2024-05-05\n", ",ended_on"),
        "go_lives.csv", 2, "ended_on", "2024-05-05", "contradiction", "It was never live",
    ),
    "live and cancelled": Case(
        golives("G1,C1,Scribe,2024-05-06,2024-06-01\n", ",live_on,cancelled_on"),
        "go_lives.csv", 2, "cancelled_on", "2024-06-01", "contradiction", "state when it ended, in ended_on",
    ),
    "a pilot that follows a pilot": Case(
        golives("G1,C1,Scribe,pilot,\nG2,C1,Scribe,pilot,G1\n", ",stage,pilot_ref"),
        "go_lives.csv", 3, "pilot_ref", "G1", "contradiction", "Only a go-live of stage production",
    ),
    "a pilot that is none": Case(
        golives("G1,C1,Scribe,\nG2,C1,Scribe,G1\n", ",pilot_ref"),
        "go_lives.csv", 3, "pilot_ref", "G1", "contradiction", "G1 is no pilot",
    ),
    "another customer's pilot": Case(
        {
            "customers": f"{CUSTOMERS}C2,Mercy\n",
            **golives("G1,C2,Scribe,pilot,\nG2,C1,Scribe,,G1\n", ",stage,pilot_ref"),
        },
        "go_lives.csv", 3, "pilot_ref", "G1", "other_customer", "Name a pilot of this one",
    ),
    "a task done before its start": Case(
        tasks("T1,G1,A,data,2024-02-02,2024-02-01\n", ",start_on,done_on"),
        "tasks.csv", 2, "done_on", "2024-02-01", "dates_out_of_order", "Done lies before the task's start",
    ),
    "a task done on no day": Case(
        tasks("T1,G1,A,data,done\n", ",status"), "tasks.csv", 2, "status", "done", "contradiction", "state done_on"
    ),
    "a task done and to do": Case(
        tasks("T1,G1,A,data,todo,2024-02-01\n", ",status,done_on"),
        "tasks.csv", 2, "done_on", "2024-02-01", "contradiction", "empty done_on, or the status",
    ),
    "a barrier closed before it opened": Case(
        {"barriers": "barrier_ref,golive_ref,kind,opened_on,closed_on\nB1,G1,trust,2024-02-02,2024-02-01\n"},
        "barriers.csv", 2, "closed_on", "2024-02-01", "dates_out_of_order", "closed before it was opened",
    ),
    "a hold that ends before it starts": Case(
        holds("H1,G1,2024-02-02,2024-02-01\n"),
        "holds.csv", 2, "ends_on", "2024-02-01", "dates_out_of_order", "ends before it starts",
    ),
    "two open holds": Case(
        holds("H1,G1,2024-02-02,\nH2,G1,2024-03-02,\n"),
        "holds.csv", 3, "starts_on", "2024-03-02", "overlapping_holds", "overlaps that of row 2, 2024-02-02 to now",
    ),
    "a hold within a longer one": Case(
        holds("H1,G1,2024-02-01,2024-02-29\nH2,G1,2024-03-05,\nH3,G1,2024-02-10,2024-02-11\n"),
        "holds.csv", 4, "starts_on", "2024-02-10", "overlapping_holds", "2024-02-01 to 2024-02-29",
    ),
    "an entry's task of another go-live": Case(
        {"go_lives": TWO_GOLIVES, **tasks("T1,G2,A,data\n"), **hours("E1,G1,2024-02-01,2,T1\n", ",task_ref")},
        "time_entries.csv", 2, "task_ref", "T1", "other_golive", "T1 is a task of another go-live",
    ),
    "a prerequisite of another go-live": Case(
        {"go_lives": TWO_GOLIVES, **tasks("T1,G2,A,data,\nT2,G1,B,data,T1\n", ",depends_on")},
        "tasks.csv", 3, "depends_on", "T1", "other_golive", "of its own go-live only",
    ),
    "an entry replaced twice": Case(
        hours("E1,G1,2024-02-01,2,\nE2,G1,2024-02-01,3,E1\nE3,G1,2024-02-01,4,E1\n", ",replaces_ref"),
        "time_entries.csv", 4, "replaces_ref", "E1", "replaced_twice", "replaced by row 3 already",
    ),
    "a target that does not change": Case(
        {"target_changes": "golive_ref,new_target_on,old_target_on\nG1,2024-06-01,2024-06-01\n"},
        "target_changes.csv", 2, "new_target_on", "2024-06-01", "nothing_changes", "equals the old one",
    ),
}  # fmt: skip
