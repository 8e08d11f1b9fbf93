"""Products, sites and playbooks are stated by name."""

from pathlib import Path

import pytest

from implementation.models import Customer, Event, GoLive, Playbook, PlaybookVersion, Product, Site
from tests import factories as make
from tests.implementation.imports.folders import CUSTOMERS, counts, take

pytestmark = pytest.mark.django_db

PLAYBOOK = "golive_ref,customer_ref,product,playbook\nG1,C1,Scribe,{}\n"


def test_a_product_is_found_by_name_or_ref_or_made(tmp_path: Path) -> None:
    named, by_ref = make.product("Scribe"), make.product("Triage", ref="PR2")
    take(tmp_path, go_lives="golive_ref,customer_ref,product\nG1,C1,Scribe\nG2,C1,PR2\nG3,C1,New\nG4,C1,New\n")
    found = dict(GoLive.objects.values_list("ref", "product_id"))
    assert (found["G1"], found["G2"]) == (named.id, by_ref.id)
    assert found["G3"] == found["G4"] == Product.objects.get(name="New").id
    assert Event.objects.filter(kind="product.created").latest("id").data["count"] == 1


def test_a_site_belongs_to_its_customer(tmp_path: Path) -> None:
    customer = make.customer("St. Elsewhere", ref="C1")
    north = make.site(customer, name="North")
    take(
        tmp_path,
        customers=f"{CUSTOMERS}C2,Mercy\n",
        go_lives="golive_ref,customer_ref,product,site\nG1,C1,Scribe,North\nG2,C2,Scribe,North\nG3,C1,Scribe,South\n",
    )
    found = dict(GoLive.objects.values_list("ref", "site_id"))
    assert found["G1"] == north.id != found["G2"]
    assert set(Site.objects.values_list("customer__ref", "name")) == {("C1", "North"), ("C2", "North"), ("C1", "South")}


@pytest.mark.parametrize("which", ["", " 1.0.0", "@1.0.0"])
def test_a_published_playbook_is_linked(tmp_path: Path, which: str) -> None:
    version = make.starter()
    take(tmp_path, go_lives=PLAYBOOK.format(f"ambient-documentation{which}"))
    golive = GoLive.objects.get()
    assert (golive.playbook_version, golive.playbook_label) == (version, "")


def test_a_key_alone_does_not_follow_to_a_later_version(tmp_path: Path) -> None:
    first = make.starter()
    take(tmp_path, go_lives=PLAYBOOK.format(first.playbook.key))
    PlaybookVersion.objects.create(
        playbook=Playbook.objects.get(key=first.playbook.key), number="99", nominal_days=1, published_at=make.now(),
        content_hash="0" * 64,
    )  # fmt: skip
    report = take(tmp_path, go_lives=PLAYBOOK.format(first.playbook.key))
    assert (counts(report, "go_lives"), GoLive.objects.get().playbook_version) == ((0, 0, 1), first)


def test_another_playbook_is_kept_by_name(tmp_path: Path) -> None:
    take(tmp_path, go_lives=PLAYBOOK.format("Rollout guide 7"))
    golive = GoLive.objects.get()
    assert (golive.playbook_version, golive.playbook_label) == (None, "Rollout guide 7")


def test_a_pilot_may_be_stored_already(tmp_path: Path) -> None:
    header = "golive_ref,customer_ref,product,stage"
    take(tmp_path, go_lives=f"{header}\nP1,C1,Scribe,pilot\n")
    take(tmp_path, go_lives=f"{header},pilot_ref\nG1,C1,Scribe,,P1\n")
    golive = GoLive.objects.get(ref="G1")
    assert golive.pilot == GoLive.objects.get(ref="P1")
    assert Customer.objects.count() == 1
