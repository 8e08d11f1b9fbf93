"""Which go-lives cohorts are made of, and in which revisions: gathered by the database, one row a cohort.

For reads that tell whether a stored trend still stands, of however many go-lives. Whoever computes trends needs the
members themselves, from members.py.
"""

from collections import defaultdict
from datetime import date
from typing import Any

from django.db.models import Aggregate, F, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat

from tracking.cohorts import PRODUCTION, By, Member, Revisions, cohort_key, group, in_order
from tracking.reads.members import SHARED, measured, measured_members, playbook_name, present, present_members

_HEX = 32


class _Listed(Aggregate):
    """The texts of all rows of a group with commas between, in no order."""

    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="STRING_AGG(%(expressions)s, ',')", **context)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="GROUP_CONCAT(%(expressions)s, ',')", **context)


def measured_revisions(by: By, *, as_of: date) -> dict[str, Revisions]:
    """Of each cohort there is, by its key, as it was measured."""
    if "first_site" in by:
        return _of_members(measured_members(as_of=as_of), by)
    return _gathered(measured(as_of), by, "golive_id", "golive__")


def present_revisions(by: By) -> dict[str, Revisions]:
    """The same as the facts have it."""
    if "first_site" in by:
        return _of_members(present_members(), by)
    return _gathered(present(), by, "id", "")


def _of_members(members: list[Member], by: By) -> dict[str, Revisions]:
    """Which site was the first no statement tells: that is found among the members."""
    return {key: one.revisions for key, one in group(members, by).items()}


def _gathered(rows: QuerySet[Any], by: By, golive_id: str, path: str) -> dict[str, Revisions]:
    """Rows with an empty segment and rows with none are one cohort, so what has one key is put together."""
    if "stage" not in by:
        rows = rows.filter(**{f"{path}stage": PRODUCTION})
    traits = {f"by_{dimension}": _trait(dimension, path) for dimension in by}
    one = Concat(Cast(golive_id, TextField()), Value(":", TextField()), Cast("revision", TextField()))
    found: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for *identities, listed in (
        rows.order_by().values(**traits).annotate(listed=_Listed(one)).values_list(*traits, "listed")
    ):
        key = cohort_key(by, tuple("" if identity is None else str(identity) for identity in identities))
        found[key] += [_pair(text) for text in listed.split(",")]
    return {key: in_order(pairs) for key, pairs in found.items()}


def _trait(dimension: str, path: str) -> Any:
    return playbook_name(path) if dimension == "playbook" else F(path + SHARED[dimension])


def _pair(text: str) -> tuple[str, int]:
    golive_id, _, revision = text.partition(":")
    return _with_dashes(golive_id), int(revision)


def _with_dashes(text: str) -> str:
    """SQLite keeps ids without them. Made by hand, since as a `UUID` it takes ten times as long."""
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}" if len(text) == _HEX else text
