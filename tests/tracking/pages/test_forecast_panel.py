"""The forecast on a go-live's page: for staff, and for the customer where it was released."""

from datetime import timedelta

import pytest
from django.test import Client

from implementation.models import GoLive
from implementation.services import golives
from tests import factories as make
from tests.tracking.portfolio import learning_golives
from tracking.models import Forecast
from tracking.services.bring_up_to_date import bring_up_to_date
from tracking.services.forecasts import store_forecasts

pytestmark = pytest.mark.django_db


@pytest.fixture
def golive() -> GoLive:
    product, customer = make.product("Scribe"), make.customer()
    learning_golives(12, of=product, at=customer)
    made = make.golive(of=product, at=customer, kickoff_on=make.days_ago(20), target_on=make.days_ago(-60))
    forecast_all()
    return made


def forecast_all() -> None:
    bring_up_to_date(make.now())
    store_forecasts(at=make.now())


def release(golive: GoLive) -> None:
    fields = {"forecast_released": True}
    golives.change_golive(actor=make.LEAD, at=make.now(), golive_id=golive.id, fields=fields)


def shared(golive: GoLive) -> str:
    answer = Client().get(f"/s/{make.share_link(golive)[1]}")
    assert answer.status_code == 200
    return answer.content.decode()


def inside(golive: GoLive) -> str:
    client = Client()
    client.force_login(make.person())
    return client.get(f"/go-lives/{golive.id}").content.decode()


def test_the_customer_is_not_shown_what_was_not_released(golive: GoLive) -> None:
    assert "Forecast" not in shared(golive)


def test_released_it_stands_beside_plan_and_target_in_one_sentence(golive: GoLive) -> None:
    release(golive)
    text = shared(golive)
    first, *further = Forecast.objects.get(golive=golive).text
    assert "the target is" in first.lower()
    assert "go-lives like this one say" in first
    assert first in text
    assert all(sentence not in text for sentence in further)


def test_staff_see_it_with_all_that_is_said_and_that_the_customer_does_not(golive: GoLive) -> None:
    text = inside(golive)
    assert "Not shown to the customer" in text
    assert Forecast.objects.get(golive=golive).text[0] in text
    release(golive)
    assert "Not shown to the customer" not in inside(golive)


def test_a_golive_that_is_live_is_forecast_no_more(golive: GoLive) -> None:
    release(golive)
    make.move(golive, "live")
    assert "Forecast" not in shared(golive)


def test_what_cannot_be_told_is_not_shown(golive: GoLive) -> None:
    release(golive)
    Forecast.objects.update(live_p50=None)
    assert "Forecast" not in shared(golive)


def test_of_many_days_the_newest_is_shown(golive: GoLive) -> None:
    release(golive)
    newest = Forecast.objects.get(golive=golive)
    Forecast.objects.create(
        golive=golive, as_of=newest.as_of - timedelta(days=1), cohort_key="k", cohort="c", fingerprint="f",
        revision=1, computed_at=make.now(), n=9, r=9, level="early", method="own", text=["Yesterday's words."],
        number=1, elapsed=1, live_p50=make.today(),
    )  # fmt: skip
    assert "Yesterday's words." not in shared(golive)
