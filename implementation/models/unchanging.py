"""Rows that are written once and never changed or deleted: every way of the ORM to do it is refused.

Behind this stand triggers in the database (migration 0022), for whatever goes past the ORM.
"""

from typing import Any, NoReturn

from django.db import models


class NeverChanges(TypeError):
    """Code tried to change what never changes: a fault of ours, not of who asked."""

    def __init__(self, model: type[models.Model]) -> None:
        super().__init__(f"A {model._meta.verbose_name} never changes once it is there; make another one.")


class UnchangingRows:
    """What makes a queryset one that creates and reads alone; named before the queryset in its bases."""

    model: Any

    def update(self, **kwargs: Any) -> NoReturn:
        """Refused."""
        raise NeverChanges(self.model)

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused."""
        raise NeverChanges(self.model)

    def delete(self) -> NoReturn:
        """Refused."""
        raise NeverChanges(self.model)


class Unchanging(models.Model):
    """The abstract base: `save` makes a row, and refuses to make it another."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert the row; one that is there already is refused."""
        if not self._state.adding:
            raise NeverChanges(type(self))
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused."""
        raise NeverChanges(type(self))
