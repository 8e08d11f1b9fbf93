"""The shape of a table: its name, columns and key. What is done with its rows is the services'."""

from collections.abc import Iterable
from dataclasses import dataclass

from implementation.imports.columns import Column


@dataclass(frozen=True)
class TableSpec:
    """`key` are the staging columns that tell rows apart. `extra` are staging columns that the service fills."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ("ref",)
    extra: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @property
    def staging_columns(self) -> tuple[str, ...]:
        """What the staging table has: the texts of resolved columns, and every field."""
        every = [name for column in self.columns for name in (*column.staged, *column.fields)]
        return tuple(dict.fromkeys([*every, *self.extra]))

    def column(self, name: str) -> Column:
        """Raises KeyError for a name that is none."""
        found = next((column for column in self.columns if column.name == name), None)
        if found is None:
            raise KeyError(f"{self.name} has no column {name!r}.")
        return found


def stated_fields(columns: Iterable[Column]) -> tuple[str, ...]:
    """The fields that these columns state."""
    return tuple(field for column in columns for field in column.fields)
