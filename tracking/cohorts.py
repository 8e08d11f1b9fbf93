"""What a cohort is: the go-lives among which repetitions are counted, and from which side they are looked at. Pure.

Used by the refit, which fits cohorts, and by the reads, which tell whether a stored trend still stands. It must stay
free of numpy, since the web server loads it. Only cohorts formed by `stage` hold pilots: elsewhere a growing share of
short pilots would look like learning.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

By = tuple[str, ...]

DIMENSIONS = ("first_site", "playbook", "product", "segment", "stage", "system_of_record")
# The sets of cohorts that are always kept current.
COHORT_SETS: tuple[By, ...] = (("product",), ("product", "segment"))
EMPTY = "(none)"
FIRST, LATER = "first", "later"
PRODUCTION = "production"
# Scope numbers that trends are adjusted for, where there are enough of them: the same law, an easier customer.
COVARIATES = ("seats", "sites")
_KEY_LENGTH = 32


@dataclass(frozen=True, slots=True)
class Setting:
    """How repetitions of a cohort are counted and what they are adjusted for.

    prior_repetitions: go-lives made before the first one known here. tracking_start: when recording began.
    """

    prior_repetitions: int = 0
    tracking_start: date | None = None
    covariates: tuple[str, ...] = COVARIATES

    def facts(self) -> list[object]:
        """As JSON knows it."""
        return [self.prior_repetitions, self.tracking_start and self.tracking_start.isoformat(), self.covariates]


# By cohort key; under the empty key, that of all cohorts of the set without one of their own.
Settings = Mapping[str, Setting]
DEFAULT = Setting()
# Go-lives and their revisions, in the order of the ids as texts.
Revisions = Sequence[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Member:
    """One go-live, with what cohorts are formed by and what they are adjusted for."""

    golive_id: UUID
    revision: int
    ref: str | None
    kickoff: date | None
    stage: str
    customer_id: UUID
    site_id: UUID | None
    product_id: UUID
    product: str
    segment: str
    system_of_record: str
    playbook: str | None
    seats: int | None
    sites: int | None

    def value(self, dimension: str, firsts: frozenset[UUID]) -> str:
        """What people call it."""
        if dimension == "first_site":
            return FIRST if self.golive_id in firsts else LATER
        return str(getattr(self, dimension) or "")

    def identity(self, dimension: str, firsts: frozenset[UUID]) -> str:
        """What tells cohorts apart: it outlives a new name of the product."""
        return str(self.product_id) if dimension == "product" else self.value(dimension, firsts)

    @property
    def scope(self) -> dict[str, float]:
        """The scope numbers that are known."""
        return {name: float(value) for name in COVARIATES if (value := getattr(self, name)) is not None}


@dataclass(frozen=True, slots=True)
class Group:
    """A cohort and its members. `inputs` changes whenever a member comes, goes or changes, or its setting does."""

    key: str
    by: By
    values: dict[str, str]
    label: str
    inputs: str
    members: Sequence[Member]
    setting: Setting = DEFAULT

    @property
    def revisions(self) -> Revisions:
        return in_order((str(member.golive_id), member.revision) for member in self.members)


def group(members: Iterable[Member], by: By, settings: Settings | None = None) -> dict[str, Group]:
    """The cohorts of one set, by key."""
    counted = [member for member in members if member.stage == PRODUCTION or "stage" in by]
    firsts = first_sites(counted) if "first_site" in by else frozenset()
    found: dict[tuple[str, ...], list[Member]] = defaultdict(list)
    for member in counted:
        found[tuple(member.identity(dimension, firsts) for dimension in by)].append(member)
    groups = (_group(by, identities, cohort, firsts, settings or {}) for identities, cohort in found.items())
    return {one.key: one for one in groups}


def first_sites(members: Iterable[Member]) -> frozenset[UUID]:
    """The go-lives at the site where the customer first started with the product, at the same stage.

    Without sites told, the first go-live alone. What has no kickoff yet comes last.
    """
    started: dict[tuple[UUID, UUID, str], Member] = {}
    listed = list(members)
    for member in listed:
        place = (member.customer_id, member.product_id, member.stage)
        if place not in started or _order(member) < _order(started[place]):
            started[place] = member
    return frozenset(
        member.golive_id
        for member in listed
        if (first := started[member.customer_id, member.product_id, member.stage]) is member
        or (member.site_id is not None and member.site_id == first.site_id)
    )


def _order(member: Member) -> tuple[date, str, str]:
    return member.kickoff or date.max, member.ref or "", str(member.golive_id)


def _group(
    by: By, identities: tuple[str, ...], members: Sequence[Member], firsts: frozenset[UUID], settings: Settings
) -> Group:
    values = {dimension: members[0].value(dimension, firsts) for dimension in by}
    key = cohort_key(by, identities)
    setting = setting_in(settings, key)
    revisions = in_order((str(member.golive_id), member.revision) for member in members)
    return Group(
        key=key,
        by=by,
        values=values,
        label=" / ".join(value or EMPTY for value in values.values()),
        inputs=inputs_of(setting, revisions),
        members=members,
        setting=setting,
    )


def cohort_key(by: By, identities: Sequence[str]) -> str:
    """What tells the cohort apart from all others."""
    return _digest([by, identities])[:_KEY_LENGTH]


def setting_in(settings: Settings, key: str) -> Setting:
    """The cohort's own setting, or that of its set."""
    return settings.get(key) or settings.get("") or DEFAULT


def in_order(pairs: Iterable[tuple[str, int]]) -> Revisions:
    return sorted(pairs)


def inputs_of(setting: Setting, revisions: Revisions) -> str:
    """What the trends of a cohort are computed from, in short."""
    return _digest([setting.facts(), revisions])


def topic(cohort_key: str, series: str, *, clock: str, net_of: str) -> UUID:
    """What a trend is about: the same whatever the day and the inputs."""
    return UUID(_digest([cohort_key, series, clock, net_of])[:_KEY_LENGTH])


def _digest(content: object) -> str:
    return hashlib.sha256(json.dumps(content, separators=(",", ":")).encode()).hexdigest()


def by_of(text: str) -> By:
    """`segment,product` as a set of cohorts. Raises ValueError that lists what sets can be formed by."""
    asked = tuple(sorted({word.strip() for word in text.split(",") if word.strip()}))
    if not asked or set(asked) - set(DIMENSIONS):
        raise ValueError(f"{text!r} is no set of cohorts: name one or several of {', '.join(DIMENSIONS)}.")
    return asked
