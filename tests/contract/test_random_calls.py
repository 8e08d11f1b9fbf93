"""Schemathesis calls every operation with random data, good and bad, one by one and in stories along the links.

It holds the answers against the schema. The seed is fixed, so a failure is the same everywhere. What it is told not
to expect, and why:
- that data which fits the schema is accepted: the rules of the work, refs that are taken and rows that do not exist
  cannot be said in a schema, so 400, 404, 409 and 412 are fine there too;
- that fields which are always there are there when `fields` leaves them out: a schema cannot depend on a parameter;
- that a request for many things is refused for a bad one: it is 200 with a result for each, and a check of our own
  sees that the bad one's is a refusal;
- that a limit on requests is met: it is lifted here and has tests of its own.
Of requests for many things the limits of each field are not gone through again, which saves a minute: those of one
thing are the same.
It sends no `Accept` that we do not serve: the schema names what we serve.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, seed, settings
from pytest_django.fixtures import Settings
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.core.parameters import ParameterLocation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
)

from config.wsgi import application
from tests.contract.world import World

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
    answer: Any = application(environ, start_response)
    try:
        return [b"".join(answer)]
    finally:
        answer.close()


SCHEMA = schemathesis.openapi.from_wsgi("/api/schema", closing_application, config=CONFIG)
FACTS = SCHEMA.include(path_regex="^/api/v1/")
NUMBERS = ("measures", "trends", "forecasts")
MANY = ("/bulk", "/tasks/transitions")


class AimedCalls:
    """Lets calls that fit the schema hit rows that exist, and be new ones: random ids and keys do neither."""

    def __init__(self, *, measured: bool) -> None:
        self.world = World(measured=measured)
        self._calls = count(1)

    def aim(self, case: Any, *, linked: bool = False) -> None:
        if "Idempotency-Key" in (case.headers or {}):
            case.headers["Idempotency-Key"] = f"call-{next(self._calls)}"
        noun = case.operation.path.split("/")[3]
        row = self.world.ids.get(noun)
        for name in ({"id", "cohort_key"} & set(case.path_parameters or ())) if row and not linked else ():
            case.path_parameters[name] = str(row)
        if isinstance(case.body, dict | list):
            case.body = self.world.aimed(case.body)
            # It is as good as it was. Schemathesis would judge it anew, and any body that holds a file to be bad:
            # bytes fit no JSON schema (`Case._validate_component`).
            case._record_starting_state()

    def headers(self) -> dict[str, str]:
        return self.world.headers()


@pytest.fixture
def calls(db: None, settings: Settings, request: pytest.FixtureRequest) -> Iterator[AimedCalls]:
    """Requests run in this test's transaction, so they must leave its connection open."""
    settings.API_REQUESTS_PER_MINUTE = 1_000_000
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    called = getattr(request.node, "operation_label", "")
    yield AimedCalls(measured=any(noun in called for noun in NUMBERS))
    for signal in signals:
        signal.connect(close_old_connections)


def checks_that_do_not_apply(case: Any) -> list[Any]:
    """With `fields`, an answer has fewer fields than its schema says; many things are answered one by one; a file that
    was handed in is sent as what it is, where the schema can only say that it is one."""
    cut = [response_schema_conformance] if "fields" in (case.query or {}) else []
    file = [content_type_conformance] if case.operation.path.endswith("/file") else []
    return [*cut, *file, *([negative_data_rejection] if is_of_many(case) else [])]


def a_bad_thing_among_many_is_refused(ctx: Any, response: Any, case: Any) -> None:
    """In place of the check that the whole request is."""
    bad = is_of_many(case) and case.meta is not None and case.meta.is_negative_at(ParameterLocation.BODY)
    if bad and response.status_code == 200:
        assert any(result["status"] >= 400 for result in response.json()["results"]), "bad data were accepted"


def is_of_many(case: Any) -> bool:
    return bool(case.operation.path.endswith(MANY))


def is_good(case: Any) -> bool:
    return bool(case.meta.generation.mode is GenerationMode.POSITIVE)


@FACTS.parametrize()  # type: ignore[untyped-decorator]  # schemathesis leaves it open
@seed(20261123)
@settings(
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_as_the_schema_says(case: Any, calls: AimedCalls) -> None:
    if is_good(case):
        calls.aim(case)
    case.call_and_validate(
        headers=calls.headers(),
        additional_checks=[a_bad_thing_among_many_is_refused],
        excluded_checks=checks_that_do_not_apply(case),
    )


def test_every_story_along_the_links_is_as_the_schema_says(calls: AimedCalls) -> None:
    told: Counter[int] = Counter()

    class Story(FACTS.as_state_machine()):  # type: ignore[misc]  # schemathesis leaves it open
        """Make rows, and do with them what the links offer. Each story begins in the same world."""

        def setup(self) -> None:
            self.before = transaction.savepoint()

        def teardown(self) -> None:
            transaction.savepoint_rollback(self.before)

        def before_call(self, case: Any) -> None:
            if is_good(case):
                calls.aim(case, linked=True)

        def after_call(self, response: Any, case: Any) -> None:
            super().after_call(response, case)
            told[response.status_code] += 1

        def get_call_kwargs(self, case: Any) -> dict[str, Any]:
            return {"headers": calls.headers()}

        def validate_response(self, response: Any, case: Any, **options: Any) -> None:
            case.validate_response(
                response,
                headers=calls.headers(),
                additional_checks=[a_bad_thing_among_many_is_refused],
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
    assert told[200] > 30, "the links led nowhere: the test would show nothing"


def test_each_operation_is_a_test_of_its_own(request: pytest.FixtureRequest) -> None:
    ids = [item.nodeid for item in request.session.items]
    assert len(ids) == len(set(ids)), "pytest-xdist would run one of those that share an id"
