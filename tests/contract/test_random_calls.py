"""Schemathesis calls every operation with random data, good and bad, and holds the answers against the schema.

The seed is fixed, so a failure is the same everywhere. What it is told not to expect:
- that data which fits the schema is accepted: the rules of the work, refs that are taken and rows that do not exist
  cannot be said in a schema, so a 400 or 412 is fine there too;
- a body at `Accept`s of its own: it sends none that we do not serve.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.db.models import Model
from hypothesis import HealthCheck, Phase, seed, settings
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig

from config.wsgi import application
from implementation.models import GoLive
from implementation.services.followers import number_events
from tests import factories
from tests.implementation.api.nouns import NOUNS

CONFIG = SchemathesisConfig.from_dict(
    {
        "checks": {
            "positive_data_acceptance": {"expected-statuses": ["2xx", "304", "400", "401", "403", "404", "409", "412"]},
        },
        "generation": {"mode": "all", "max-examples": 12, "deterministic": True, "database": "none"},
    }
)
SCHEMA = schemathesis.openapi.from_wsgi("/api/schema", application, config=CONFIG)
FACTS = SCHEMA.include(path_regex="^/api/v1/")


class World:
    """A portfolio with a row of each noun, and a key that may do everything."""

    def __init__(self) -> None:
        golive = factories.golive(target_on=factories.today())
        factories.starter()
        rows: dict[str, Model] = {noun.path: noun.make(golive) for noun in NOUNS}
        self.ids: dict[str, UUID] = {path: row.pk for path, row in rows.items()}
        self.ids |= {"go-lives": golive.pk, "customers": golive.customer_id, "products": golive.product_id}
        self.key = factories.key("read", "write")
        number_events()

    def aim(self, case: Any) -> None:
        """Let a call that fits the schema hit rows that exist: a random id never does."""
        noun = case.operation.path.split("/")[3]
        if "id" in (case.path_parameters or {}) and noun in self.ids:
            case.path_parameters["id"] = str(self.ids[noun])
        if isinstance(case.body, dict):
            for field, path in _REFERENCES.items():
                if isinstance(case.body.get(field), str):
                    case.body[field] = str(self.ids[path])


_REFERENCES = {"go_live": "go-lives", "customer": "customers", "product": "products", "task": "tasks", "site": "sites"}


@pytest.fixture
def world(db: None) -> Iterator[World]:
    """Requests run in this test's transaction, so they must leave its connection open."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield World()
    for signal in signals:
        signal.connect(close_old_connections)


@FACTS.parametrize()  # type: ignore[untyped-decorator]  # schemathesis leaves it open
@seed(20261123)
@settings(
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_as_the_schema_says(case: Any, world: World) -> None:
    if case.meta.generation.mode is GenerationMode.POSITIVE:
        world.aim(case)
    case.call_and_validate(headers={"Authorization": f"Bearer {world.key}"})


def test_the_world_has_what_the_calls_aim_at(world: World) -> None:
    assert GoLive.objects.filter(pk=world.ids["go-lives"]).exists()
    assert set(_REFERENCES.values()) <= set(world.ids)
