"""What every noun has: a sortable id, the caller's own `ref`, a `version`, and reading that starts from an actor."""

from typing import Any, Self, TypeVar

from django.db import models
from django.db.models import Q
from uuid_utils.compat import uuid7

from implementation.access.actors import Actor

_Model = TypeVar("_Model", bound=models.Model, covariant=True)

REF_LENGTH = 120


class VisibleQuerySet(models.QuerySet[_Model]):
    """A queryset that starts from `visible_to(actor)`.

    A noun names the paths from its rows to the customer and the go-live they belong to, and what of them a customer
    may be shown. An empty path means that the noun belongs to no single one (products, playbooks).
    """

    customer_path: str = ""
    golive_path: str = ""
    shown_to_customers: Q | None = None

    def visible_to(self, actor: Actor) -> Self:
        """The rows that the actor may know of. Whatever is not named is refused."""
        if actor.golive_id is not None:
            return self._within(self.golive_path, actor.golive_id, actor)
        if actor.customer_id is not None:
            return self._within(self.customer_path, actor.customer_id, actor)
        return self if actor.sees_internal else self.none()

    def _within(self, path: str, value: Any, actor: Actor) -> Self:
        rows = self.filter(**{path: value}) if path else self
        return rows.shown_to(actor)

    def shown_to(self, actor: Actor) -> Self:
        """Of rows within the actor's bounds those that its side is shown."""
        if actor.sees_internal:
            return self
        return self.none() if self.shown_to_customers is None else self.filter(self.shown_to_customers)


class GoLiveChildQuerySet(VisibleQuerySet[_Model]):
    """Rows that hang on one go-live."""

    customer_path = "golive__customer_id"
    golive_path = "golive_id"


class Noun(models.Model):
    """The abstract base. `version` is raised by changes to the row's own fields and guards writes."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True, db_index=True)

    class Meta:
        abstract = True


class RefNoun(Noun):
    """A noun that tools bring in: `ref` is the caller's own id, unique for the noun."""

    ref = models.CharField(max_length=REF_LENGTH, null=True, blank=True, unique=True)

    class Meta:
        abstract = True
