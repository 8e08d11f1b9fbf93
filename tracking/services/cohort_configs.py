"""Writing how cohorts are formed: the sets kept current, their prior repetitions, start of recording and covariates.

Each change is an event, but no go-live's: the facts stay what they are, only what is counted of them changes.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from implementation.access.actors import Actor
from implementation.http.problems import Problem, invalid, refused
from implementation.models import Follower
from implementation.services.change import changing
from implementation.services.values import apply_changes, check, existing, expect_version, refuse_bound
from tracking.cohorts import COHORT_SETS, COVARIATES, by_of
from tracking.models import CohortConfig
from tracking.models.measures import MEASURES

MOST_SETS = 10
_KEY_LENGTH = 32


def create_cohort(*, actor: Actor, at: datetime, fields: Mapping[str, Any], request_id: str = "") -> CohortConfig:
    """`fields`: by, cohort_key, kept, prior_repetitions, tracking_start, covariates (default: all there are)."""
    refuse_bound(actor, "cohorts")
    row = CohortConfig(**{"covariates": list(COVARIATES), **fields, "by": _by(fields.get("by", ""))})
    _check(row)
    with changing(actor=actor, at=at, request_id=request_id) as change:
        _one_at_a_time()
        if CohortConfig.objects.filter(by=row.by, cohort_key=row.cohort_key).exists():
            raise Problem("already-exists", f"There is a configuration by {row.by} already; change that one.")
        _expect_room(row)
        row.save(force_insert=True)
        change.record("cohort.created", row, after={**fields, "by": row.by})
    return row


def change_cohort(
    *,
    actor: Actor,
    at: datetime,
    cohort_id: UUID,
    fields: Mapping[str, Any],
    version: int | None = None,
    request_id: str = "",
) -> CohortConfig:
    """Change some of: kept, prior_repetitions, tracking_start, covariates."""
    refuse_bound(actor, "cohorts")
    with changing(actor=actor, at=at, request_id=request_id) as change:
        _one_at_a_time()
        rows = CohortConfig.objects.visible_to(actor).select_for_update(no_key=True)
        row = existing(rows, cohort_id, "cohort")
        expect_version(row, version)
        before, after = apply_changes(row, fields)
        _check(row)
        if after:
            _expect_room(row)
            change.record("cohort.changed", row, before=before, after=after)
    return row


def _by(text: str) -> str:
    """In one spelling, whatever the order it was written in."""
    try:
        return ",".join(by_of(text))
    except ValueError as error:
        raise invalid("by", "unknown", str(error)) from error


def _check(row: CohortConfig) -> None:
    check(row)
    if unknown := set(row.covariates) - set(COVARIATES):
        raise invalid("covariates", "unknown", f"{sorted(unknown)[0]} is none: choose of {', '.join(COVARIATES)}.")
    if row.cohort_key and len(row.cohort_key) != _KEY_LENGTH:
        raise invalid("cohort_key", "invalid", "Send the cohort_key of a trend, or leave it out for the whole set.")


def _one_at_a_time() -> None:
    """Two who add the tenth set at once must not both find room: whoever comes second waits for this row."""
    Follower.objects.get_or_create(name=MEASURES)
    list(Follower.objects.select_for_update(no_key=True).filter(name=MEASURES))


def _expect_room(row: CohortConfig) -> None:
    standing = {",".join(by) for by in COHORT_SETS}
    kept = CohortConfig.objects.filter(kept=True, cohort_key="").exclude(by__in=standing).exclude(pk=row.pk)
    wants_room = row.kept and not row.cohort_key and row.by not in standing
    if wants_room and kept.count() >= MOST_SETS:
        raise refused(
            f"{MOST_SETS} sets are kept current besides {' and '.join(sorted(standing))}: stop keeping one of them. "
            "Any other set can be asked for."
        )
