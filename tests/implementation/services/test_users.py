"""People: made, changed, deactivated, never deleted."""

from typing import Any

import pytest
from django.test import Client

from implementation.access.actors import Actor, ActorKind, Role
from implementation.http.problems import Problem
from implementation.models import Event, User
from implementation.services import api_keys, users
from tests import factories as make

pytestmark = pytest.mark.django_db


def create(**fields: Any) -> User:
    stated: dict[str, Any] = {"email": "ada@example.test", "role": Role.MEMBER, **fields}
    return users.create_user(actor=make.LEAD, at=make.now(), **stated)


def change(user: User, **fields: Any) -> User:
    return users.change_user(actor=make.LEAD, at=make.now(), user_id=user.id, fields=fields)


def test_an_address_is_one_person_in_any_case() -> None:
    create()
    with pytest.raises(Problem) as refusal:
        create(email="ADA@example.test")
    assert (refusal.value.slug, refusal.value.errors[0].pointer) == ("already-exists", "/email")


@pytest.mark.parametrize("email", ["", "ada", "ada@", "a@b@c.test"])
def test_what_is_no_address_is_refused(email: str) -> None:
    with pytest.raises(Problem) as refusal:
        create(email=email)
    assert refusal.value.errors[0].pointer == "/email"


def test_a_contact_has_a_customer_and_staff_have_none() -> None:
    customer = make.customer()
    assert create(role=Role.CONTACT, customer_id=customer.id).as_actor().customer_id == customer.id
    for wrong in ({"role": Role.CONTACT}, {"role": Role.LEAD, "customer_id": customer.id}):
        with pytest.raises(Problem, match="A contact needs its customer"):
            create(email="ben@example.test", **wrong)


def test_staff_do_not_become_contacts_by_a_change_of_role() -> None:
    user = create()
    with pytest.raises(Problem, match="A contact needs its customer"):
        change(user, role="contact")


def test_an_unknown_customer_is_told() -> None:
    with pytest.raises(Problem, match="no such customer"):
        create(role=Role.CONTACT, customer_id=make.golive().id)


@pytest.mark.parametrize("password", ["short", "administrator", "ada@example.test"])
def test_a_weak_password_is_refused_by_field(password: str) -> None:
    with pytest.raises(Problem, match="too weak") as refusal:
        create(password=password)
    assert refusal.value.errors[0].pointer == "/password"


def test_a_password_that_is_the_persons_name_is_refused() -> None:
    with pytest.raises(Problem, match="too weak"):
        create(name="Augusta Ada Lovelace", password="augusta ada lovelace 1")


def test_without_a_password_nobody_logs_in_by_one() -> None:
    user = create()
    assert not user.has_usable_password()
    assert not Client().login(username=user.email, password="")


def logged_in(user: User) -> Client:
    client = Client()
    assert client.login(username=user.email, password=make.PASSWORD)
    assert client.get("/").status_code == 200
    return client


def test_whoever_is_deactivated_is_out_with_the_next_request_and_stays_out() -> None:
    user = make.person()
    client = logged_in(user)
    change(user, is_active=False)
    assert client.get("/").status_code == 302
    assert not Client().login(username=user.email, password=make.PASSWORD)
    assert User.objects.filter(id=user.id).exists()


def test_sessions_of_before_stay_ended_when_somebody_is_activated_again() -> None:
    user = make.person()
    client = logged_in(user)
    change(user, is_active=False)
    change(user, is_active=True)
    assert client.get("/").status_code == 302
    logged_in(user)


def test_the_keys_that_somebody_made_end_with_their_account() -> None:
    lead, other = make.person(Role.LEAD), make.person(Role.LEAD)
    texts = {
        maker.id: api_keys.issue_key(actor=maker.as_actor(), at=make.now(), name="tool", scopes=["read"])[1]
        for maker in (lead, other)
    }
    change(lead, is_active=False)
    assert api_keys.authenticate(texts[lead.id], at=make.now()) is None
    assert api_keys.authenticate(texts[other.id], at=make.now()) is not None
    [event] = Event.objects.filter(kind="api-key.revoked")
    assert "was deactivated" in event.reason


def test_the_last_lead_stays() -> None:
    last = make.person(Role.LEAD)
    for fields in ({"is_active": False}, {"role": "member"}):
        with pytest.raises(Problem, match="last lead"):
            users.change_user(actor=last.as_actor(), at=make.now(), user_id=last.id, fields=fields)
    make.person(Role.LEAD)
    users.change_user(actor=last.as_actor(), at=make.now(), user_id=last.id, fields={"role": "member"})


def test_a_new_password_ends_the_sessions_of_the_old_one() -> None:
    user = make.person()
    client = logged_in(user)
    users.set_password(actor=make.LEAD, at=make.now(), user_id=user.id, password="another good horse battery")
    assert client.get("/").status_code == 302


def test_no_event_knows_a_password() -> None:
    user = make.person()
    users.set_password(actor=make.LEAD, at=make.now(), user_id=user.id, password="another good horse battery")
    kept = str(list(Event.objects.values()))
    assert "horse" not in kept
    assert User.objects.get(id=user.id).password not in kept


def test_a_change_is_kept_with_before_and_after_and_an_equal_one_is_not() -> None:
    user = create()
    change(user, role="observer")
    change(user, role="observer")
    [event] = Event.objects.filter(kind="user.changed")
    assert (event.before, event.after) == ({"role": "member"}, {"role": "observer"})


def test_whoever_is_bound_to_a_customer_manages_nobody() -> None:
    user = create()
    bound = Actor(kind=ActorKind.API_KEY, name="t", role=Role.LEAD, customer_id=make.customer().id)
    for refused in (
        lambda: users.create_user(actor=bound, at=make.now(), email="eve@example.test", role=Role.LEAD),
        lambda: users.change_user(actor=bound, at=make.now(), user_id=user.id, fields={"role": "lead"}),
        lambda: users.set_password(actor=bound, at=make.now(), user_id=user.id, password=make.PASSWORD),
    ):
        with pytest.raises(Problem) as refusal:
            refused()
        assert refusal.value.slug == "forbidden"
