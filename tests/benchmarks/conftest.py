"""The servers, the two portfolios and the one measurement that the benchmarks judge."""

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from django.db import connection

from tests.benchmarks import data, measuring, servers
from tests.benchmarks.floor.names import CONNINFO, STATEMENTS
from tests.benchmarks.queries import count_queries
from tests.benchmarks.servers import WebServer
from tests.benchmarks.statements import statements
from tests.benchmarks.table import Report
from tests.servers.environment import folder
from tests.servers.postgresql import USER
from tests.servers.valkey import Valkey

SMALL, LARGE = data.GOLIVES_OF_THE_EXAMPLE, 5_000
ROUNDS, SECONDS = 11, 0.8
_DATABASES = {SMALL: "small", LARGE: "large"}
_reports: list[Report] = []


@dataclass(frozen=True)
class Bench:
    """Two servers on one portfolio, and how to be let in."""

    golives: int
    access: data.Access
    floor: WebServer
    product: WebServer


@contextmanager
def database(name: str) -> Iterator[None]:
    """Django's connection of this process leads to that database."""
    connection.close()
    before = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def database_of(bench: Bench) -> AbstractContextManager[None]:
    return database(_DATABASES[bench.golives])


def _administer(statement: str) -> None:
    place: dict[str, Any] = {"host": str(folder() / "postgresql"), "user": USER, "dbname": "postgres"}
    with psycopg.connect(autocommit=True, **place) as administration:
        administration.execute(statement)


@pytest.fixture(scope="session")
def access(
    database_server: None, broker_server: Valkey, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[data.Access]:
    """Both portfolios, loaded."""
    small, large = _DATABASES.values()
    with django_db_blocker.unblock():
        _administer(f"CREATE DATABASE {small}")
        with database(small):
            data.migrate()
            made = data.load_example(tmp_path_factory.mktemp("example"))
        _administer(f"CREATE DATABASE {large} TEMPLATE {small}")
        with database(large):
            data.multiply(LARGE // SMALL)
        for name in (small, large):
            with database(name):
                data.settle()
        yield made


@pytest.fixture(scope="session")
def benches(access: data.Access) -> Iterator[list[Bench]]:
    """All four servers, running."""
    with ExitStack() as running:
        yield [running.enter_context(_bench(golives, access)) for golives in _DATABASES]


@contextmanager
def _bench(golives: int, access: data.Access) -> Iterator[Bench]:
    name, postgresql = _DATABASES[golives], folder() / "postgresql"
    written = folder() / "statements.json"
    written.write_text(json.dumps(statements()), encoding="utf-8")
    known = {STATEMENTS: str(written), CONNINFO: f"host={postgresql} user={USER} dbname={name}"}
    environment = servers.environment(name, postgresql, **known)
    with (
        servers.serving(f"floor-{golives}", servers.FLOOR, folder=folder(), environment=environment) as floor,
        servers.serving(f"product-{golives}", servers.PRODUCT, folder=folder(), environment=environment) as product,
    ):
        yield Bench(golives, access, floor, product)


@pytest.fixture(scope="session")
def report(benches: list[Bench]) -> Report:
    """The one measurement."""
    entered = {}
    for bench in benches:
        with database_of(bench):
            entered[bench.golives] = measuring.contests(bench.floor, bench.product, bench.access.key)
            for contest in entered[bench.golives]:
                contest.queries = count_queries(contest.path, bench.access.tool())
    measuring.run([one for contests in entered.values() for one in contests], rounds=ROUNDS, seconds=SECONDS)
    resident = [mib for bench in benches for mib in bench.product.resident_mib()]
    own = [mib for bench in benches for mib in bench.product.own_mib()]
    _reports.append(made := Report(entered, resident, own))
    return made


def pytest_terminal_summary(terminalreporter: Any) -> None:
    for made in _reports:
        terminalreporter.section("benchmarks")
        for line in made.lines():
            terminalreporter.write_line(line)
