"""A code for every null of a result: what is missing, and what it would take.

Called by `assemble` last. Codes stand under the field's name, those within a dict or list as `next.lo80`.
"""

from collections.abc import Iterable, Mapping

from tracking.stats.derive import IN_PROGRESS
from tracking.stats.fits import EXACT, INSUFFICIENT
from tracking.stats.result import NOT_FINITE, CohortResult
from tracking.stats.subject import Subject
from tracking.stats.trend import OPEN_SHARE

ONLY_DAYS = "days_only"
ONLY_HOURS = "hours_only"
FEW_COHORTS = "few_cohorts"
OF_DAYS = ("km", "rmst", "aj", "median_time_live_cif")
DAYS_FIELDS = ("remaining_p10", "remaining_p50", "remaining_p90", "date_p10", "date_p50", "date_p90", "pct_slower")
HOURS_FIELDS = ("hours_to_date", "hours_final_p10", "hours_final_p50", "hours_final_p90")


def reasons_of(result: CohortResult, subject: Subject) -> dict[str, str]:
    """Why each null of the result is null; `direction` also where it was overruled."""
    why = _why(result, subject)
    codes = _further(result, subject, why) | _by_series(result, subject)
    nulls = {key: codes.get(key, why) for key, value in result.items() if value is None and _asks(key)}
    for key in ("next", "curve"):
        nulls |= _inner(key, result["next"] if key == "next" else result["curve"], why)
    nulls |= _inner("robust", [result["robust"]] if result["robust"] else None, "insufficient")
    nulls |= _inner("pooled", [result["pooled"]] if result["pooled"] else None, why)
    nulls |= _inner("unadjusted", [result["unadjusted"]] if result["unadjusted"] else None, EXACT)
    nulls |= _open(result, subject, why) | _km(result)
    return nulls | ({"direction": "logging_declines"} if "logging_declines" in result["flags"] else {})


def _asks(key: str) -> bool:
    return key not in ("net_of", "computed_at", "current")


def _why(result: CohortResult, subject: Subject) -> str:
    """Why there is no line, or else no interval."""
    line = subject.line
    if line is not None:
        return EXACT if line.exact else NOT_FINITE
    return subject.evidence.lacking or subject.trend.withheld(subject.cohort) or result["status"]


def _further(result: CohortResult, subject: Subject, why: str) -> dict[str, str]:
    trend, cohort = subject.trend, subject.cohort
    absent = trend.scopes.cohorts[cohort].lacking or why
    few = subject.together.pool is None
    shares = trend.open_share[cohort] > OPEN_SHARE and not subject.of_days
    return {
        "q_value": FEW_COHORTS if few else why,
        "pooled": FEW_COHORTS,
        "unadjusted": absent,
        "scope": absent,
        "robust": "open_share" if shares else INSUFFICIENT,
        "curvature": "none_seen" if cohort in trend.curved else INSUFFICIENT if subject.line is not None else why,
        "more_needed": "beyond_reach" if _asked_for_more(result, subject) else "not_asked",
    }


def _asked_for_more(result: CohortResult, subject: Subject) -> bool:
    return result["direction"] == "unclear" or subject.evidence.lacking == INSUFFICIENT


def _by_series(result: CohortResult, subject: Subject) -> dict[str, str]:
    if not subject.of_days:
        return {**dict.fromkeys(OF_DAYS, ONLY_DAYS), "logging": INSUFFICIENT}
    cancelled = "not_reached" if "cancellations" in result["flags"] else "few_cancelled"
    return {"logging": ONLY_HOURS, "rmst": INSUFFICIENT, "aj": INSUFFICIENT, "median_time_live_cif": cancelled}


def _open(result: CohortResult, subject: Subject, why: str) -> dict[str, str]:
    """Of the open go-lives; one that is stalled or over budget says so by its flag, one in hypercare by its state."""
    hypercare = not subject.of_days and any(entry["state"] != IN_PROGRESS for entry in result["in_progress"] or [])
    unsure = "in_hypercare" if hypercare else "stalled"
    found = _inner("in_progress", result["in_progress"], why if subject.line is None or why == EXACT else unsure)
    absent = HOURS_FIELDS if subject.of_days else DAYS_FIELDS
    code = ONLY_HOURS if subject.of_days else ONLY_DAYS
    return found | {f"in_progress.{field}": code for field in absent if f"in_progress.{field}" in found}


def _km(result: CohortResult) -> dict[str, str]:
    if result["series"] != "days":
        return {"km": ONLY_DAYS}
    if not result["km"]["table"]:
        return {"km": INSUFFICIENT}
    return _inner("km", [result["km"]], "not_reached")


def _inner(field: str, listed: Iterable[Mapping[str, object]] | None, why: str) -> dict[str, str]:
    return {f"{field}.{key}": why for entry in listed or [] for key, value in entry.items() if value is None}
