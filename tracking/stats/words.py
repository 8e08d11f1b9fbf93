"""The sentences an implementation lead reads: one of result, one of forecast, one of caution.

Reads a finished result and what its evidence lacks. Whole percent, whole days or hours; never R2, z or tau.
"""

from tracking.stats.fits import EXACT, OK
from tracking.stats.levels import NEEDED_RANKS, Evidence
from tracking.stats.phrases import change, percent, whole
from tracking.stats.result import CohortResult, Next
from tracking.stats.slopes import DOWN, STEADY, UNCLEAR, UP
from tracking.stats.words_checks import cautions


def sentences(result: CohortResult, evidence: Evidence, *, same_day: bool) -> list[str]:
    """All sentences of a result. same_day: every go-live of the cohort kicked off on one and the same day."""
    told = [_headline(result, evidence, same_day=same_day)]
    if result["next"]:
        told.append(_next(result["next"][0], _noun(result)))
    if result["n_in_progress"] > 0:
        told.append(_caution(result))
    return told + cautions(result)


def _noun(result: CohortResult) -> str:
    return "days" if result["series"] == "days" else "hours"


def _headline(result: CohortResult, evidence: Evidence, *, same_day: bool) -> str:
    if same_day and result["n"] > 1:
        return f"All {result['n']} started together: no repetitions to compare yet."
    if evidence.lacking is not None:
        return _lacking(result, evidence)
    if result["reasons"].get("slope") == "open_share":
        return "Too many are still open or cancelled to judge hours here: finished ones alone would mislead."
    if result["status"] == OK:
        return _trend(result)
    if result["status"] == EXACT:
        return _exact(result)
    return "No trend could be computed from these figures."


def _lacking(result: CohortResult, evidence: Evidence) -> str:
    if evidence.lacking == "few_ranks":
        return (
            f"The finished go-lives started on {evidence.ranks} different days only: "
            f"{NEEDED_RANKS} are needed to judge a trend."
        )
    if evidence.lacking == "no_doubling":
        return (
            f"The finished go-lives are #{evidence.first:g} to #{evidence.last:g}: "
            "their number has to double before a trend can be judged."
        )
    what = "finished go-lives" if result["series"] == "days" else "finished go-lives with complete hours"
    more = result["more_needed"]
    told = f" About {more} more until a 15% rate could be told." if more is not None else ""
    return f"{evidence.needed} {what} are needed to judge a trend; {result['r']} so far.{told}"


def _trend(result: CohortResult) -> str:
    rate, lo, hi = result["learning_rate"], result["learning_rate_lo"], result["learning_rate_hi"]
    if rate is None or lo is None or hi is None:
        return "No trend could be computed from these figures."
    if result["direction"] == DOWN:
        span = _range(lo, hi)
        return f"Each doubling of go-lives cuts {_noun(result)} by {percent(rate)} (95% CI {span})."
    if result["direction"] == UP:
        return f"Each doubling of go-lives adds {percent(rate)} ({_range(-hi, -lo)}) to {_noun(result)}."
    if result["direction"] == STEADY:
        return "Steady: no change of more than 5% per doubling."
    if "logging_declines" in result["flags"]:
        return "Cannot tell: hours are logged less and less, which looks like learning."
    between = f"Cannot tell yet: per doubling between {change(hi)} and {change(lo)}."
    return f"{between} {_sureness(result['confidence_down'])}{_more(result)}"


def _more(result: CohortResult) -> str:
    """How many more it takes; with enough of them already, that a rate worth having would have shown."""
    more = result["more_needed"]
    if result["direction"] != UNCLEAR or more is None:
        return ""
    if more == 0:
        return " A 15% rate would probably have shown by now."
    return f" About {more} more until a 15% rate could be told."


def _range(lo: float, hi: float) -> str:
    return f"{round(lo * 100)}-{round(hi * 100)}%"


def _sureness(falling: float | None) -> str:
    sure = 0.5 if falling is None else falling
    return f"{percent(sure)} sure it is falling." if sure >= 0.5 else f"{percent(1 - sure)} sure it is rising."


def _exact(result: CohortResult) -> str:
    rate = result["learning_rate"] or 0.0
    change = {
        DOWN: f"Each doubling of go-lives cuts {_noun(result)} by {percent(rate)}",
        UP: f"Each doubling of go-lives adds {percent(rate)} to {_noun(result)}",
        STEADY: f"The {_noun(result)} do not change from one go-live to the next",
    }
    said = change.get(result["direction"] or "", "The finished go-lives follow one line")
    return f"{said}: no scatter at all, so no interval can be given."


def _next(forecast: Next, noun: str) -> str:
    median, lo, hi = forecast["median"], forecast["lo80"], forecast["hi80"]
    if median is None:
        return f"No figure can be given for go-live #{forecast['number']}."
    unit = noun if whole(median) != "1" else noun.removesuffix("s")
    head = f"Go-live #{forecast['number']} should take about {whole(median)} {unit}"
    if lo is None or hi is None:
        return f"{head}."
    return f"{head}; 4 in 5 land between {whole(lo)} and {whole(hi)}."


def _caution(result: CohortResult) -> str:
    alone = result["completed_only_learning_rate"]
    included = f"Includes {result['n_in_progress']} still in progress"
    if alone is None:
        return f"{included}."
    said = percent(alone) if alone >= 0 else f"{percent(alone)} more"
    return f"{included}; counting only finished ones would say {said}."
