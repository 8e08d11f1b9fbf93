"""Columns of a go-live that follow from other rows."""

from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from implementation.models import Hold


def with_derived_columns(golives: QuerySet[Any]) -> QuerySet[Any]:
    """`on_hold`: a hold is open. `playbook`: key of its playbook, or the name that history gives."""
    open_hold = Hold.objects.filter(golive=OuterRef("pk"), ends_on__isnull=True)
    derived: QuerySet[Any] = golives.annotate(
        on_hold=Exists(open_hold), playbook=Coalesce(F("playbook_version__playbook__key"), F("playbook_label"))
    )
    return derived
