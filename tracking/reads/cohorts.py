"""How cohorts are formed: the sets that are kept current, and the settings of each set and cohort."""

from tracking.cohorts import COHORT_SETS, DEFAULT, By, Setting, by_of
from tracking.lenses import Lens
from tracking.models import CohortConfig


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


def setting_for(by: By, cohort_key: str) -> Setting:
    """That of one cohort."""
    found = settings_of(by)
    return found.get(cohort_key) or found.get("") or DEFAULT


def _setting(row: CohortConfig) -> Setting:
    return Setting(row.prior_repetitions, row.tracking_start, tuple(row.covariates))
