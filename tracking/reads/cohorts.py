"""How cohorts are formed: the sets that are kept current, and the settings of each set and cohort."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery

from tracking.cohorts import COHORT_SETS, DEFAULT, By, Setting, by_of
from tracking.lenses import Lens
from tracking.models import CohortConfig, Trend
from tracking.models.trends import TrendQuerySet

_SETTING = ("prior_repetitions", "tracking_start", "covariates")


def standing_sets() -> tuple[By, ...]:
    """The two that are always kept current, then those that somebody added."""
    added = CohortConfig.objects.filter(kept=True, cohort_key="").order_by("id").values_list("by", flat=True)
    return (*COHORT_SETS, *(by for text in added if (by := by_of(text)) not in COHORT_SETS))


def standing_lenses() -> tuple[Lens, ...]:
    """What is kept current of them."""
    return tuple(Lens(by) for by in standing_sets())


def is_standing(lens: Lens) -> bool:
    """Whether it is kept current."""
    return lens.plain and (lens.by in COHORT_SETS or lens.by in standing_sets())


def settings_of(by: By) -> dict[str, Setting]:
    """By cohort key; under the empty key that of the whole set, where somebody made one."""
    rows = CohortConfig.objects.filter(by=",".join(by))
    return {row.cohort_key: _setting(row) for row in rows}


def with_settings(trends: TrendQuerySet) -> TrendQuerySet:
    """Beside each trend how its cohort is counted now, and whether its set is kept current: no query of its own."""
    of_set = CohortConfig.objects.filter(by=OuterRef("by"))
    applies = of_set.filter(Q(cohort_key="") | Q(cohort_key=OuterRef("cohort_key"))).order_by("-cohort_key")
    beside: Any = {f"set_{name}": Subquery(applies.values(name)[:1]) for name in _SETTING}
    found: TrendQuerySet = trends.annotate(set_kept=Exists(of_set.filter(kept=True, cohort_key="")), **beside)
    return found


def setting_beside(trend: Trend) -> Setting:
    """That of a trend which was read with its settings."""
    row: Any = trend
    return DEFAULT if row.set_prior_repetitions is None else _made(*(getattr(row, f"set_{name}") for name in _SETTING))


def _setting(row: CohortConfig) -> Setting:
    return _made(*(getattr(row, name) for name in _SETTING))


def _made(prior_repetitions: int, tracking_start: date | None, covariates: list[str]) -> Setting:
    return Setting(prior_repetitions, tracking_start, tuple(covariates))
