"""What a cohort is: the production go-lives among which repetitions are counted. Pure: no database, no clock.

Used by the refit, which fits them, and by the reads, which tell whether a stored trend still stands. It must stay
free of numpy, since the web server loads it.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

By = tuple[str, ...]

# The sets of cohorts that are always kept current.
COHORT_SETS: tuple[By, ...] = (("product",), ("product", "segment"))
SERIES = ("days", "handholding_hours", "total_hours")
EMPTY = "(none)"
_KEY_LENGTH = 32


@dataclass(frozen=True, slots=True)
class Member:
    """One production go-live, with what cohorts are formed by."""

    golive_id: UUID
    revision: int
    ref: str | None
    kickoff: date | None
    product_id: UUID
    product: str
    segment: str

    def identity(self, dimension: str) -> str:
        """What tells cohorts apart: it outlives a new name of the product."""
        return str(self.product_id) if dimension == "product" else self.value(dimension)

    def value(self, dimension: str) -> str:
        """What people call it."""
        return {"product": self.product, "segment": self.segment}[dimension]


@dataclass(frozen=True, slots=True)
class Group:
    """A cohort and its members. `inputs` changes whenever a member comes, goes or changes."""

    key: str
    by: By
    values: dict[str, str]
    label: str
    inputs: str
    members: Sequence[Member]


def group(members: Iterable[Member], by: By) -> dict[str, Group]:
    """The cohorts of one set, by key."""
    found: dict[tuple[str, ...], list[Member]] = defaultdict(list)
    for member in members:
        found[tuple(member.identity(dimension) for dimension in by)].append(member)
    groups = (_group(by, identities, cohort) for identities, cohort in found.items())
    return {one.key: one for one in groups}


def _group(by: By, identities: tuple[str, ...], members: Sequence[Member]) -> Group:
    values = {dimension: members[0].value(dimension) for dimension in by}
    return Group(
        key=_digest([by, identities])[:_KEY_LENGTH],
        by=by,
        values=values,
        label=" / ".join(value or EMPTY for value in values.values()),
        inputs=_digest(sorted((str(member.golive_id), member.revision) for member in members)),
        members=members,
    )


def topic(cohort_key: str, series: str, *, clock: str, net_of: str) -> UUID:
    """What a trend is about: the same whatever the day and the inputs."""
    return UUID(_digest([cohort_key, series, clock, net_of])[:_KEY_LENGTH])


def _digest(content: object) -> str:
    return hashlib.sha256(json.dumps(content, separators=(",", ":")).encode()).hexdigest()


def by_of(text: str) -> By:
    """`segment,product` as a set of cohorts. Raises ValueError that lists the sets there are."""
    by = tuple(sorted(word.strip() for word in text.split(",") if word.strip()))
    if by not in COHORT_SETS:
        known = " or ".join(",".join(one) for one in COHORT_SETS)
        raise ValueError(f"{text!r} is no set of cohorts that is kept: choose {known}.")
    return by


def series_of(text: str) -> tuple[str, ...]:
    """`days,total_hours` as series. Raises ValueError that lists the series there are."""
    asked = tuple(dict.fromkeys(word.strip() for word in text.split(",") if word.strip()))
    if not asked or set(asked) - set(SERIES):
        raise ValueError(f"{text!r} names an unknown series: choose of {', '.join(SERIES)}.")
    return asked
