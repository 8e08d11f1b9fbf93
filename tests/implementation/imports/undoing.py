"""Runs to undo, and what the tables of facts hold, to compare before and after."""

from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import models

from implementation.models import (
    Barrier,
    Customer,
    GoLive,
    Hold,
    ImportRun,
    Product,
    Site,
    TargetChange,
    Task,
    TaskDependency,
    TimeEntry,
)  # fmt: skip
from implementation.services.imports.by_command import import_by_command
from implementation.services.imports.importing import silent
from implementation.services.imports.undo import undo_import
from tests import factories as make
from tests.implementation.imports.folders import Table, write

FACTS = (Barrier, Customer, GoLive, Hold, Product, Site, TargetChange, Task, TaskDependency, TimeEntry)
_COUNTERS = {"version", "revision", "updated_at", "created_at", "replan_since"}

WHOLE: dict[str, Table] = {
    "customers": "customer_ref,name,segment\nC1,St. Elsewhere,hospital\nC2,Birch,clinic\n",
    "go_lives": (
        "golive_ref,customer_ref,product,kickoff_on,live_on,site,stage,pilot_ref\n"
        "P1,C1,Scribe,2023-01-09,2023-03-06,East,pilot,\n"
        "G1,C1,Scribe,2024-01-08,2024-05-06,East,production,P1\n"
        "G2,C2,Scribe,2024-02-05,,,production,\n"
    ),
    "tasks": (
        "task_ref,golive_ref,title,category,done_on,depends_on\n"
        "T1,G1,Interface,integration,2024-02-01,\nT2,G1,Training,training,,T1\n"
    ),
    "time_entries": (
        "entry_ref,golive_ref,worked_on,hours,person,with_customer,task_ref,replaces_ref\n"
        "E1,G1,2024-02-01,2,Ann,yes,T1,\nE2,G1,2024-02-01,3,Ann,yes,T1,E1\nE3,G2,2024-03-01,4,Bob,no,,\n"
    ),
    "barriers": "barrier_ref,golive_ref,kind,opened_on,task_ref\nB1,G1,integration,2024-01-20,T1\n",
    "holds": "hold_ref,golive_ref,starts_on,ends_on\nH1,G1,2024-03-01,2024-03-10\n",
    "target_changes": "golive_ref,new_target_on,announced_on,reason\nG1,2024-04-15,2024-02-10,Interface late\n",
}
"""Something in every table, and rows that refer to others of their own."""


def run_of(folder: Path, **tables: Table) -> UUID:
    """The run of a real import of these tables."""
    report, run_id = import_by_command(
        actor=make.LEAD, at=make.now(), path=write(folder, **{**dict.fromkeys(WHOLE), **tables}), progress=silent
    )
    assert list(report.faults) == []
    assert run_id is not None
    return run_id


def undo(run_id: UUID) -> ImportRun:
    return undo_import(actor=make.MEMBER, at=make.now(), run_id=run_id)


def facts(*, ids: bool = True) -> dict[str, list[Any]]:
    """All rows of all facts, but their counters; without ids, what is the same in another database too."""
    return {model.__name__: sorted(map(repr, _rows(model, ids=ids))) for model in FACTS}


def _rows(model: type[models.Model], *, ids: bool) -> list[dict[str, Any]]:
    if model is TaskDependency:
        return [{"links": link} for link in TaskDependency.objects.values_list("task__ref", "prerequisite__ref")]
    names = [field.attname for field in model._meta.concrete_fields if field.attname not in _COUNTERS]
    return list(model._default_manager.values(*(n for n in names if ids or not (n == "id" or n.endswith("_id")))))
