"""The hot paths stay within their limits, with recognising, permission, counting and the whole contract on."""

import pytest

from tests.benchmarks.client import ask
from tests.benchmarks.conftest import LARGE, SMALL, Bench, database_of
from tests.benchmarks.paths import PATHS, HotPath
from tests.benchmarks.queries import count_queries
from tests.benchmarks.table import Report

pytestmark = pytest.mark.bench
WORKER_MIB = 100
LISTS = PATHS[:2]
LIMITED = [path for path in PATHS if path.limit is not None]
TRANSITION = PATHS[4]


def named(path: HotPath) -> str:
    return path.name


@pytest.mark.parametrize("path", LIMITED, ids=named)
@pytest.mark.parametrize("golives", [SMALL, LARGE])
def test_a_hot_path_stays_within_its_limit(golives: int, path: HotPath, report: Report) -> None:
    [contest] = [one for one in report.contests[golives] if one.path is path]
    assert path.limit is not None
    assert contest.ratio <= path.limit


@pytest.mark.parametrize("path", [path for path in PATHS if path.reads], ids=named)
def test_the_floor_answers_the_same_rows(path: HotPath, benches: list[Bench]) -> None:
    for bench in benches:
        with database_of(bench):
            calls = [next(lane) for lane in path.lanes(0)]
        for call in calls:
            key = bench.access.key
            floor, product = (ask(server.address, call, key) for server in (bench.floor, bench.product))
            assert floor.get("results", floor) == product.get("results", product)


def test_a_list_takes_three_queries_with_a_key_and_four_with_a_session(benches: list[Bench]) -> None:
    for bench in benches:
        with database_of(bench):
            for path in LISTS:
                assert count_queries(path, bench.access.tool()) <= 3
                assert count_queries(path, bench.access.person()) <= 4


def test_a_transition_takes_at_most_twelve_queries(benches: list[Bench]) -> None:
    for bench in benches:
        with database_of(bench):
            assert count_queries(TRANSITION, bench.access.tool()) <= 12


def test_a_web_worker_stays_small(report: Report) -> None:
    """By its share, as the workers are forked from one process that has loaded the program and use its pages together;
    and by all that is resident, in which such pages count for each of them."""
    assert max(report.own_mib) < WORKER_MIB
    assert max(report.resident_mib) < WORKER_MIB
