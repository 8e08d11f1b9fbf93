"""Who may say how cohorts are formed, how many sets are kept, and that it is recorded."""

from typing import Any

import pytest

from implementation.access.actors import Actor, ActorKind
from implementation.http.problems import Problem
from implementation.models import Event
from tests import factories as make
from tracking.cohorts import DIMENSIONS
from tracking.models import CohortConfig
from tracking.reads.cohorts import standing_sets
from tracking.services import cohort_configs

pytestmark = pytest.mark.django_db


def created(by: str, **fields: Any) -> CohortConfig:
    return cohort_configs.create_cohort(actor=make.LEAD, at=make.now(), fields={"by": by, **fields})


def changed(row: CohortConfig, **fields: Any) -> CohortConfig:
    return cohort_configs.change_cohort(actor=make.LEAD, at=make.now(), cohort_id=row.id, fields=fields)


def test_a_set_is_kept_from_now_on_in_one_spelling() -> None:
    assert created("segment, product,stage").by == "product,segment,stage"
    assert standing_sets() == (("product",), ("product", "segment"), ("product", "segment", "stage"))


def test_a_standing_set_can_be_configured_and_is_not_kept_twice() -> None:
    created("product", prior_repetitions=12)
    assert standing_sets() == (("product",), ("product", "segment"))


def test_a_set_that_is_kept_no_longer_can_be_asked_for_still() -> None:
    row = created("stage")
    assert changed(row, kept=False).version == 2
    assert ("stage",) not in standing_sets()


def test_a_set_is_configured_once() -> None:
    created("segment,stage")
    with pytest.raises(Problem, match="already"):
        created("stage,segment")


def test_only_ten_sets_are_kept_besides() -> None:
    pairs = [(one, other) for one in DIMENSIONS for other in DIMENSIONS if one < other]
    sets = [",".join(pair) for pair in pairs if pair != ("product", "segment")]
    rows = [created(by) for by in sets[: cohort_configs.MOST_SETS]]
    with pytest.raises(Problem, match="10 sets are kept"):
        created(sets[10])
    changed(rows[0], kept=False)
    created(sets[10])
    with pytest.raises(Problem, match="10 sets are kept"):
        changed(rows[0], kept=True)


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"by": "colour"}, "/by"),
        ({"by": ""}, "/by"),
        ({"by": "product", "covariates": ["weather"]}, "/covariates"),
        ({"by": "product", "cohort_key": "short"}, "/cohort_key"),
        ({"by": "product", "prior_repetitions": -1}, "/prior_repetitions"),
    ],
)
def test_what_cannot_be_is_refused_and_named(fields: dict[str, Any], place: str) -> None:
    with pytest.raises(Problem) as refused:
        cohort_configs.create_cohort(actor=make.LEAD, at=make.now(), fields=fields)
    assert [fault.pointer for fault in refused.value.errors] == [place]


def test_a_change_is_an_event_and_touches_no_golive() -> None:
    golive = make.golive()
    golive.refresh_from_db()
    revision = golive.revision
    changed(created("stage"), prior_repetitions=3)
    made, told = Event.objects.filter(subject="cohort").order_by("id")
    assert (made.kind, told.kind, told.before, told.after) == (
        "cohort.created",
        "cohort.changed",
        {"prior_repetitions": 0},
        {"prior_repetitions": 3},
    )
    golive.refresh_from_db()
    assert (golive.revision, made.golive_id) == (revision, None)


def test_whoever_is_bound_to_a_customer_changes_nothing_that_others_share() -> None:
    bound = Actor(kind=ActorKind.API_KEY, name="bound", customer_id=make.customer().id)
    with pytest.raises(Problem, match="Customers share the cohorts"):
        cohort_configs.create_cohort(actor=bound, at=make.now(), fields={"by": "stage"})


def test_a_stale_version_changes_nothing() -> None:
    row = changed(created("stage"), prior_repetitions=1)
    with pytest.raises(Problem) as refused:
        cohort_configs.change_cohort(
            actor=make.LEAD, at=make.now(), cohort_id=row.id, fields={"prior_repetitions": 2}, version=1
        )
    assert refused.value.slug == "stale"
