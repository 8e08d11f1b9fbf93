"""The sentence on one open go-live: where it stands, how long still, what its hours will come to.

Reads a finished entry. Whole days and hours, never a probability model.
"""

from tracking.stats.derive import IN_PROGRESS
from tracking.stats.phrases import percent, units, whole
from tracking.stats.shapes import OpenForecast


def open_sentence(entry: OpenForecast) -> str:
    """One to three sentences; what is not known is left out."""
    told = [_days(entry), _slow(entry), _hours(entry)]
    if "pooled" in entry["flags"]:
        told.append("Too few are finished here: this comes from the other cohorts.")
    return " ".join(sentence for sentence in told if sentence)


def _days(entry: OpenForecast) -> str:
    day = whole(entry["elapsed"])
    if entry["state"] != IN_PROGRESS:
        return f"Live after {units(entry['elapsed'], 'days')}, hours still counting."
    if entry["hours_to_date"] is not None:
        return f"Day {day}."
    if "stalled" in entry["flags"]:
        return f"Day {day}. Stalled: no go-live like this took as long, so no date can be given."
    lo, half, hi = entry["remaining_p10"], entry["remaining_p50"], entry["remaining_p90"]
    if lo is None or half is None or hi is None:
        return f"Day {day}. No forecast yet."
    return (
        f"Day {day}. Half of go-lives like this need at most {whole(half)} more {_noun(half)}; "
        f"4 in 5 need {whole(lo)}-{whole(hi)}."
    )


def _noun(days: float) -> str:
    return "day" if whole(days) == "1" else "days"


def _slow(entry: OpenForecast) -> str:
    slower = entry["pct_slower"]
    if "overdue" not in entry["flags"] or slower is None:
        return ""
    return f"Slower than {'over 99%' if slower > 0.99 else percent(slower)} of go-lives like it."


def _hours(entry: OpenForecast) -> str:
    used = entry["hours_to_date"]
    if used is None:
        return ""
    if "over_budget" in entry["flags"]:
        return f"{units(used, 'hours')} so far: over anything seen in go-lives like it."
    lo, half, hi = entry["hours_final_p10"], entry["hours_final_p50"], entry["hours_final_p90"]
    if lo is None or half is None or hi is None:
        return f"{units(used, 'hours')} so far." + (" No forecast yet." if entry["state"] == IN_PROGRESS else "")
    told = f"expect about {whole(half)} in all, 4 in 5 end between {whole(lo)} and {whole(hi)}."
    return f"{units(used, 'hours')} so far; {told}"
