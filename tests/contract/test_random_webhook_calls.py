"""Schemathesis on webhooks, which need a lead's key: as test_random_calls does on everything else."""

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, seed, settings

from implementation.access.actors import Role
from implementation.services.webhook_deliveries import send_test
from tests import factories
from tests.contract.test_random_calls import SCHEMA, World, checks_that_do_not_apply, is_good, world  # noqa: F401
from tests.implementation.services.webhooks import webhook

pytestmark = pytest.mark.slow

WEBHOOKS = SCHEMA.include(path_regex="^/api/v1/webhook")


class LeadsWorld(World):
    """The same, with a webhook and a message to it, and a lead's key."""

    def __init__(self) -> None:
        super().__init__()
        made = webhook()
        test = send_test(actor=factories.LEAD, at=factories.now(), webhook_id=made.id)
        self.ids |= {"webhooks": made.id, "webhook-deliveries": test.id}
        self.key = factories.key("read", "write", "webhooks:read", "webhooks:write", role=Role.LEAD)

    def aim_body(self, body: Any) -> None:
        super().aim_body(body)
        if isinstance(body, dict) and "webhook" in body:
            body["webhook"] = str(self.ids["webhooks"])
        if isinstance(body, dict) and "url" in body:
            body["url"] = "https://hooks.example.com/"


@pytest.fixture
def leads_world(world: World) -> LeadsWorld:  # noqa: F811
    return LeadsWorld()


@WEBHOOKS.parametrize()  # type: ignore[untyped-decorator]  # schemathesis leaves it open
@seed(20261123)
@settings(deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck))
def test_every_answer_is_as_the_schema_says(case: Any, leads_world: LeadsWorld) -> None:
    if is_good(case):
        leads_world.aim(case)
    case.call_and_validate(headers=leads_world.headers(), excluded_checks=checks_that_do_not_apply(case))
