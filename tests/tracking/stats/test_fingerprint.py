from datetime import date

import pytest

from tracking.stats.fingerprint import fingerprint

AS_OF = date(2026, 6, 30)
CONFIGURATION = {"by": ["product"], "prior_repetitions": 0}


def of(revisions: list[tuple[str, int]], **change: object) -> str:
    configuration = CONFIGURATION | change
    return fingerprint(as_of=AS_OF, configuration=configuration, revisions=revisions)


def test_the_order_of_go_lives_does_not_matter() -> None:
    assert of([("a", 1), ("b", 2)]) == of([("b", 2), ("a", 1)])


def test_a_new_revision_a_new_go_live_or_another_configuration_changes_it() -> None:
    prints = {of([("a", 1)]), of([("a", 2)]), of([("a", 1), ("b", 1)]), of([("a", 1)], prior_repetitions=3)}
    assert len(prints) == 4


def test_another_day_changes_it() -> None:
    later = fingerprint(as_of=date(2026, 7, 1), configuration=CONFIGURATION, revisions=[("a", 1)])
    assert later != of([("a", 1)])


def test_ids_are_not_run_together() -> None:
    assert of([("a1", 1)]) != of([("a", 11)])


def test_an_as_of_of_unknown_type_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="as_of"):
        fingerprint(as_of="2026-06-30", configuration={}, revisions=[])  # type: ignore[arg-type]
