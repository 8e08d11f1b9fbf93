"""Customers, products and sites: what their go-lives share. A change reaches all of them."""

from datetime import date

import pytest

from implementation.http.problems import Problem
from implementation.models import Event, GoLive
from implementation.services import customers, golives, products, sites
from tests import factories as make

pytestmark = pytest.mark.django_db


def revisions() -> dict[object, int]:
    return dict(GoLive.objects.values_list("id", "revision"))


def test_a_products_change_reaches_its_golives_and_no_others() -> None:
    product = make.product()
    reached, other = make.golive(of=product), make.golive()
    before = revisions()
    products.change_product(actor=make.LEAD, at=make.now(), product_id=product.id, fields={"name": "New name"})
    after = revisions()
    assert (after[reached.id] - before[reached.id], after[other.id] - before[other.id]) == (1, 0)


def test_a_sites_change_reaches_its_golives() -> None:
    customer = make.customer()
    site = make.site(customer)
    golive = make.golive(at=customer, site=site)
    sites.change_site(actor=make.LEAD, at=make.now(), site_id=site.id, fields={"sponsor": "Dr. Birch"})
    assert revisions()[golive.id] == golive.revision + 1


def test_a_sponsor_is_not_contacted_in_the_future() -> None:
    site = make.site(make.customer())
    with pytest.raises(Problem, match="future"):
        make.site(make.customer(), sponsor_contacted_on=make.days_ago(-2))
    with pytest.raises(Problem, match="future"):
        sites.change_site(
            actor=make.LEAD, at=make.now(), site_id=site.id, fields={"sponsor_contacted_on": make.days_ago(-2)}
        )


def test_a_stale_version_is_refused_and_the_present_one_told() -> None:
    customer = make.customer()
    for name in ("First", "Second"):
        if name == "First":
            customers.change_customer(actor=make.LEAD, at=make.now(), customer_id=customer.id, fields={"name": name})
            continue
        with pytest.raises(Problem) as stale:
            customers.change_customer(
                actor=make.LEAD, at=make.now(), customer_id=customer.id, fields={"name": name}, version=1
            )
        assert stale.value.extra == {"version": 2}


def test_the_event_of_a_creation_tells_what_was_derived_too() -> None:
    golive = make.golive(playbook=make.starter())
    [event] = Event.objects.filter(kind="go-live.created")
    assert event.after["target_on"] == str(golive.target_on)
    assert event.after["customer"] == str(golive.customer_id)


@pytest.mark.parametrize("name", ["live_on", "cancelled_on", "handed_over_on", "status"])
def test_a_golive_is_not_created_live_past_its_gates(name: str) -> None:
    with pytest.raises(Problem, match="set by a transition"):
        golives.create_golive(
            actor=make.LEAD, at=make.now(), customer_id=make.customer().id, product_id=make.product().id,
            fields={name: make.today()},
        )  # fmt: skip


@pytest.mark.parametrize("name", ["contract_signed_on", "ended_on"])
def test_what_has_happened_has_happened(name: str) -> None:
    golive = make.golive(live_on=make.days_ago(9))
    with pytest.raises(Problem, match="future"):
        golives.change_golive(actor=make.LEAD, at=make.now(), golive_id=golive.id, fields={name: make.days_ago(-2)})


def test_an_imprecise_day_may_have_its_middle_ahead() -> None:
    ahead = date(make.today().year, 12, 31)
    golive = make.golive(contract_signed_on=ahead, contract_signed_on_precision="half")
    assert golive.contract_signed_on == date(ahead.year, 9, 30)
