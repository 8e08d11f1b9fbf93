"""Portfolios written once for all tests of this folder."""

import datetime as dt

import pytest

from implementation.examples.generator import DEFAULT_SEED
from tests.implementation.examples.portfolios import Portfolio, portfolio_in


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Portfolio:
    """The portfolio that a first start shows."""
    folder = tmp_path_factory.mktemp("example")
    return portfolio_in(folder, seed=DEFAULT_SEED, as_of=dt.date(2026, 11, 23), golives=120)


@pytest.fixture(
    scope="session",
    params=[
        (DEFAULT_SEED, dt.date(2026, 11, 23), 120),
        (11, dt.date(2028, 2, 29), 300),
        (12, dt.date(2027, 1, 3), 20),
    ],
    ids=["monday", "leap day", "smallest, on a sunday"],
)
def portfolio(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Portfolio:
    """Portfolios of several seeds, sizes and days, for rules that hold of all."""
    seed, as_of, golives = request.param
    return portfolio_in(tmp_path_factory.mktemp("portfolio"), seed=seed, as_of=as_of, golives=golives)


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> Portfolio:
    """A portfolio large enough for its noise to average out."""
    return portfolio_in(tmp_path_factory.mktemp("large"), seed=1, as_of=dt.date(2026, 11, 23), golives=1200)
