"""What must hold for any portfolio whatever."""

import json
from datetime import timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tracking.stats.samples import AS_OF, row_of
from tracking.stats.analyse import analyse
from tracking.stats.derive import Facts
from tracking.stats.inputs import SERIES, Cohort, Row
from tracking.stats.result import CohortResult

COHORTS = [Cohort("a", "A"), Cohort("b", "B", prior_repetitions=5), Cohort("c", "C")]

ages = st.integers(-5, 900)
lengths = st.none() | st.integers(-3, 600)
go_lives = st.builds(
    lambda age, live, cancelled, cohort, hours: (
        Facts(
            kickoff=AS_OF - timedelta(days=age),
            live=None if live is None else AS_OF - timedelta(days=age - live),
            cancelled=None if cancelled is None else AS_OF - timedelta(days=age - cancelled),
        ),
        cohort,
        hours,
    ),
    ages,
    lengths,
    st.none() | st.none() | lengths,
    st.sampled_from("abc"),
    st.sampled_from([0.0, 0.25, 3.0, 40.0, 41.5, 900.0, 1e6]),
)
portfolios = st.lists(go_lives, max_size=60).map(
    lambda listed: [row_of(facts, f"g{i:03d}", cohort, hours) for i, (facts, cohort, hours) in enumerate(listed)]
)


def analysed(rows: list[Row], series: str) -> list[CohortResult]:
    return analyse(rows, COHORTS, series=series, as_of=AS_OF)


@given(portfolios, st.sampled_from(SERIES))
@settings(max_examples=60, deadline=None)
def test_any_portfolio_gives_whole_results_that_json_can_carry(rows: list[Row], series: str) -> None:
    for result in analysed(rows, series):
        json.dumps(result, allow_nan=False)
        assert set(result) == set(CohortResult.__annotations__)
        parts = (result["n_live"], result["n_in_progress"], result["n_cancelled"], result["n_excluded"])
        assert result["n"] == sum(parts)
        for ahead in result["next"] or []:
            assert ahead["number"] <= 2 * result["n"]
            if ahead["lo80"] is not None and ahead["hi80"] is not None:
                assert ahead["lo80"] <= (ahead["median"] or 0) <= ahead["hi80"]


@given(portfolios, st.sampled_from(SERIES), st.integers(0, 2**32))
@settings(max_examples=40, deadline=None)
def test_any_order_of_the_rows_gives_the_same_bits(rows: list[Row], series: str, seed: int) -> None:
    shuffled = Random(seed).sample(rows, len(rows))
    assert json.dumps(analysed(rows, series)) == json.dumps(analysed(shuffled, series))
