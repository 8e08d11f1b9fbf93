"""The sentences of caution: why a figure may flatter, and what else moved.

Reads a finished result; each sentence answers to a flag or a figure of it.
"""

from tracking.stats.competing import REPORTED_DAYS
from tracking.stats.phrases import change, percent, span, units
from tracking.stats.result import CohortResult
from tracking.stats.slopes import DOWN, UP, rate_of

MANY_OUTLIERS = 3


def cautions(result: CohortResult) -> list[str]:
    """All that apply, the gravest first."""
    told = (
        _logging(result),
        _scope(result),
        _robust(result),
        _history(result),
        _mostly_open(result),
        _borrowed(result),
        _cancelled(result),
        _missing(result),
        _outliers(result),
        _bend(result),
    )
    return [sentence for sentence in told if sentence]


def _logging(result: CohortResult) -> str:
    found = result["logging"]
    if found is None or "logging_declines" not in result["flags"]:
        return ""
    first, last = percent(found["first_third"]), percent(found["last_third"])
    return f"Hours were logged in {first} of the active weeks of the first third, in {last} of those of the last."


def _scope(result: CohortResult) -> str:
    """Is it learning, or easier customers? The adjusted rate answers, with the plain one beside it."""
    if "scope_confounded" in result["flags"]:
        return "Customers changed along with the repetition: learning and easier customers cannot be told apart."
    plain, scope = result["unadjusted"], result["scope"]
    lo, hi, rate = result["learning_rate_lo"], result["learning_rate_hi"], result["learning_rate"]
    if not plain or not scope or rate is None or lo is None or hi is None or plain["learning_rate"] is None:
        return ""
    names = " and ".join(item["name"] for item in scope)
    beside = (
        f"at equal {names} {change(rate)} per doubling ({span(lo, hi)}), as they came {change(plain['learning_rate'])}"
    )
    fell = plain["lo"] is not None and plain["lo"] > 0
    return f"{_verdict(result['direction'], rate, plain['learning_rate'], fell=fell)}: {beside}."


def _verdict(direction: str | None, rate: float, plain: float, *, fell: bool) -> str:
    if direction == DOWN and fell:
        return "Learning, and easier customers too" if rate < plain / 2 else "Learning, not easier customers"
    if fell:
        return "Easier customers, no learning shown"
    if direction == DOWN:
        return "Learning, hidden by harder customers"
    return "Customers taken into account"


def _robust(result: CohortResult) -> str:
    """Only where something is claimed (around no change the two easily differ in sign), and no bend explains it."""
    robust = result["robust"]
    claimed = result["direction"] in (DOWN, UP) and result["curvature"] is None
    if robust is None or robust["slope"] is None or "robust_disagrees" not in result["flags"] or not claimed:
        return ""
    return f"A few unusual go-lives drive this; the robust estimate is {change(rate_of(robust['slope']))}."


def _history(result: CohortResult) -> str:
    if "history_completed_only" not in result["flags"]:
        return ""
    return "Of the time before recording began only finished go-lives are known: they are shown, not counted."


def _mostly_open(result: CohortResult) -> str:
    if "mostly_open" not in result["flags"] or result["learning_rate"] is None:
        return ""
    return "More than half are still open: the quick ones finish first, so this may look a little too good."


def _borrowed(result: CohortResult) -> str:
    if "pooled_forecast" not in result["flags"]:
        return ""
    return "Too few are finished here: the forecast comes from the other cohorts."


def _cancelled(result: CohortResult) -> str:
    if "cancellations" not in result["flags"] or not result["aj"]:
        return ""
    last = result["aj"][-1]
    live, cancelled = round(last["live_by"] * 100), round(last["cancelled_by"] * 100)
    day = next(f"{day:g}" for day in REPORTED_DAYS if day == last["t"])
    return f"Of 100 kickoffs {live} are live and {cancelled} cancelled by day {day}."


def _missing(result: CohortResult) -> str:
    missing = result["n_hours_missing"]
    if result["series"] == "days" or missing == 0:
        return ""
    verb = "has" if missing == 1 else "have"
    return f"{units(missing, 'finished go-lives')} {verb} no hours at all and are left out."


def _outliers(result: CohortResult) -> str:
    listed = {item["id"] for item in result["outliers"] or []}
    if not listed:
        return ""
    numbers = [f"#{point['number']}" for point in result["points"] if point["id"] in listed]
    if len(numbers) > MANY_OUTLIERS:
        return f"{len(numbers)} go-lives lie far off the line; they count all the same."
    verb = "lies" if len(numbers) == 1 else "lie"
    return f"{', '.join(numbers)} {verb} far off the line; they count all the same."


def _bend(result: CohortResult) -> str:
    """Said of a fall only: a bend in what does not fall is no news to act on."""
    if result["direction"] != DOWN or result["curvature"] is None:
        return ""
    smaller = result["curvature"] == "levelling"
    return f"The gain per doubling is {'smaller' if smaller else 'larger'} lately than at first."
