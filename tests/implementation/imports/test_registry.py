"""The tables that are known fit their models, and others can be added."""

import pytest
from django.db.models import CharField

from implementation.examples.tables import COLUMNS
from implementation.imports import columns
from implementation.imports.columns import CellFault
from implementation.imports.tables import TableSpec
from implementation.models import Customer
from implementation.services.imports import registry
from implementation.services.imports.registry import register, registered_tables, table_named
from implementation.services.imports.work import ImportTable

every_table = pytest.mark.parametrize("table", registered_tables(), ids=lambda table: table.spec.name)


class Weather(ImportTable):
    """A table that another app might add."""

    spec = TableSpec("weather", (columns.own_ref("weather_ref"),))
    model = Customer
    known = ("ref",)
    created_kind = "weather.seen"
    changed_kind = "weather.changed"


@every_table
def test_every_stated_field_is_one_of_the_model_and_is_compared(table: type[ImportTable]) -> None:
    fields = {field.attname for field in table.model._meta.concrete_fields}
    stated = {field for column in table.spec.columns for field in column.fields}
    assert stated <= set(table.known) <= fields


@every_table
def test_no_text_is_longer_than_its_field(table: type[ImportTable]) -> None:
    for column in table.spec.columns:
        for field in column.fields:
            stored = table.model._meta.get_field(field)
            if isinstance(stored, CharField) and stored.max_length and not column.choices and len(column.fields) == 1:
                with pytest.raises(CellFault):
                    column.parse("x" * (stored.max_length + 1))


@every_table
def test_the_example_portfolio_has_known_columns_only(table: type[ImportTable]) -> None:
    assert set(COLUMNS[table.spec.name].split()) <= set(table.spec.names)


def test_another_app_adds_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_TABLES", dict(registry._TABLES))
    register(Weather)
    register(Weather)
    assert table_named("weather") is Weather
    assert registered_tables()[-1] is Weather


def test_two_tables_of_a_name_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_TABLES", dict(registry._TABLES))
    other = type("Other", (Weather,), {"spec": TableSpec("customers", Weather.spec.columns)})
    with pytest.raises(ValueError, match="customers already"):
        register(other)


def test_an_unknown_table_or_column_is_told_by_name() -> None:
    with pytest.raises(KeyError, match="Did you mean go_lives"):
        table_named("go_live")
    with pytest.raises(KeyError, match="no column 'wind'"):
        Weather.spec.column("wind")
