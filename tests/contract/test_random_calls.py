"""Schemathesis calls every operation with random data, good and bad, one by one and in stories along the links.

It holds the answers against the schema. The seed is fixed, so a failure is the same everywhere. What it is told not
to expect, and why:
- that data which fits the schema is accepted: the rules of the work, refs that are taken and rows that do not exist
  cannot be said in a schema, so 400, 404, 409 and 412 are fine there too;
- that fields which are always there are there when `fields` leaves them out: a schema cannot depend on a parameter;
- that a request for many things is refused for a bad one: it is 200 with a result for each, and the bad one's says 400;
- that a limit on requests is met: it is lifted here and has tests of its own.
Of requests for many things the limits of each field are not gone through again: those of one thing are the same.
It sends no `Accept` that we do not serve: the schema names what we serve.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import count
from typing import Any
from uuid import UUID

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.db.models import Model
from hypothesis import HealthCheck, Phase, seed, settings
from pytest_django.fixtures import Settings
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import negative_data_rejection, response_schema_conformance

from config.wsgi import application
from implementation.access.actors import Role
from implementation.models import GoLive
from implementation.services.followers import number_events
from tests import factories
from tests.implementation.api.nouns import NOUNS

pytestmark = pytest.mark.slow

CONFIG = SchemathesisConfig.from_dict(
    {
        "checks": {
            "positive_data_acceptance": {"expected-statuses": ["2xx", "304", "400", "401", "403", "404", "409", "412"]},
        },
        # An item is what one request would send, whose limits are gone through there.
        "operations": [{"include-path-regex": "/bulk$", "phases": {"coverage": {"enabled": False}}}],
        "generation": {"mode": "all", "max-examples": 4, "deterministic": True, "database": "none"},
    }
)


def closing_application(environ: Any, start_response: Any) -> list[bytes]:
    """Schemathesis reads an answer without closing it, as a server would: files would stay open."""
    answer = application(environ, start_response)
    try:
        return [b"".join(answer)]
    finally:
        answer.close()


SCHEMA = schemathesis.openapi.from_wsgi("/api/schema", closing_application, config=CONFIG)
FACTS = SCHEMA.include(path_regex="^/api/v1/")
# Webhooks are called one by one in test_random_webhook_calls.
MANY = ("/bulk", "/tasks/transitions")
ONE_BY_ONE = FACTS.exclude(path_regex="^/api/v1/webhook")
EVERY_SCOPE = ("read", "write", "api-keys:read", "api-keys:write", "webhooks:read", "webhooks:write")


class World:
    """A portfolio with a row of each noun, and a key that may do everything."""

    def __init__(self) -> None:
        golive = factories.golive(target_on=factories.today())
        factories.starter()
        rows: dict[str, Model] = {noun.path: noun.make(golive) for noun in NOUNS}
        self.ids: dict[str, UUID] = {path: row.pk for path, row in rows.items()}
        self.ids |= {"go-lives": golive.pk, "customers": golive.customer_id, "products": golive.product_id}
        self.key = factories.key(*EVERY_SCOPE, role=Role.LEAD)
        self.calls = count(1)
        number_events()

    def aim(self, case: Any, *, linked: bool = False) -> None:
        """Let a call that fits the schema hit rows that exist, and be a new one: random ids and keys do neither."""
        if "Idempotency-Key" in (case.headers or {}):
            case.headers["Idempotency-Key"] = f"call-{next(self.calls)}"
        noun = case.operation.path.split("/")[3]
        if not linked and "id" in (case.path_parameters or {}) and noun in self.ids:
            case.path_parameters["id"] = str(self.ids[noun])
        self.aim_body(case.body)

    def aim_body(self, body: Any) -> None:
        if isinstance(body, list):
            for item in body:
                self.aim_body(item)
        elif isinstance(body, dict):
            body.update({field: str(self.ids[_REFERENCES[field]]) for field in body.keys() & _REFERENCES.keys()})
            for inner in body.values():
                self.aim_body(inner)

    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}


_REFERENCES = {"go_live": "go-lives", "customer": "customers", "product": "products", "task": "tasks", "site": "sites"}


@pytest.fixture
def world(db: None, settings: Settings) -> Iterator[World]:
    """Requests run in this test's transaction, so they must leave its connection open."""
    settings.API_REQUESTS_PER_MINUTE = 1_000_000
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield World()
    for signal in signals:
        signal.connect(close_old_connections)


def checks_that_do_not_apply(case: Any) -> list[Any]:
    """With `fields`, an answer has fewer fields than its schema says; many things are answered one by one."""
    cut = [response_schema_conformance] if "fields" in (case.query or {}) else []
    return [*cut, *([negative_data_rejection] if case.operation.path.endswith(MANY) else [])]


def is_good(case: Any) -> bool:
    return bool(case.meta.generation.mode is GenerationMode.POSITIVE)


@ONE_BY_ONE.parametrize()  # type: ignore[untyped-decorator]  # schemathesis leaves it open
@seed(20261123)
@settings(
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_as_the_schema_says(case: Any, world: World) -> None:
    if is_good(case):
        world.aim(case)
    case.call_and_validate(headers=world.headers(), excluded_checks=checks_that_do_not_apply(case))


def test_every_story_along_the_links_is_as_the_schema_says(world: World) -> None:
    told: Counter[int] = Counter()

    class Story(FACTS.as_state_machine()):  # type: ignore[misc]  # schemathesis leaves it open
        """Make rows, and do with them what the links offer. Each story begins in the same world."""

        def setup(self) -> None:
            self.before = transaction.savepoint()

        def teardown(self) -> None:
            transaction.savepoint_rollback(self.before)

        def before_call(self, case: Any) -> None:
            if is_good(case):
                world.aim(case, linked=True)

        def after_call(self, response: Any, case: Any) -> None:
            super().after_call(response, case)
            told[response.status_code] += 1

        def get_call_kwargs(self, case: Any) -> dict[str, Any]:
            return {"headers": world.headers()}

        def validate_response(self, response: Any, case: Any, **options: Any) -> None:
            case.validate_response(
                response,
                headers=world.headers(),
                excluded_checks=checks_that_do_not_apply(case),
                transport_kwargs=options or None,
                recorder=self.recorder,
            )

    Story.run(
        settings=settings(
            max_examples=30,
            stateful_step_count=8,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
    )
    assert told[200] > told[404], "the links led nowhere: the test would show nothing"


def test_the_world_has_what_the_calls_aim_at(world: World) -> None:
    assert GoLive.objects.filter(pk=world.ids["go-lives"]).exists()
    assert set(_REFERENCES.values()) <= set(world.ids)


def test_each_operation_is_a_test_of_its_own(request: pytest.FixtureRequest) -> None:
    ids = [item.nodeid for item in request.session.items]
    assert len(ids) == len(set(ids)), "pytest-xdist would run one of those that share an id"
