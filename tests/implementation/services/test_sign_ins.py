"""Sign-ins as events: who, how and from where, and never a secret."""

import pytest

from implementation.access.actors import Role
from implementation.models import Event
from implementation.services.sign_ins import SignIn, record_sign_in
from tests import factories as make

pytestmark = pytest.mark.django_db


def recorded(what: SignIn, **how: object) -> Event:
    record_sign_in(what=what, at=make.now(), method="password", **how)  # type: ignore[arg-type]
    return Event.objects.get(subject="sign-in")


def test_a_sign_in_names_the_person_the_way_and_the_address() -> None:
    user = make.person(Role.LEAD)
    event = recorded(SignIn.SUCCEEDED, user=user, address="192.0.2.7", request_id="r-1")
    assert (event.kind, event.actor_id, event.subject_id) == ("sign-in.succeeded", user.id, user.id)
    assert event.after == {"method": "password", "email": user.email, "address": "192.0.2.7"}
    assert (event.audience, event.request_id) == ("internal", "r-1")


def test_a_contacts_sign_in_belongs_to_its_customer() -> None:
    customer = make.customer()
    assert recorded(SignIn.SUCCEEDED, user=make.person(Role.CONTACT, customer=customer)).customer_id == customer.id


def test_who_fails_is_not_taken_for_the_person_aimed_at() -> None:
    user = make.person()
    event = recorded(SignIn.FAILED, user=user)
    assert (event.actor_id, event.subject_id) == (None, user.id)


@pytest.mark.parametrize("typed", ["correct horse battery staple", "hunter2", "", "x@" + "y" * 300 + ".test"])
def test_a_password_typed_into_the_wrong_field_is_not_kept(typed: str) -> None:
    event = recorded(SignIn.FAILED, email=typed)
    assert event.after["email"] == ""
    assert event.actor_name == "somebody"


def test_a_known_address_is_kept_in_small_letters() -> None:
    assert recorded(SignIn.FAILED, email="Ada@Example.TEST").after["email"] == "ada@example.test"
