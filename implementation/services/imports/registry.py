"""The tables that can be imported, in the order in which they are checked and written.

Other apps add theirs from their `AppConfig.ready()`: `register(UsageReadings)`.
"""

from implementation.imports.columns import closest
from implementation.services.imports.tables.barriers import Barriers
from implementation.services.imports.tables.customers import Customers
from implementation.services.imports.tables.golives import GoLives
from implementation.services.imports.tables.holds import Holds
from implementation.services.imports.tables.target_changes import TargetChanges
from implementation.services.imports.tables.tasks import Tasks
from implementation.services.imports.tables.time_entries import TimeEntries
from implementation.services.imports.work import ImportTable

_TABLES: dict[str, type[ImportTable]] = {
    table.spec.name: table for table in (Customers, GoLives, Tasks, TimeEntries, Barriers, Holds, TargetChanges)
}


def register(table: type[ImportTable]) -> None:
    """Add a table. Registering the same one again changes nothing; another one of its name is refused."""
    if _TABLES.setdefault(table.spec.name, table) is not table:
        raise ValueError(f"There is a table {table.spec.name} already.")


def registered_tables() -> tuple[type[ImportTable], ...]:
    return tuple(_TABLES.values())


def table_named(name: str) -> type[ImportTable]:
    """Raises KeyError with the remedy for an unknown name."""
    if name not in _TABLES:
        raise KeyError(f"No table is called {name!r}.{closest(name, list(_TABLES))} Known are: {', '.join(_TABLES)}.")
    return _TABLES[name]
