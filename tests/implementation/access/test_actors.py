"""Who acts, for which side, and how far."""

from uuid import uuid4

import pytest

from implementation.access.actors import Actor, ActorKind, Role, Side, system_actor

OWN, OTHER, GOLIVE = uuid4(), uuid4(), uuid4()


def actor(role: Role = Role.MEMBER, kind: ActorKind = ActorKind.USER, **bounds: object) -> Actor:
    return Actor(kind=kind, name="Ada", role=role, **bounds)  # type: ignore[arg-type]  # ids


@pytest.mark.parametrize("role", [Role.LEAD, Role.MEMBER, Role.OBSERVER, Role.READER])
def test_staff_stand_on_the_vendors_side_and_see_what_is_internal(role: Role) -> None:
    assert actor(role).side is Side.VENDOR
    assert actor(role).sees_internal


def test_contacts_and_share_links_stand_on_the_customers_side() -> None:
    for customer in (actor(Role.CONTACT), actor(kind=ActorKind.SHARE_LINK)):
        assert customer.side is Side.CUSTOMER
        assert not customer.sees_internal


def test_a_key_bound_to_a_customer_is_still_the_vendors() -> None:
    assert actor(kind=ActorKind.API_KEY, customer_id=OWN).sees_internal


def test_only_leads_and_the_program_itself_are_leads() -> None:
    assert [role for role in Role if actor(role).is_lead] == [Role.LEAD]
    assert system_actor("kickoff").is_lead


def test_an_unbound_actor_reaches_every_golive() -> None:
    assert actor().reaches(customer_id=OTHER, golive_id=GOLIVE)
    assert not actor().is_bound


def test_a_bound_actor_reaches_its_customer_and_no_other() -> None:
    bound = actor(customer_id=OWN)
    assert bound.is_bound
    assert bound.reaches(customer_id=OWN, golive_id=GOLIVE)
    assert not bound.reaches(customer_id=OTHER, golive_id=GOLIVE)


def test_a_share_link_reaches_its_golive_and_no_other_of_the_customer() -> None:
    link = actor(kind=ActorKind.SHARE_LINK, customer_id=OWN, golive_id=GOLIVE)
    assert link.reaches(customer_id=OWN, golive_id=GOLIVE)
    assert not link.reaches(customer_id=OWN, golive_id=uuid4())
