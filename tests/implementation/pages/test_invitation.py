"""From the invitation's mail to a session."""

from datetime import timedelta

import pytest
from django.test import Client

from implementation.access.actors import Role
from implementation.models import Event, Invitation, User
from implementation.services import invitations, users
from tests import factories as make
from tests.implementation.pages.sign_in.ways import is_in, link_in_mail

pytestmark = pytest.mark.django_db


def test_whoever_accepts_is_a_contact_and_logged_in() -> None:
    customer = make.customer("Birch Hospital")
    make.invitation(customer, email="Con@Birch.example", name="Con")
    link, client = link_in_mail(), Client()
    assert "Birch Hospital" in client.get(link).content.decode()
    assert client.post(link, {"name": "Constance Adler"}).status_code == 302
    assert is_in(client)
    user = User.objects.get()
    told = (user.email, user.name, user.role, user.customer, user.has_usable_password())
    assert told == ("con@birch.example", "Constance Adler", "contact", customer, False)
    assert Event.objects.filter(kind="sign-in.succeeded", actor_id=user.id).exists()


def test_a_scanner_that_opens_the_link_accepts_nothing_and_passes_nothing_on() -> None:
    _, token = make.invitation(make.customer())
    for _ in range(3):
        answer = Client().get(f"/invitations/{token}")
    assert (answer.status_code, answer["Referrer-Policy"]) == (200, "same-origin")
    assert "no-store" in answer["Cache-Control"]
    assert not User.objects.exists()


def test_unknown_accepted_revoked_and_late_invitations_get_one_answer() -> None:
    customer = make.customer()
    accepted, revoked, late = (make.invitation(customer) for _ in range(3))
    Client().post(f"/invitations/{accepted[1]}", {"name": "A"})
    invitations.revoke_invitation(actor=make.LEAD, at=make.now(), invitation_id=revoked[0].id)
    Invitation.objects.filter(id=late[0].id).update(expires_at=make.now() - timedelta(seconds=1))
    answers = [Client().get(f"/invitations/{token}") for token in (accepted[1], revoked[1], late[1], "unknown")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert Client().post(f"/invitations/{revoked[1]}", {"name": "B"}).status_code == 404


def test_the_address_may_have_been_taken_meanwhile() -> None:
    _, token = make.invitation(make.customer(), email="ada@example.test")
    users.create_user(actor=make.LEAD, at=make.now(), email="ada@example.test", role=Role.MEMBER)
    answer = Client().post(f"/invitations/{token}", {"name": "Ada"})
    assert (answer.status_code, "in use already" in answer.content.decode()) == (400, True)
