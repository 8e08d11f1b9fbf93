"""Whatever can come in goes out, and comes in again the same."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.implementation.exports.generated import AS_OF, Tables, as_files, portfolios
from tests.implementation.exports.portfolios import bring, export, measures, passing_database, texts, trends
from tests.implementation.imports.folders import write

pytestmark = pytest.mark.django_db


@pytest.mark.slow
@settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    database=None,
    # Each try is two imports: a failure is shown as it was found.
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(portfolios())
def test_any_portfolio_survives_export_and_import(tables: Tables) -> None:
    with tempfile.TemporaryDirectory() as folder:
        given_out, again = Path(folder) / "first", Path(folder) / "second"
        with passing_database():
            bring(write(Path(folder) / "in", **as_files(tables)))
            export(given_out)
            before = (measures(AS_OF), trends(AS_OF))
        with passing_database():
            bring(given_out)
            export(again)
            assert texts(given_out) == texts(again)
            assert before == (measures(AS_OF), trends(AS_OF))
