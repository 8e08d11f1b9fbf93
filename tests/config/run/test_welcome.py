"""The login, key and link of a run work, and those of the last run do not."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import authenticate as log_in

from config.run import welcome
from implementation.models import Customer, GoLive, Product, User
from implementation.models.golives import GoLiveStatus
from implementation.services import api_keys

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)


def _golive(status: GoLiveStatus) -> GoLive:
    customer, product = Customer.objects.create(name="Clinic"), Product.objects.create(name="Scribe")
    kickoff_on = NOW.date() - timedelta(days=30)
    return GoLive.objects.create(customer=customer, product=product, status=status, kickoff_on=kickoff_on)


def test_the_password_logs_the_lead_in() -> None:
    access = welcome.grant(at=NOW)
    user = log_in(username=welcome.EMAIL, password=access.password)
    assert isinstance(user, User)
    assert user.as_actor().is_lead


def test_the_next_run_has_a_password_of_its_own() -> None:
    first, second = welcome.grant(at=NOW), welcome.grant(at=NOW)
    assert log_in(username=welcome.EMAIL, password=first.password) is None
    assert log_in(username=welcome.EMAIL, password=second.password) is not None


def test_the_key_reads_and_writes_until_the_next_run() -> None:
    first, second = welcome.grant(at=NOW), welcome.grant(at=NOW)
    actor = api_keys.authenticate(second.key, at=NOW)
    assert actor is not None
    assert actor.scopes == {"read", "write"}
    assert api_keys.authenticate(first.key, at=NOW) is None


def test_the_link_leads_to_a_golive_under_way() -> None:
    golive = _golive(GoLiveStatus.IN_PROGRESS)
    link = welcome.grant(at=NOW).link
    assert link is not None
    assert golive.share_links.count() == 1
    assert link in welcome.text(welcome.Access("password", "key", link))


def test_without_a_golive_under_way_it_says_so() -> None:
    access = welcome.grant(at=NOW)
    assert access.link is None
    assert "no go-live is under way" in welcome.text(access)
