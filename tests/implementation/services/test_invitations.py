"""Who may invite whom; what becomes of an invitation."""

from datetime import timedelta
from typing import Any

import pytest

from implementation.access.actors import Actor, ActorKind, Role
from implementation.http.problems import Problem
from implementation.models import Customer, Event, Invitation, Mail, User
from implementation.services import customers, invitations, users
from tests import factories as make

pytestmark = pytest.mark.django_db


def refusal(**how: Any) -> Problem:
    with pytest.raises(Problem) as refused:
        make.invitation(**how)
    return refused.value


def contact_of(customer: Customer) -> Actor:
    return make.person(Role.CONTACT, customer=customer).as_actor()


def test_asking_again_ends_the_first_invitation() -> None:
    customer = make.customer()
    first, _ = make.invitation(customer, email="con@example.test")
    second, token = make.invitation(customer, email="CON@example.test")
    first.refresh_from_db()
    assert first.revoked_at is not None
    assert invitations.open_invitation(token, at=make.now()) == second


def test_the_token_is_in_the_mail_alone() -> None:
    _, token = make.invitation(make.customer())
    assert token not in str([*Invitation.objects.values(), *Event.objects.values()])
    assert token in Mail.objects.get().text


def test_contacts_invite_colleagues_where_they_are_allowed_to() -> None:
    customer, other = make.customer(), make.customer()
    contact = contact_of(customer)
    assert refusal(of=customer, actor=contact).slug == "forbidden"
    customers.change_customer(
        actor=make.LEAD, at=make.now(), customer_id=customer.id, fields={"contacts_may_invite": True}
    )
    assert make.invitation(customer, actor=contact)[0].invited_by == contact.name
    assert refusal(of=other, actor=contact).slug == "not-found"


@pytest.mark.parametrize("role", [Role.OBSERVER, Role.READER])
def test_who_only_reads_invites_nobody(role: Role) -> None:
    actor = Actor(kind=ActorKind.USER, name="Ob", role=role)
    assert refusal(of=make.customer(), actor=actor).slug == "forbidden"


def test_an_address_that_is_in_use_is_refused_without_telling_by_whom() -> None:
    mine, other = make.customer(), make.customer()
    staff, elsewhere, here = make.person(), contact_of(other).email, contact_of(mine).email
    words = {refusal(of=mine, email=email).detail for email in (staff.email, elsewhere)}
    assert len(words) == 1
    assert "access already" in refusal(of=mine, email=here).detail
    assert not Mail.objects.exists()


def test_who_is_bound_to_a_customer_is_not_told_that_an_address_is_in_use_elsewhere() -> None:
    """Or a hospital could ask, name by name, which others are customers."""
    mine = make.customer(contacts_may_invite=True)
    staff, elsewhere = make.person().email, contact_of(make.customer()).email
    key = Actor(kind=ActorKind.API_KEY, name="Tool", role=Role.MEMBER, customer_id=mine.id)
    for actor in (contact_of(mine), key):
        for email in (staff, elsewhere, "free@example.test"):
            _, token = make.invitation(mine, actor=actor, email=email)
        with pytest.raises(Problem, match="in use already"):
            invitations.accept_invitation(token=make.invitation(mine, actor=actor, email=staff)[1], at=make.now())
    assert User.objects.get(email=staff).customer_id is None
    assert invitations.accept_invitation(token=token, at=make.now()).customer_id == mine.id


def test_a_contact_sends_so_many_invitations_a_day_and_staff_as_many_as_they_like() -> None:
    customer = make.customer(contacts_may_invite=True)
    contact = contact_of(customer)
    for number in range(invitations.MOST_BY_CONTACT):
        make.invitation(customer, actor=contact, email=f"p{number}@example.test")
    assert refusal(of=customer, actor=contact, email="one.more@example.test").slug == "too-many-requests"
    assert make.invitation(customer, actor=contact_of(customer), email="by.another@example.test")
    assert make.invitation(customer, email="by.staff@example.test")
    Invitation.objects.update(created_at=make.now() - timedelta(days=1, seconds=1))
    assert make.invitation(customer, actor=contact, email="tomorrow@example.test")


@pytest.mark.parametrize("email", ["", "con", "con@", "a@b@c.test", "con@example.test\nBcc: all@example.test"])
def test_what_is_no_address_is_refused(email: str) -> None:
    assert refusal(of=make.customer(), email=email).errors[0].pointer == "/email"


def test_a_contact_who_left_comes_back_by_an_invitation() -> None:
    customer = make.customer()
    left = make.person(Role.CONTACT, customer=customer)
    users.change_user(actor=make.LEAD, at=make.now(), user_id=left.id, fields={"is_active": False})
    _, token = make.invitation(customer, email=left.email)
    back = invitations.accept_invitation(token=token, at=make.now())
    assert (back.id, back.is_active, User.objects.count()) == (left.id, True, 1)


def test_an_invitation_is_accepted_once() -> None:
    _, token = make.invitation(make.customer())
    invitations.accept_invitation(token=token, at=make.now())
    with pytest.raises(Problem, match="not open any more"):
        invitations.accept_invitation(token=token, at=make.now())


def test_what_was_accepted_is_not_revoked_but_the_user_deactivated() -> None:
    made, token = make.invitation(make.customer())
    invitations.accept_invitation(token=token, at=make.now())
    with pytest.raises(Problem, match="deactivate the user"):
        invitations.revoke_invitation(actor=make.LEAD, at=make.now(), invitation_id=made.id)


def test_contacts_withdraw_what_they_sent_themselves_and_nothing_else() -> None:
    customer = make.customer(contacts_may_invite=True)
    own, colleague = contact_of(customer), contact_of(customer)
    mine, token = make.invitation(customer, actor=own)
    others = [
        make.invitation(customer, actor=colleague)[0],
        make.invitation(customer)[0],
        make.invitation(make.customer())[0],
    ]
    for one in others:
        with pytest.raises(Problem) as refusal:
            invitations.revoke_invitation(actor=own, at=make.now(), invitation_id=one.id)
        assert refusal.value.slug == "not-found"
    invitations.revoke_invitation(actor=own, at=make.now(), invitation_id=mine.id)
    assert invitations.open_invitation(token, at=make.now()) is None
    assert Event.objects.get(kind="invitation.revoked").actor_id == own.id
