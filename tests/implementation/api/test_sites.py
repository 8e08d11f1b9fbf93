"""Noting that a site's sponsor or deputy was reached."""

from typing import Any

import pytest

from implementation.models import Event, Site
from tests import factories
from tests.implementation.api.callers import pointers, slug, tool

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    return factories.site(factories.customer(), sponsor="Dr. Lind", deputy="Jon Pell")


def reach(site: Site, **body: Any) -> Any:
    return tool().post(f"sites/{site.pk}/contacts", body)


def test_the_last_contact_stands_and_each_is_in_the_log(site: Site) -> None:
    late, early = factories.days_ago(1).isoformat(), factories.days_ago(9).isoformat()
    assert reach(site, on=late, note="By phone").json()["sponsor_contacted_on"] == late
    assert reach(site, on=early).json()["sponsor_contacted_on"] == late
    first, second = Event.objects.filter(kind="site.contacted").order_by("id")
    assert (first.after["note"], second.after["contacted_on"], first.audience) == ("By phone", early, "internal")


def test_sponsor_and_deputy_are_told_apart(site: Site) -> None:
    told = reach(site, whom="deputy").json()
    assert (told["deputy_contacted_on"], told["sponsor_contacted_on"]) == (factories.today().isoformat(), None)


def test_a_contact_raises_the_revision_of_the_sites_golives(site: Site) -> None:
    golive = factories.golive(at=site.customer, site=site)
    reach(site)
    before = golive.revision
    golive.refresh_from_db()
    assert golive.revision == before + 1


def test_what_cannot_be_is_named(site: Site) -> None:
    assert pointers(reach(site, on=factories.days_ago(-3).isoformat())) == ["/on"]
    assert pointers(reach(site, whom="janitor")) == ["/whom"]
    assert slug(reach(factories.site(site.customer), whom="deputy")) == "rule-refused"
    assert reach(site, version=9).status_code == 412
    stranger = tool(customer=factories.customer())
    assert stranger.post(f"sites/{site.pk}/contacts", {}).status_code == 404
