"""Whose rows are in an export."""

from pathlib import Path

import pytest

from implementation.access.actors import Actor, ActorKind, Role
from implementation.models import Customer, GoLive
from implementation.services import time_entries
from tests import factories as make
from tests.implementation.examples.portfolios import Table, read_tables
from tests.implementation.exports.portfolios import export

pytestmark = pytest.mark.django_db


def portfolio_of(customer: Customer, ref: str) -> GoLive:
    golive = make.golive(at=customer, ref=ref)
    task = make.task(golive, after=[make.task(golive)])
    make.hours(golive, 1, task_id=task.id)
    make.barrier(golive)
    make.hold(golive, make.days_ago(3))
    make.target_moved(golive, make.today())
    return golive


def refs(tables: dict[str, Table]) -> set[str]:
    assert all(tables.values()), "each table has rows"
    return {row["golive_ref"] for name, rows in tables.items() if name != "customers" for row in rows}


def test_an_export_of_one_customer_has_that_ones_rows_in_every_table(tmp_path: Path) -> None:
    one, other = make.customer(ref="C1"), make.customer(ref="C2")
    portfolio_of(one, "G1")
    portfolio_of(other, "G2")
    export(tmp_path / "one", customer=one)
    tables = read_tables(tmp_path / "one")
    assert refs(tables) == {"G1"}
    assert [row["customer_ref"] for row in tables["customers"]] == ["C1"]


def test_a_bound_key_gets_its_customers_rows_whatever_it_asks_for(tmp_path: Path) -> None:
    one = make.customer()
    portfolio_of(one, "G1")
    portfolio_of(make.customer(), "G2")
    bound = Actor(kind=ActorKind.API_KEY, name="theirs", role=Role.MEMBER, customer_id=one.id)
    export(tmp_path / "out", actor=bound)
    assert refs(read_tables(tmp_path / "out")) == {"G1"}


def test_a_correction_that_moved_an_entry_to_another_customer_refers_to_nothing_outside(tmp_path: Path) -> None:
    one, other = make.customer(), make.customer()
    wrong = make.hours(make.golive(at=one), 1, ref="E")
    make.hours(make.golive(at=other, ref="G2"), 2)
    right = time_entries.correct_time(actor=make.LEAD, at=make.now(), entry_id=wrong.id, fields={"minutes": 90})
    type(right).objects.filter(id=right.id).update(golive=GoLive.objects.get(ref="G2"))
    for name, customer in (("one", one), ("other", other)):
        export(tmp_path / name, customer=customer)
    assert read_tables(tmp_path / "one")["time_entries"] == []
    assert [row["replaces_ref"] for row in read_tables(tmp_path / "other")["time_entries"]] == ["", ""]
